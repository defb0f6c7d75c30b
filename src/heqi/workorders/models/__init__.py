"""Tables of the work orders, a module per noun."""

from heqi.workorders.models.field import (
    Attendance,
    FieldCommand,
    HoldState,
    Outcome,
    Suspension,
    Visit,
)
from heqi.workorders.models.orders import Priority, WorkOrder
from heqi.workorders.models.promises import Blockage, CardFormality, CardResult
from heqi.workorders.models.sums import FeeLine, MaterialLine
from heqi.workorders.models.views import SavedView

__all__ = [
    "Attendance",
    "Blockage",
    "CardFormality",
    "CardResult",
    "FeeLine",
    "FieldCommand",
    "HoldState",
    "MaterialLine",
    "Outcome",
    "Priority",
    "SavedView",
    "Suspension",
    "Visit",
    "WorkOrder",
]
