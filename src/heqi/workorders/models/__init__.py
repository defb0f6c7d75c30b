"""Tables of the work orders, a module per noun."""

from heqi.workorders.models.field import Attendance, FieldCommand, HoldState, Suspension, Visit
from heqi.workorders.models.orders import Priority, WorkOrder
from heqi.workorders.models.sums import FeeLine, MaterialLine
from heqi.workorders.models.views import SavedView

__all__ = [
    "Attendance",
    "FeeLine",
    "FieldCommand",
    "HoldState",
    "MaterialLine",
    "Priority",
    "SavedView",
    "Suspension",
    "Visit",
    "WorkOrder",
]
