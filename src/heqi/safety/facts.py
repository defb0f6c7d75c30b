"""Safety checks as the policies ask for them: the only bridge to the rulebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.people.models import Unit
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit
from heqi.rulebook.spans.kinds import Times
from heqi.safety.periods import MONTHS, span_of

FREQUENCY = "safety.frequency"
HAZARDS = "safety.hazards"
VISITS = "safety.visits"
REFUSALS = "safety.refusals"
ROUTINE, FULL = "routine", "full"


@dataclass(frozen=True, slots=True)
class Recurring:
    """How often a kind of customer is checked, by whom, and where that is written."""

    months: int
    words: str
    inspectors: tuple[str, ...]
    organise: tuple[str, ...]
    lead: tuple[str, ...]
    clause: str
    who_clause: str
    mark: str
    decision: Decision

    def span(self, day: date) -> tuple[date, date]:
        """The calendar period of a day in which one check is due."""
        return span_of(day, self.months)


def recurring(tier: str, customer_kind: str, *, scope: str = ROUTINE, on: date) -> Recurring:
    """What the policy says of a tier and kind of customer; NoSingleAnswer is its fault."""
    facts = {"tier": tier, "customer_kind": customer_kind, "scope": scope}
    decision = ask(FREQUENCY, facts, on=on)
    answer: Mapping[str, Any] = decision.answer or {}
    limit = parse_limit(answer["frequency"])
    months = MONTHS[limit.period.value] // limit.count if isinstance(limit, Times) else 12
    where = source(decision, "frequency")
    return Recurring(
        months=max(months, 1),
        words=str(answer["frequency"]),
        inspectors=tuple(answer.get("inspectors") or ()),
        organise=tuple(answer.get("organise") or ()),
        lead=tuple(answer.get("lead") or ()),
        clause=where.get("clause", ""),
        who_clause=source(decision, "inspectors").get("clause", ""),
        mark=where.get("mark", ""),
        decision=decision,
    )


@dataclass(frozen=True, slots=True)
class Calls:
    """How often a door is called at before it is given up, and what is left there."""

    most: int
    gap: Any
    left: tuple[str, ...]
    clause: str
    decision: Decision

    def next_on(self, at: datetime, unit: Unit) -> date:
        """The first day on which the next call counts as another one."""
        due = due_at(parse_limit(self.gap), timezone.localtime(at), calendar_for(unit), facts={})
        return timezone.localdate(due.at) if due.at else timezone.localdate(at)


def calls(*, on: date) -> Calls:
    """What the policy says of nobody being at home."""
    decision = ask(VISITS, {}, on=on)
    answer: Mapping[str, Any] = decision.answer or {}
    return Calls(
        most=int(answer["visits"]),
        gap=answer["gap"],
        left=tuple(answer.get("then") or ()),
        clause=source(decision, "visits").get("clause", ""),
        decision=decision,
    )


def on_refusal(*, on: date) -> Decision:
    """What follows a refusal."""
    return ask(REFUSALS, {}, on=on)


def on_hazard(level: str, *, on: date) -> Decision:
    """What a hazard of a level leads to: stop, notice, limits, whom to tell."""
    return ask(HAZARDS, {"hazard": level}, on=on)


def source(decision: Decision, field: str) -> Mapping[str, Any]:
    """The clause, mark and rule that a field of an answer stands on."""
    grants = (decision.trace.get("sources") or {}).get(field) or []
    return grants[0] if grants else {"clause": next(iter(decision.clauses), "")}
