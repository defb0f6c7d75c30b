"""Orders as the callback policy asks for them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit
from heqi.service.kinds import read_data
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import sums_of

PLAN = "callbacks.plan"
ATTEMPTS = "callbacks.attempts"
SCALE = "callbacks.scale"


def business_of(order: WorkOrder, *, paid: bool | None = None) -> str:
    """The business of the policy that an order belongs to; empty where none fits.

    ``paid`` says whether the customer paid, where that is known already.
    """
    if paid is None:
        paid = sums_of(order).payable > Decimal(0)
    customer = order.party.customer_kind if order.party else "residential"
    for row in read_data("callbacks", "business"):
        fits = (
            order.source in row.get("source", [order.source])
            and order.kind in row.get("kind", [order.kind])
            and customer in row.get("customer", [customer])
            and (not row.get("rework") or order.rework_count > 0)
            and (not row.get("paid") or paid)
        )
        if fits:
            return str(row["business"])
    return ""


def plan_facts(order: WorkOrder, *, now: datetime) -> dict[str, Any]:
    """The facts of ``callbacks.plan`` for a closed order."""
    day = timezone.localdate(now)
    season = calendar_for(order.unit).season(day) or "off"
    return {"business": business_of(order), "tier": order.tier, "season": season}


def attempt_rules(*, now: datetime) -> Decision:
    """How often, how far apart and at which hours to try."""
    return ask(ATTEMPTS, {"subject": "other"}, on=timezone.localdate(now))


def scale_of(score: int, *, now: datetime) -> Decision:
    """What an overall score leads to."""
    return ask(SCALE, {"score": score}, on=timezone.localdate(now))


def limit_from(decision: Decision, field: str, order: WorkOrder, start: datetime) -> datetime:
    """The instant a limit of an answer names, counted from ``start``."""
    return limit_on(decision, field, calendar_for(order.unit), start)


def limit_on(decision: Decision, field: str, calendar: Calendar, start: datetime) -> datetime:
    """The same on a calendar that is known already."""
    given = (decision.answer or {}).get(field)
    rows = given if isinstance(given, list) else [given]
    instants: list[datetime] = []
    for row in rows:
        limit = row["limit"] if isinstance(row, dict) and "limit" in row else row
        due = due_at(parse_limit(limit), timezone.localtime(start), calendar, facts={})
        found = due.at or due.provisional_at
        if found is not None:
            instants.append(found)
    return min(instants, default=start)
