"""What costs and earns points in a month, read from the records of every app below."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from heqi.appraisal.reading import checks, customers, decisions, promises
from heqi.appraisal.reading.facts import Fact, Month
from heqi.conduct.models import Case
from heqi.conduct.models.cases import Figure
from heqi.conduct.queries import standing_in
from heqi.conduct.states import STANDING
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import rule_on
from heqi.policies.measures import month_span

COUNTING = "appraisal.counting"
SOURCES = (
    promises.broken_promises,
    promises.missed_duties,
    customers.valid_complaints,
    customers.faulted_callbacks,
    customers.heard_faults,
    customers.dissatisfied_customers,
    checks.findings,
    checks.findings_of_supervisors,
    checks.late_rectifications,
    checks.entry_errors,
    checks.misuses,
    decisions.decided_cases,
    decisions.late_improvements,
)
_from_above: dict[str, Callable[[Month], Iterable[Fact]]] = {}


def appraised_by(name: str, source: Callable[[Month], Iterable[Fact]]) -> None:
    """Let an app above contribute the facts of a month."""
    _from_above[name] = source


def facts_of(company: Unit, month: date, *, now: datetime) -> list[Fact]:
    """Every fact of a company's month, in an order that never changes."""
    return read_month(company, month, now=now)[0]


def read_month(
    company: Unit, month: date, *, now: datetime
) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    """The facts of a month in an order that never changes, and those that a decision covers.

    The latter each with the number of the decision.
    """
    since, until = month_span(month)
    asked = Month(company, month.replace(day=1), since, until, now)
    above = (_from_above[name] for name in sorted(_from_above))
    found = [fact for source in (*SOURCES, *above) for fact in source(asked)]
    covered: list[tuple[Fact, str]] = []
    if counting(month, company_id=company.pk)["once"]:
        found, covered = _once(found, company)
    found.sort(key=_order)
    return found, sorted(covered, key=lambda pair: _order(pair[0]))


def _order(fact: Fact) -> tuple[str, datetime, str, str]:
    return fact.item, fact.at, fact.source_type, fact.source_id


def counting(month: date, *, company_id: int | None) -> dict[str, object]:
    """How double records and corrections count (appraisal.counting)."""
    answer: dict[str, object] = (
        rule_on(COUNTING, {}, on=month, company_id=company_id).as_json()["answer"] or {}
    )
    return answer


def _once(facts: list[Fact], company: Unit) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    """The facts without what a decision that stands takes off a department already.

    The points of a decision are the department's: what a record costs the person stays. What the
    clause wants beside the decision (authority/6.1) stays whole. A decision about a department
    leaves other departments what the same record costs them. What falls away whole is the second
    part of the answer, each with the decision's number.
    """
    cases = Case.objects.filter(
        company=company, status__in=STANDING, consequences__what=Figure.POINTS
    ).exclude(source_type="")
    decided: dict[tuple[str, str], dict[int | None, str]] = defaultdict(dict)
    for case in cases.select_related("unit__parent").order_by("id"):
        unit = department_of(case.unit).pk if case.staff_id is None else None
        decided[case.source_type, case.source_id].setdefault(unit, case.number)
    found: list[Fact] = []
    covered: list[tuple[Fact, str]] = []
    for fact in facts:
        by = decided.get((fact.about_type, fact.about_id), {})
        number = by.get(None) or by.get(fact.unit.pk)
        if number is None or fact.beside_decision or fact.source_type == "conduct.case":
            found.append(fact)
        elif fact.for_staff:
            found.append(replace(fact, for_unit=False))
        else:
            covered.append((fact, number))
    return found, covered


def forcing(company: Unit, month: date) -> list[Case]:
    """The decisions of a month that grade a department C whatever its score (conduct/3.2.4)."""
    since, until = month_span(month)
    rows = standing_in(company, since=timezone.localdate(since), until=timezone.localdate(until))
    return list(rows.filter(grade="C").order_by("id"))
