"""Orders as the policies ask for them: the only bridge to the rulebook."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from heqi.policies.deciding import NoSingleAnswer, ask, rule_on
from heqi.policies.models import Decision
from heqi.service.kinds import desk
from heqi.workorders.kinds import SUSPENSION, sheet_record, work
from heqi.workorders.models import WorkOrder

LIMITS = "workorders.limits"
REQUIRED = "data.required"


def decide_limits(order: WorkOrder, *, now: datetime) -> tuple[Decision, dict[str, Any]]:
    """The kept decision on an order's own limits with its facts; a fault is kept, not raised."""
    facts = {"kind": order.kind, "area": order.area or desk()["assumed"]["area"]}
    try:
        return ask(LIMITS, facts, on=timezone.localdate(now), company_id=order.company_id), facts
    except NoSingleAnswer as fault:
        return fault.decision, facts


def required_fields(
    kind: str, *, company_id: int | None, now: datetime
) -> tuple[frozenset[str], str]:
    """What the sheet of a kind of work must hold by ``data.required``, and the clause."""
    record = sheet_record(kind)
    if not record:
        return frozenset(), ""
    ruling = rule_on(
        REQUIRED, {"record": record}, on=timezone.localdate(now), company_id=company_id
    )
    answer = ruling.answer or {}
    return frozenset(answer.get("required", ())), work()["sheets"][kind]["clause"]


def decide_suspension(reason: str, *, company_id: int | None, now: datetime) -> Decision:
    """Whether a hold for a reason is allowed, how long, with which proof.

    Raises ``NoSingleAnswer`` for a fault of the policy, ``ValidationError`` for another reason.
    """
    return ask(SUSPENSION, {"reason": reason}, on=timezone.localdate(now), company_id=company_id)


def clause_of(decision: Decision, field: str) -> str:
    """The clause that a field of an answer stands on."""
    grants = (decision.trace.get("sources") or {}).get(field) or []
    return str(grants[0]["clause"]) if grants else next(iter(decision.clauses), "")
