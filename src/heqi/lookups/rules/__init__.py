"""Rules over the log of look-ups: pure functions over plain rows, without database or clock.

The night review and the benchmark call the same functions; what they need is handed in as
:class:`~heqi.lookups.rules.looks.Window` and :class:`~heqi.lookups.rules.looks.Around`, their
thresholds as :class:`~heqi.lookups.rules.limits.Limits` from the pack.
"""

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import Around, Finding, Link, Look, Tally, Window
from heqi.lookups.rules.review import REAL_TIME, RULES, review, score_of, tally_of

__all__ = [
    "REAL_TIME",
    "RULES",
    "Around",
    "Finding",
    "Limits",
    "Link",
    "Look",
    "Tally",
    "Window",
    "review",
    "score_of",
    "tally_of",
]
