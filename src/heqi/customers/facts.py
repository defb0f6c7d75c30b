"""From rows to facts: the only bridge to the rulebook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.customers.models import Compound, CustomerKind, Party, ServicePoint
from heqi.ledger.days import midnight
from heqi.policies.deciding import NoSingleAnswer, ask, rule_on, spoken
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.rulebook.due import due_at

Facts = dict[str, str | bool]


def facts_of(party: Party | None, service_point: ServicePoint | None = None) -> Facts:
    """Facts for questions about a customer: tier, customer_kind, area, vulnerable.

    What is not known is left out, so that a rule that needs it can say so.
    """
    facts: Facts = {}
    if party is not None:
        facts |= {
            "tier": party.tier,
            "customer_kind": party.customer_kind,
            "vulnerable": party.vulnerable,
        }
    if service_point is not None:
        facts["area"] = service_point.premises.area
    return facts


def tier_facts_of(party: Party) -> dict[str, object]:
    """Raw facts that the tier itself is decided on (tiering/4.1)."""
    facts: dict[str, object] = {
        "customer_kind": party.customer_kind,
        "criterion": party.tier_criterion,
    }
    if party.daily_m3 is not None:
        facts["daily_m3"] = party.daily_m3
    return facts


def is_own_or_neighbouring(party: Party, compound_id: int) -> bool:
    """Whether a compound is the customer's own or touches it (tiering/6.1(5))."""
    own = set(
        party.occupancies.filter(until__isnull=True)
        .exclude(service_point__premises__compound=None)
        .values_list("service_point__premises__compound_id", flat=True)
    )
    if compound_id in own:
        return True
    return Compound.objects.filter(pk__in=own, neighbours=compound_id).exists()


STEPS = "data.steps"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a formality needs by the policy, with the clause that says so."""

    documents: tuple[str, ...]
    settled: bool
    reading: bool
    seal: bool
    clause: str
    hazards: tuple[str, ...] = ()  # levels that have to be removed first
    orders: bool = False  # work orders have to be finished first


def needs_of(kind: str, *, on: date, company_id: int | None) -> Needs:
    """Documents, settled debts, reading and seal of a formality (a value of ``StepKind``), as its
    form shows them; nothing is kept."""
    told = rule_on(STEPS, {"formality": kind}, on=on, company_id=company_id).as_json()
    return _needs(told["answer"] or {}, told["clauses"])


def decide_needs(kind: str, *, on: date, company_id: int | None) -> tuple[Needs, Decision]:
    """The same with the kept decision, for carrying it out.

    Raises ``NoSingleAnswer`` for a fault of the policy.
    """
    decision = ask(STEPS, {"formality": kind}, on=on, company_id=company_id)
    return _needs(decision.answer or {}, decision.clauses), decision


def _needs(answer: Mapping[str, Any], clauses: Sequence[str]) -> Needs:
    return Needs(
        documents=tuple(answer.get("documents", ())),
        settled=bool(answer.get("settled")),
        reading=bool(answer.get("reading")),
        seal=bool(answer.get("seal")),
        clause=next(iter(clauses), ""),
        hazards=tuple(answer.get("hazards", ())),
        orders=bool(answer.get("orders")),
    )


def document_words() -> dict[str, str]:
    """What each document is called, in the user's language."""
    words = common_pack().question(STEPS).answer["documents"].words
    return {code: spoken(word) for code, word in words.items()}


def end_of_life(point: ServicePoint, installed: date) -> date | None:
    """The day on which a meter installed at a point has served its time.

    None where the policies set no years for it: then it serves as long as it is verified.
    """
    kinds = set(
        point.occupancies.filter(until__isnull=True).values_list("party__customer_kind", flat=True)
    )
    domestic = not kinds or kinds == {CustomerKind.RESIDENTIAL}
    try:
        answer = ask(
            "meters.life",
            {"meter_use": "domestic" if domestic else "other"},
            on=installed,
            company_id=point.company_id,
        )
    except NoSingleAnswer:
        return None
    life = (answer.answer or {}).get("life")
    if not life:
        return None
    start = midnight(installed)
    due = due_at(life, start, calendar_for(point.unit)).at
    return timezone.localdate(due) if due else None
