"""Many clocks at once: the same answers as the engine gives one by one, over arrays.

What arrays cannot tell (pauses, bookings, a year whose days off are unknown, a limit that varies
by a fact) is not guessed: those rows are marked, and the caller asks the engine for them.
"""

from heqi.rulebook.bulk.dues import due_many
from heqi.rulebook.bulk.histories import Histories
from heqi.rulebook.bulk.lines import NOTHING, Line, instant, micros
from heqi.rulebook.bulk.readings import Readings, events_of, facts_of, kinds_of, read_many

__all__ = [
    "NOTHING",
    "Histories",
    "Line",
    "Readings",
    "due_many",
    "events_of",
    "facts_of",
    "instant",
    "kinds_of",
    "micros",
    "read_many",
]
