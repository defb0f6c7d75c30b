"""Tables of the quality of entries, a module per noun."""

from heqi.quality.models.checks import Check, CheckKind, SampleItem, SelfCheck, Verification
from heqi.quality.models.errors import EntryError, ErrorClass, FoundBy, Group
from heqi.quality.models.results import MonthReport, Training
from heqi.quality.models.rights import ReviewItem, RightsReview, Withdrawal
from heqi.quality.models.timing import EntryTiming, TimedKind
from heqi.quality.models.voices import Suggestion

__all__ = [
    "Check",
    "CheckKind",
    "EntryError",
    "EntryTiming",
    "ErrorClass",
    "FoundBy",
    "Group",
    "MonthReport",
    "ReviewItem",
    "RightsReview",
    "SampleItem",
    "SelfCheck",
    "Suggestion",
    "TimedKind",
    "Training",
    "Verification",
    "Withdrawal",
]
