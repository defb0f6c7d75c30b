"""Notices of major service problems against the annual award (inspection/8.1)."""

from dataclasses import dataclass
from datetime import date, timedelta

from heqi.people.models import Unit, UnitKind
from heqi.policies.deciding import rule_on
from heqi.policies.packs import current_pack
from heqi.rectifications.models import Rectification
from heqi.rectifications.queries import major_notices
from heqi.rectifications.states import Severity
from heqi.rectifications.states import Status as NoticeStatus

AWARD, MONTHS = "appraisal.award", "inspection/award"


@dataclass(frozen=True, slots=True)
class AwardBar:
    """How many major notices a department has in the year up to a day, and what follows."""

    unit: Unit
    count: int
    barred: bool
    clause: str
    since: date
    numbers: tuple[str, ...] = ()


def award_bar(unit: Unit, *, on: date) -> AwardBar:
    """For one department; the other grounds against the award are the appraisal's."""
    since = year_before(on, company_id=unit.company_id)
    count = major_notices(unit, since=since, until=on + timedelta(days=1))
    return _bar(unit, count, since, on)


def award_bars(company: Unit, *, on: date) -> list[AwardBar]:
    """Every department of a company with a major notice in the year; two queries."""
    since = year_before(on, company_id=company.pk)
    rows = Rectification.objects.filter(
        company=company,
        severity=Severity.MAJOR,
        issued_at__date__gte=since,
        issued_at__date__lte=on,
    ).exclude(status=NoticeStatus.WITHDRAWN)
    found: dict[str, list[str]] = {}
    for path, number in rows.order_by("issued_at").values_list("unit__path", "number")[:500]:
        found.setdefault(path, []).append(number)
    departments = Unit.objects.filter(company=company, kind=UnitKind.DEPARTMENT).order_by("path")
    bars = []
    for unit in departments:
        numbers = [n for path in found if path.startswith(unit.path) for n in found[path]]
        if numbers:
            bars.append(_bar(unit, len(numbers), since, on, tuple(numbers)))
    return bars


def year_before(day: date, *, company_id: int | None) -> date:
    """The day after which notices count on a day."""
    months = int(current_pack(company_id).value(MONTHS, day).content)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def _bar(unit: Unit, count: int, since: date, on: date, numbers: tuple[str, ...] = ()) -> AwardBar:
    facts = {"major_notices": count, "department_ground": False}
    ruling = rule_on(AWARD, facts, on=on, company_id=unit.company_id).as_json()
    barred = (ruling["answer"] or {}).get("eligible") is False
    clause = next(iter(ruling["clauses"]), "") if barred else ""
    return AwardBar(unit, count, barred, clause, since, numbers)
