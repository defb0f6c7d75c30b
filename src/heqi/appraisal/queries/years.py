"""A year of departments: their months, points off the year, and whether the award is open."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from heqi.appraisal.facts import AWARD, CENT, GRADE
from heqi.appraisal.models import Sheet
from heqi.appraisal.states import TOLD
from heqi.conduct.models import Case
from heqi.conduct.queries import standing_in
from heqi.inspections.queries.award import year_before
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import Severity
from heqi.rectifications.states import Status as NoticeStatus


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a department loses points of its year or the award."""

    number: str
    title: str
    href: str
    clause: str
    points: Decimal | None = None


@dataclass(slots=True)
class YearLine:
    """A department's year; ``months`` by month, ``score`` of the months that are published."""

    unit: Unit
    months: dict[int, Sheet] = field(default_factory=dict)
    average: Decimal | None = None
    off: list[Reason] = field(default_factory=list)
    score: Decimal | None = None
    grade: str = ""
    eligible: bool = True
    clauses: tuple[str, ...] = ()
    reasons: list[Reason] = field(default_factory=list)

    @property
    def row(self) -> list[Sheet | None]:
        """January to December."""
        return [self.months.get(number) for number in range(1, 13)]

    @property
    def points_off(self) -> Decimal:
        """What decisions take off the year (conduct/3.2.4)."""
        return sum((one.points or Decimal(0) for one in self.off), Decimal(0))


def year_lines(actor: Actor, company: Unit, year: int, *, today: date) -> list[YearLine]:
    """The departments that the actor oversees, each with its year; a fixed number of queries."""
    seen = Sheet.objects.visible_to(actor).order_by().values("pk")
    sheets = Sheet.objects.departments().filter(
        pk__in=seen, company=company, period__month__year=year
    )
    lines: dict[int, YearLine] = {}
    for sheet in sheets.select_related("unit", "period").order_by("unit__path"):
        line = lines.setdefault(sheet.unit_id, YearLine(sheet.unit))
        line.months[sheet.period.month.month] = sheet
    on = min(today, date(year, 12, 31))
    majors = _major_notices(company, on)
    cases = standing_in(company, since=date(year, 1, 1), until=date(year + 1, 1, 1))
    decided = list(cases.order_by("id"))
    for line in lines.values():
        _reckon(line, majors, decided, on)
    return list(lines.values())


def _major_notices(company: Unit, on: date) -> list[Rectification]:
    """Notices of major problems in the year up to a day (inspection/8.1)."""
    rows = Rectification.objects.filter(
        company=company, severity=Severity.MAJOR,
        issued_at__date__gte=year_before(on, company_id=company.pk), issued_at__date__lte=on,
    ).exclude(status=NoticeStatus.WITHDRAWN)  # fmt: skip
    return list(rows.select_related("unit").order_by("issued_at")[:500])


def _reckon(line: YearLine, majors: list[Rectification], cases: list[Case], on: date) -> None:
    """The mean of the published months without the points off the year, graded; the award."""
    told = [sheet.score for sheet in line.months.values() if sheet.period.status in TOLD]
    mine = [case for case in cases if case.unit.path.startswith(line.unit.path)]
    line.off = [
        Reason(case.number, case.title, f"/conduct/{case.pk}/", figure.clause, figure.value)
        for case in mine
        for figure in [case.figures.get("year_points")]
        if figure is not None
    ]
    if told:
        line.average = (sum(told, Decimal(0)) / len(told)).quantize(CENT)
        line.score = max(Decimal(0), line.average - line.points_off)
        answer = (
            rule_on(
                GRADE,
                {"score": line.score, "forced_c": False},
                on=on,
                company_id=line.unit.company_id,
            ).answer
            or {}
        )
        line.grade = str(answer.get("grade", ""))
    notices = [row for row in majors if row.unit.path.startswith(line.unit.path)]
    barring = [case for case in mine if case.bars_award]
    facts = {"major_notices": len(notices), "department_ground": bool(barring)}
    ruling = rule_on(AWARD, facts, on=on, company_id=line.unit.company_id)
    line.eligible = (ruling.answer or {}).get("eligible") is not False
    line.clauses = tuple(ruling.clauses)
    line.reasons = [
        *(
            Reason(row.number, row.title, f"/rectifications/{row.pk}/", "inspection/8.1")
            for row in notices
        ),
        *(Reason(c.number, c.title, f"/conduct/{c.pk}/", c.clause) for c in barring),
    ]
