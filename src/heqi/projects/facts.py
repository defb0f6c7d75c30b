"""Projects as the policies ask for them: the only bridge to the rulebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for, promises_of
from heqi.people.models import Unit
from heqi.policies.deciding import NoSingleAnswer, ask, rule_on
from heqi.policies.models import Decision
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit

LIMITS = "projects.limits"
STAGES = "projects.stages"
SUSPENSION = "projects.suspension"
COMMITMENTS = "service.commitments"
AUTHORITY = "authority.items"


def limit_facts(kind: str, tier: str) -> dict[str, Any]:
    """What the limits of a project depend on."""
    return {"project_kind": kind, "tier": tier}


def decide_limits(kind: str, tier: str, *, on: date, company_id: int | None) -> Decision:
    """The kept decision on a project's own limits; a fault is kept, not raised."""
    try:
        return ask(LIMITS, limit_facts(kind, tier), on=on, company_id=company_id)
    except NoSingleAnswer as fault:
        return fault.decision


def gas_on_facts(tier: str, area: str) -> dict[str, Any]:
    """What the promise to turn on gas depends on."""
    return {"service": "gas_on", "tier": tier, "area": area}


def decide_gas_on(tier: str, area: str, *, on: date, company_id: int | None) -> Decision:
    """The kept decision on a ticket's promises (tiering/6.2(2)); a fault is kept, not raised."""
    try:
        return ask(COMMITMENTS, gas_on_facts(tier, area), on=on, company_id=company_id)
    except NoSingleAnswer as fault:
        return fault.decision


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a stage: the department's code and the posts, first the one to act."""

    department: str
    posts: tuple[str, ...]


def responsible_for(stage: str, *, on: date, company_id: int | None) -> Responsible:
    """Whom the policy names for a stage; NoSingleAnswer is a fault of the policy."""
    answer: Mapping[str, Any] = (
        ask(STAGES, {"stage": stage}, on=on, company_id=company_id).answer or {}
    )
    return Responsible(str(answer.get("department", "")), tuple(answer.get("posts") or ()))


def decide_hold(reason: str, *, on: date, company_id: int | None) -> Decision:
    """Whether a hold for a reason is allowed and how long.

    Raises ``NoSingleAnswer`` for a fault of the policy, ``ValidationError`` for another reason.
    """
    return ask(SUSPENSION, {"reason": reason}, on=on, company_id=company_id)


def clause_of(decision: Decision, field: str) -> str:
    """The clause that a field of an answer stands on."""
    grants = (decision.trace.get("sources") or {}).get(field) or []
    return str(grants[0]["clause"]) if grants else next(iter(decision.clauses), "")


def ends_of(decision: Decision, start: datetime, unit: Unit) -> dict[str, datetime]:
    """When each clock of a decision would be due if it started at ``start``, by its name."""
    calendar = calendar_for(unit)
    found: dict[str, datetime] = {}
    for promise in promises_of(decision.question, decision.answer or {}):
        due = due_at(parse_limit(promise.limit), timezone.localtime(start), calendar, facts={})
        if due.at is not None:
            found[promise.name] = min(found.get(promise.name, due.at), due.at)
    return found


def end_of(answer: Mapping[str, Any], field: str, start: datetime, unit: Unit) -> datetime | None:
    """When a plain limit of an answer (no clock of its own) ends, counted from ``start``."""
    given = answer.get(field)
    rows = given if isinstance(given, list) else [given] if given else []
    limits = [row["limit"] if isinstance(row, dict) and "limit" in row else row for row in rows]
    calendar = calendar_for(unit)
    dues = [
        due_at(parse_limit(limit), timezone.localtime(start), calendar, facts={})
        for limit in limits
    ]
    return min((due.at for due in dues if due.at is not None), default=None)


def waiver_terms(*, on: date, company_id: int | None) -> Mapping[str, Any]:
    """What authority/4-waiver-2 asks before a party obstructing works may be offered a reduction.

    Only read, not kept: the use of the authority keeps its own decision.
    """
    answer: Mapping[str, Any] = (
        rule_on(AUTHORITY, {"item": "waiver_2"}, on=on, company_id=company_id).as_json()["answer"]
        or {}
    )
    return answer
