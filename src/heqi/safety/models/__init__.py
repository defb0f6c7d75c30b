"""Rows of safety checks."""

from heqi.safety.models.checks import Attempt, Check, Outcome
from heqi.safety.models.full import FullCheck, Member
from heqi.safety.models.hazards import Did, Hazard, Side
from heqi.safety.models.plans import Plan, Reach, Route, SafetyQuerySet

__all__ = [
    "Attempt",
    "Check",
    "Did",
    "FullCheck",
    "Hazard",
    "Member",
    "Outcome",
    "Plan",
    "Reach",
    "Route",
    "SafetyQuerySet",
    "Side",
]
