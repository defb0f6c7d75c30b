"""Rows of the app: drafts with their clauses and rules, replays, and what people say."""

from heqi.compendium.models.drafts import (
    Covering,
    Draft,
    DraftClause,
    DraftKind,
    Need,
    PlanItem,
    PolicySort,
    Review,
)
from heqi.compendium.models.people import (
    Acknowledgement,
    Campaign,
    EffectReport,
    Evaluation,
    PolicySuggestion,
    StudySession,
)
from heqi.compendium.models.proofs import Proof
from heqi.compendium.models.runs import ReplayRun
from heqi.compendium.models.sheets import Entry, Sheet

__all__ = [
    "Acknowledgement",
    "Campaign",
    "Covering",
    "Draft",
    "DraftClause",
    "DraftKind",
    "EffectReport",
    "Entry",
    "Evaluation",
    "Need",
    "PlanItem",
    "PolicySort",
    "PolicySuggestion",
    "Proof",
    "ReplayRun",
    "Review",
    "Sheet",
    "StudySession",
]
