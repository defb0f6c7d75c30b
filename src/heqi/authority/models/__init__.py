"""Uses of authority, what follows from them, and their supervision."""

from heqi.authority.models.ledgers import Ledger
from heqi.authority.models.sheets import Sheet
from heqi.authority.models.supervision import Check, CheckItem, Signal
from heqi.authority.models.uses import Condition, Confirmation, Formality, Use

__all__ = [
    "Check",
    "CheckItem",
    "Condition",
    "Confirmation",
    "Formality",
    "Ledger",
    "Sheet",
    "Signal",
    "Use",
]
