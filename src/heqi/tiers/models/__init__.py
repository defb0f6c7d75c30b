"""Tables of tiering, a module per noun."""

from heqi.tiers.models.assessments import FIGURES, Assessment, FactKind, Origin, TierFact
from heqi.tiers.models.batches import Batch, BatchRow
from heqi.tiers.models.contacts import ContactGap, GapReason, NamedContact
from heqi.tiers.models.standards import DailyCheck, Responsible, Standard

__all__ = [
    "FIGURES",
    "Assessment",
    "Batch",
    "BatchRow",
    "ContactGap",
    "DailyCheck",
    "FactKind",
    "GapReason",
    "NamedContact",
    "Origin",
    "Responsible",
    "Standard",
    "TierFact",
]
