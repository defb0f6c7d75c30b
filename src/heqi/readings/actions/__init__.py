"""Everything that changes routes and readings."""

from heqi.readings.actions.reviewing import confirm_reading, return_reading
from heqi.readings.actions.rounds import finish_round, open_round
from heqi.readings.actions.routes import assign_route, create_route, place_compound, remove_stop
from heqi.readings.actions.taking import Answer, apply_reading, miss_meter, take_reading

__all__ = [
    "Answer",
    "apply_reading",
    "assign_route",
    "confirm_reading",
    "create_route",
    "finish_round",
    "miss_meter",
    "open_round",
    "place_compound",
    "remove_stop",
    "return_reading",
    "take_reading",
]
