"""Everything that changes routes and readings."""

from heqi.readings.actions.billing import hand_to_bill
from heqi.readings.actions.cards import keep_card_reading, take_card_reading
from heqi.readings.actions.checking import close_check, note_order, send_crew
from heqi.readings.actions.delivering import Repeated, deliver
from heqi.readings.actions.lines import close_line, open_line
from heqi.readings.actions.reviewing import confirm_reading, return_reading
from heqi.readings.actions.rounds import finish_round, open_round
from heqi.readings.actions.routes import assign_route, create_route, place_compound, remove_stop
from heqi.readings.actions.taking import Answer, apply_reading, miss_meter, take_reading

__all__ = [
    "Answer",
    "Repeated",
    "apply_reading",
    "assign_route",
    "close_check",
    "close_line",
    "confirm_reading",
    "create_route",
    "deliver",
    "finish_round",
    "hand_to_bill",
    "keep_card_reading",
    "miss_meter",
    "note_order",
    "open_line",
    "open_round",
    "place_compound",
    "remove_stop",
    "return_reading",
    "send_crew",
    "take_card_reading",
    "take_reading",
]
