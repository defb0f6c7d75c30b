"""Tables of the review, a module per noun. The log itself is ``customers.Lookup``."""

from heqi.lookups.models.cases import Case, Flag, Opinion
from heqi.lookups.models.gates import GlassOpening, Pause
from heqi.lookups.models.known import Canary, Hint, Relation
from heqi.lookups.models.questions import DayQuestion
from heqi.lookups.models.verdicts import DayTally, Progress, Verdict, VerdictKind

__all__ = [
    "Canary",
    "Case",
    "DayQuestion",
    "DayTally",
    "Flag",
    "GlassOpening",
    "Hint",
    "Opinion",
    "Pause",
    "Progress",
    "Relation",
    "Verdict",
    "VerdictKind",
]
