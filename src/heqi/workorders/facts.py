"""Orders as the policies ask for them: the only bridge to the rulebook."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from heqi.policies.deciding import NoSingleAnswer, ask
from heqi.policies.models import Decision
from heqi.service.kinds import desk
from heqi.workorders.kinds import SUSPENSION
from heqi.workorders.models import WorkOrder

LIMITS = "workorders.limits"


def decide_limits(order: WorkOrder, *, now: datetime) -> tuple[Decision, dict[str, Any]]:
    """The kept decision on an order's own limits with its facts; a fault is kept, not raised."""
    facts = {"kind": order.kind, "area": order.area or desk()["assumed"]["area"]}
    try:
        return ask(LIMITS, facts, on=timezone.localdate(now)), facts
    except NoSingleAnswer as fault:
        return fault.decision, facts


def decide_suspension(reason: str, *, now: datetime) -> Decision:
    """Whether a hold for a reason is allowed, how long, with which proof.

    Raises ``NoSingleAnswer`` for a fault of the policy, ``ValidationError`` for another reason.
    """
    return ask(SUSPENSION, {"reason": reason}, on=timezone.localdate(now))


def clause_of(decision: Decision, field: str) -> str:
    """The clause that a field of an answer stands on."""
    grants = (decision.trace.get("sources") or {}).get(field) or []
    return str(grants[0]["clause"]) if grants else next(iter(decision.clauses), "")
