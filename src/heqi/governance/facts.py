"""Terms of the committee and of suggestions: the only bridge to the rulebook."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit

TERMS = "governance.terms"


def _answer(now: datetime, *, company_id: int | None) -> dict[str, Any]:
    return (
        rule_on(TERMS, {}, on=timezone.localdate(now), company_id=company_id).as_json()["answer"]
        or {}
    )


def share(name: str, *, company_id: int | None, now: datetime) -> Decimal:
    """``quorum`` or ``majority``."""
    return Decimal(str(_answer(now, company_id=company_id)[name]))


def plan_day(*, company_id: int | None, now: datetime) -> int:
    """By which day of its period a service plan is issued (inspection/5.1)."""
    return int(_answer(now, company_id=company_id)["plan_day"])


def due_after(limit: str, unit: Unit, *, start: datetime, now: datetime) -> datetime:
    """When a limit of the terms ends that began at ``start``."""
    given = _answer(now, company_id=unit.company_id)[limit]
    row = given[0] if isinstance(given, list) else given
    parsed = parse_limit(str(row["limit"] if isinstance(row, dict) else row))
    due = due_at(parsed, timezone.localtime(start), calendar_for(unit), facts={})
    return due.at or due.provisional_at or start
