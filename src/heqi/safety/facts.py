"""Safety checks as the policies ask for them: the only bridge to the rulebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.people.models import Unit
from heqi.policies.deciding import ask, rule_on
from heqi.policies.models import Decision
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit
from heqi.rulebook.spans.kinds import Immediate, Times
from heqi.safety.periods import MONTHS, span_of

FREQUENCY = "safety.frequency"
HAZARDS = "safety.hazards"
VISITS = "safety.visits"
REFUSALS = "safety.refusals"
ROUTINE, FULL = "routine", "full"


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer with where it comes from; the decision where it is kept."""

    answer: Mapping[str, Any]
    trace: Mapping[str, Any]
    decision: Decision | None = None

    def source(self, field: str) -> Mapping[str, Any]:
        """The clause, mark and rule that a field stands on."""
        grants = (self.trace.get("sources") or {}).get(field) or []
        return grants[0] if grants else {}


def _asked(
    question: str, facts: Mapping[str, Any], *, on: date, keep: bool, company_id: int | None
) -> Asked:
    if not keep:
        ruling = rule_on(question, facts, on=on, company_id=company_id)
        if ruling.status == "answered":
            content = ruling.as_json()
            return Asked(content["answer"] or {}, content)
    # Keeps the decision; a fault of the policy is kept and raised as well.
    decision = ask(question, facts, on=on, company_id=company_id)
    return Asked(decision.answer or {}, decision.trace, decision)


@dataclass(frozen=True, slots=True)
class Recurring:
    """How often a kind of customer is checked, by whom, and where that is written."""

    months: int
    inspectors: tuple[str, ...]
    organise: tuple[str, ...]
    lead: tuple[str, ...]
    clause: str
    who_clause: str
    organise_clause: str
    lead_clause: str
    decision: Decision | None

    def span(self, day: date) -> tuple[date, date]:
        """The calendar period of a day in which one check is due."""
        return span_of(day, self.months)


def recurring(
    tier: str,
    customer_kind: str,
    *,
    scope: str = ROUTINE,
    on: date,
    keep: bool = False,
    company_id: int | None,
) -> Recurring:
    """What the policy says of a tier and kind of customer; NoSingleAnswer is its fault.

    With ``keep`` the decision is kept, for an action whose row shows it.
    """
    facts = {"tier": tier, "customer_kind": customer_kind, "scope": scope}
    asked = _asked(FREQUENCY, facts, on=on, keep=keep, company_id=company_id)
    limit = parse_limit(asked.answer["frequency"])
    months = MONTHS[limit.period.value] // limit.count if isinstance(limit, Times) else 12
    where = asked.source("frequency")
    return Recurring(
        months=max(months, 1),
        inspectors=tuple(asked.answer.get("inspectors") or ()),
        organise=tuple(asked.answer.get("organise") or ()),
        lead=tuple(asked.answer.get("lead") or ()),
        clause=where.get("clause", ""),
        who_clause=asked.source("inspectors").get("clause", ""),
        organise_clause=asked.source("organise").get("clause", ""),
        lead_clause=asked.source("lead").get("clause", ""),
        decision=asked.decision,
    )


@dataclass(frozen=True, slots=True)
class Calls:
    """How often a door is called at before it is given up, and what is left there."""

    most: int
    gap: Any
    left: tuple[str, ...]
    clause: str

    def next_on(self, at: datetime, unit: Unit) -> date:
        """The first day on which the next call counts as another one."""
        due = due_at(parse_limit(self.gap), timezone.localtime(at), calendar_for(unit), facts={})
        return timezone.localdate(due.at) if due.at else timezone.localdate(at)


def calls(*, on: date, company_id: int | None) -> Calls:
    """What the policy says of nobody being at home."""
    asked = _asked(VISITS, {}, on=on, keep=False, company_id=company_id)
    return Calls(
        most=int(asked.answer["visits"]),
        gap=asked.answer["gap"],
        left=tuple(asked.answer.get("then") or ()),
        clause=asked.source("visits").get("clause", ""),
    )


def on_refusal(*, on: date, company_id: int | None) -> Decision:
    """What follows a refusal."""
    return ask(REFUSALS, {}, on=on, company_id=company_id)


def on_hazard(level: str, *, on: date, company_id: int | None) -> Decision:
    """What a hazard of a level leads to: stop, notice, limits, whom to tell."""
    return ask(HAZARDS, {"hazard": level}, on=on, company_id=company_id)


def notice_at_once(decision: Decision) -> bool:
    """Whether the written notice of a hazard must be handed over on the spot."""
    rows = (decision.answer or {}).get("notice") or []
    return any(isinstance(parse_limit(row["limit"]), Immediate) for row in rows)


def source(decision: Decision, field: str) -> Mapping[str, Any]:
    """The clause, mark and rule that a field of an answer stands on."""
    grants = (decision.trace.get("sources") or {}).get(field) or []
    return grants[0] if grants else {"clause": next(iter(decision.clauses), "")}
