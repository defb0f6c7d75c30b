"""Everything that changes safety checks."""

from heqi.safety.actions.adding import add_point
from heqi.safety.actions.checking import ApplianceWord, Findings, finish_check
from heqi.safety.actions.escalating import escalate_hazard
from heqi.safety.actions.full import begin_full_check, initiate_full_check, report_full_check
from heqi.safety.actions.hazards import Draft
from heqi.safety.actions.mending import give_notice, order_mending, recheck, report_mended
from heqi.safety.actions.phones import Answer, apply_step
from heqi.safety.actions.planning import (
    assign_route,
    close_plan,
    make_plan,
    open_plan,
    organise_route,
    split_route,
)
from heqi.safety.actions.visiting import book_check, follow_up, miss_customer, refuse_check

__all__ = [
    "Answer",
    "ApplianceWord",
    "Draft",
    "Findings",
    "add_point",
    "apply_step",
    "assign_route",
    "begin_full_check",
    "book_check",
    "close_plan",
    "escalate_hazard",
    "finish_check",
    "follow_up",
    "give_notice",
    "initiate_full_check",
    "make_plan",
    "miss_customer",
    "open_plan",
    "order_mending",
    "organise_route",
    "recheck",
    "refuse_check",
    "report_full_check",
    "report_mended",
    "split_route",
]
