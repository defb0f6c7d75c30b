"""A year of inspections: plans, specials of each quarter, what each department did each month."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from heqi.inspections.access import VIEW
from heqi.inspections.models import Inspection, Plan, PlanLine, Report, Summary
from heqi.inspections.models.papers import quarter_text
from heqi.inspections.periods import next_period, quarter_of
from heqi.inspections.queries.lists import late_lines
from heqi.inspections.states import Kind, PaperStatus, Status
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import department_of

MOST, NEAR = 1000, 3


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter: its plan, its special inspections, its report. ``tone`` is red where the special
    inspection that the policy asks for is missing while it runs or after it."""

    start: date
    label: str
    plan: Plan | None
    specials: list[Inspection]
    report: Report | None
    begun: bool
    over: bool
    used: bool
    # Lines of the plans of the quarter and the year whose day passed without an inspection.
    late: int = 0

    @property
    def closed(self) -> int:
        """Special inspections that are closed."""
        return sum(row.status == Status.CLOSED for row in self.specials)

    @property
    def tone(self) -> str:
        """Red without any, amber while none is closed, green with one."""
        if not (self.begun and self.used):
            return ""
        if self.closed:
            return "ok"
        return "soon" if self.specials and not self.over else "over"


@dataclass(slots=True)
class Cell:
    """What a department did in a month."""

    month: date
    plan: Plan | None = None
    inspections: list[Inspection] = field(default_factory=list)
    summary: Summary | None = None
    # Lines of plans whose day in the month passed without an inspection (5.2).
    late: int = 0
    current: bool = False
    over: bool = False
    # Shown on a phone, which has room for a few months only.
    near: bool = True

    @property
    def missing(self) -> bool:
        """Whether the month is over without a summary that was handed in."""
        handed_in = self.summary and self.summary.status == PaperStatus.ISSUED
        return self.over and not handed_in


@dataclass(frozen=True, slots=True)
class Year:
    """The calendar page."""

    year: int
    plan: Plan | None
    quarters: list[Quarter]
    heads: list[tuple[date, bool]]
    company: list[Cell]
    departments: list[tuple[Unit, list[Cell]]]


def calendar_of(actor: Actor, company: Unit, year: int, *, now: datetime) -> Year:
    """A company's year as far as the actor sees it; a handful of queries."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    today = timezone.localdate(now)
    months = [date(year, n, 1) for n in range(1, 13)]
    # Before the first inspection that the system knows nothing is called missing.
    known = Inspection.objects.filter(company=company).order_by("planned_on").first()
    since = (known.planned_on if known else today).replace(day=1)
    rows = list(
        Inspection.objects.visible_to(actor)
        .filter(company=company, planned_on__gte=first, planned_on__lt=after)
        .exclude(status=Status.CANCELLED)
        .select_related("unit__parent")
        .order_by("planned_on", "id")[:MOST]
    )
    plans = list(
        Plan.objects.visible_to(actor)
        .filter(company=company, starts_on__gte=first, starts_on__lt=after)
        .select_related("unit")[:MOST]
    )
    by_plan = {(plan.unit_id, plan.period, plan.starts_on): plan for plan in plans}
    lines = list(
        PlanLine.objects.filter(
            plan__in=[plan.pk for plan in plans], plan__status=PaperStatus.ISSUED,
            on__gte=first, on__lt=after,
        ).select_related("plan").prefetch_related("inspections").order_by("on", "id")[:MOST]
    )  # fmt: skip
    passed = late_lines(lines, on=today)
    unheld: Counter[tuple[int, date]] = Counter(
        (line.plan.unit_id, line.on.replace(day=1)) for line in lines if line.pk in passed
    )
    summaries = {
        (row.unit_id, row.month): row
        for row in Summary.objects.visible_to(actor).filter(
            company=company, month__gte=first, month__lt=after
        )[:MOST]
    }
    reports = {
        row.quarter: row
        for row in Report.objects.visible_to(actor).filter(
            company=company, quarter__gte=first, quarter__lt=after
        )
    }
    quarters = []
    for start in months[::3]:
        until = next_period("quarter", start)
        inside = [
            row for row in rows if row.kind == Kind.SPECIAL and start <= row.planned_on < until
        ]
        quarters.append(
            Quarter(
                start,
                quarter_text(start),
                by_plan.get((company.pk, "quarter", start)),
                inside,
                reports.get(start),
                start <= today,
                until <= today,
                quarter_of(since) <= start,
                sum(
                    line.pk in passed
                    and line.plan.unit_id == company.pk
                    and start <= line.on < until
                    for line in lines
                ),
            )
        )
    held: dict[tuple[int, date], list[Inspection]] = defaultdict(list)
    for row in rows:
        unit = company if row.level == "company" else department_of(row.unit)
        held[unit.pk, row.planned_on.replace(day=1)].append(row)

    last = min(max(today.replace(day=1), first), months[-1])
    near = [month for month in months if month <= last][-NEAR:]

    def cells(unit: Unit) -> list[Cell]:
        return [
            Cell(
                month,
                by_plan.get((unit.pk, "month", month)),
                held.get((unit.pk, month), []),
                summaries.get((unit.pk, month)),
                unheld[unit.pk, month],
                month <= today < next_period("month", month),
                since <= month and next_period("month", month) <= today,
                month in near,
            )
            for month in months
        ]

    departments = Unit.objects.filter(
        company=company, kind=UnitKind.DEPARTMENT, closed_on__isnull=True
    ).order_by("path")
    return Year(
        year,
        by_plan.get((company.pk, "year", first)),
        quarters,
        [(month, month in near) for month in months],
        cells(company) if may(actor, VIEW, company) else [],
        [(unit, cells(unit)) for unit in departments if may(actor, VIEW, unit)],
    )
