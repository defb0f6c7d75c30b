"""Months as the policies ask for them: items, weights, grades, the calendar, the award."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from heqi.complaints.facts import instant_of, limit_of
from heqi.people.models import Unit
from heqi.policies.deciding import ask, rule_on
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken

WEIGHTS, BESIDE, POINTS = "appraisal.weights", "appraisal.beside", "appraisal.points"
GRADE, CALENDAR, AWARD = "appraisal.grade", "appraisal.calendar", "appraisal.award"
FULL = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the month; ``weight`` is None for what stands beside the hundred."""

    code: str
    weight: Decimal | None
    clause: str
    mark: str


def items(on: date, *, company_id: int | None) -> list[Item]:
    """The items of a month in the order of the policy, then what stands beside the hundred."""
    found = []
    for code in common_pack().question(WEIGHTS).facts["line"].options:
        content = rule_on(WEIGHTS, {"line": code}, on=on, company_id=company_id).as_json()
        answer = content["answer"] or {}
        if answer.get("item"):
            grant = content["sources"]["weight"][0]
            weight = Decimal(str(answer["weight"]))
            found.append(Item(str(code), weight, grant["clause"], grant["mark"]))
    for code in common_pack().question(BESIDE).facts["beside"].options:
        content = rule_on(BESIDE, {"beside": code}, on=on, company_id=company_id).as_json()
        if (content["answer"] or {}).get("added"):
            grant = content["sources"]["added"][0]
            found.append(Item(str(code), None, grant["clause"], grant["mark"]))
    return found


def item_score(weight: Decimal, points: Decimal) -> Decimal:
    """An item cannot fall below zero nor rise above its weight."""
    return min(weight, max(Decimal(0), weight + points))


def month_score(total: Decimal, beside: Decimal) -> Decimal:
    """The sum of the items and what stands beside them, not below zero, to the cent."""
    return max(Decimal(0), total + beside).quantize(CENT)


def item_words(code: str) -> str:
    """An item in words."""
    words = common_pack().question(POINTS).answer["item"].words.get(code)
    return spoken(words) if words else code


def record_words(code: str) -> str:
    """A kind of record in words."""
    words = common_pack().question(POINTS).facts["record"].words.get(code)
    return spoken(words) if words else code


def grade_of(score: Decimal, *, forced: bool, on: date, company_id: int | None) -> Decision:
    """The kept decision on the grade of a score."""
    return ask(GRADE, {"score": score, "forced_c": forced}, on=on, company_id=company_id)


def calendar_of(on: date, *, company_id: int | None) -> Decision:
    """The kept decision on the days of a month."""
    return ask(CALENDAR, {}, on=on, company_id=company_id)


def appeal_until(company: Unit, month: date, *, now: datetime) -> datetime:
    """Until when a month published now may be appealed against."""
    answer: dict[str, Any] = (
        rule_on(CALENDAR, {}, on=month, company_id=company.pk).as_json()["answer"] or {}
    )
    return instant_of(limit_of(answer, "appeal"), now, company)
