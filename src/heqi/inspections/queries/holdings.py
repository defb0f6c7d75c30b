"""What belongs into a quarter's bundle, and what still keeps it open (inspection/7.1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.queries import clocks_of
from heqi.inspections.models import Finding, Inspection, Plan, Report, Summary
from heqi.inspections.periods import next_period, quarter_of
from heqi.inspections.states import FindingStatus, PaperStatus, Status
from heqi.people.models import Unit, UnitKind
from heqi.policies.measures import month_after
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import Status as NoticeStatus

# Under which heading of 7.1.1 to 7.1.4 a paper is kept.
ROUTINE, SPECIAL, SHEETS, HANDLING = "routine", "special", "sheets", "handling"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the bundle: where it is kept, what it is called, how it is set."""

    heading: str
    name: str
    title: str
    template: str
    page: Callable[[], dict[str, object]]
    subject: models.Model | None = None

    @property
    def key(self) -> str:
        """What names it whatever its place in a bundle."""
        return f"{self.heading}/{self.name}"


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing; ``blocks`` where it must be finished first, else the index names it."""

    text: str
    href: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """The papers of a quarter and what is missing."""

    company: Unit
    quarter: date
    papers: list[Paper]
    gaps: list[Gap]

    @property
    def label(self) -> str:
        """``2026-4``, as addresses name it."""
        return f"{self.quarter:%Y}-{(self.quarter.month + 2) // 3}"

    @property
    def blocked(self) -> bool:
        """Whether something must be finished before the bundle can be closed."""
        return any(gap.blocks for gap in self.gaps)


def holdings_of(company: Unit, quarter: date, *, now: datetime) -> Holdings:
    """Everything of a company's quarter, in the order of the archive."""
    until = next_period("quarter", quarter)
    papers: list[Paper] = []
    gaps: list[Gap] = []
    if timezone.localdate(now) < until:
        gaps.append(Gap(_("The quarter is not over yet."), "", True))
    papers += _plans(company, quarter, until, gaps)
    rows = Inspection.objects.filter(
        company=company, planned_on__gte=quarter, planned_on__lt=until
    ).exclude(status=Status.CANCELLED)
    for row in rows.select_related("unit", "company", "head").order_by("planned_on", "pk"):
        if row.status != Status.CLOSED:
            text = _("Inspection {number} is not closed yet.").format(number=row.number)
            gaps.append(Gap(text, reverse("inspections:inspection", args=[row.pk]), True))
            continue
        papers += _of_inspection(row)
    papers += _notices(company, quarter, until, gaps)
    papers += _summaries(company, quarter, until, gaps)
    report = Report.objects.filter(company=company, quarter=quarter).first()
    if report and report.status == PaperStatus.ISSUED:
        papers.append(
            Paper(
                SPECIAL, f"report-{quarter:%Y%m}", f"检查报告 {report.quarter_text}",
                "inspections/print/report.html", partial(dict, row=report),
            )
        )  # fmt: skip
    else:
        text = _("The report of the quarter is not handed in (5.4).")
        gaps.append(Gap(text, reverse("inspections:reports"), report is not None))
    order = (ROUTINE, SPECIAL, SHEETS, HANDLING)
    papers.sort(key=lambda paper: (order.index(paper.heading), paper.name))
    return Holdings(company, quarter, papers, gaps)


def _plans(company: Unit, quarter: date, until: date, gaps: list[Gap]) -> Iterable[Paper]:
    rows = Plan.objects.filter(company=company, starts_on__gte=quarter, starts_on__lt=until)
    for plan in rows.select_related("unit", "company").order_by("starts_on", "unit__path"):
        if plan.status != PaperStatus.ISSUED:
            text = _("The plan {plan} is still a draft.").format(plan=plan)
            gaps.append(Gap(text, reverse("inspections:plan", args=[plan.pk]), True))
            continue
        heading = SPECIAL if plan.period != "month" else ROUTINE
        yield Paper(
            heading, f"plan-{plan.starts_on:%Y%m}-{plan.period}-{plan.unit.code}",
            f"检查计划 {plan.unit.name} {plan.period_text}", "inspections/print/plan.html",
            partial(_plan_page, plan),
        )  # fmt: skip


def _plan_page(plan: Plan) -> dict[str, object]:
    return {"row": plan, "lines": list(plan.lines.select_related("unit"))}


def _of_inspection(row: Inspection) -> Iterable[Paper]:
    heading = SPECIAL if row.nature == "special" else ROUTINE
    template = "inspections/print/inspection.html"
    yield Paper(
        heading, f"{row.number}-scheme", f"实施方案 {row.number} {row.theme}", template,
        lambda: {**sheet_page(row), "parts": ["scheme"]},
    )  # fmt: skip
    yield Paper(
        SHEETS, f"{row.number}-sheet", f"服务状况检查表 {row.number} {row.unit.name}", template,
        lambda: {**sheet_page(row), "parts": ["sheet"]}, row,
    )  # fmt: skip
    if row.findings.filter(status=FindingStatus.CORRECTED).exists():
        yield Paper(
            HANDLING, f"{row.number}-breaches", f"违规行为记录 {row.number}", template,
            lambda: {**sheet_page(row), "parts": ["breaches"]},
        )  # fmt: skip


def sheet_page(row: Inspection) -> dict[str, object]:
    """What the official form shows."""
    findings = list(
        row.findings.exclude(status=FindingStatus.WITHDRAWN)
        .select_related("staff", "item")
        .order_by("pk")
    )
    return {
        "row": row,
        "members": list(row.members.select_related("staff", "signature")),
        "items": list(row.items.all()),
        "findings": findings,
        "breaches": [one for one in findings if one.status == FindingStatus.CORRECTED],
    }


def _notices(company: Unit, quarter: date, until: date, gaps: list[Gap]) -> Iterable[Paper]:
    ids = Finding.objects.filter(
        inspection__company=company,
        inspection__planned_on__gte=quarter,
        inspection__planned_on__lt=until,
        rectification_id__isnull=False,
    ).values("rectification_id")
    rows = Rectification.objects.filter(pk__in=ids).select_related("unit", "company")
    for row in rows.order_by("pk"):
        if row.status not in (NoticeStatus.ARCHIVED, NoticeStatus.WITHDRAWN):
            text = _("Rectification {number} is not archived yet.").format(number=row.number)
            gaps.append(Gap(text, reverse("rectifications:rectification", args=[row.pk]), True))
            continue
        yield Paper(
            HANDLING, row.number, f"整改通知书和整改报告 {row.number}",
            "rectifications/print.html", partial(notice_page, row), row,
        )  # fmt: skip


def notice_page(row: Rectification) -> dict[str, object]:
    """What the notice and its report show on paper."""
    clocks = {clock.name: clock for clock in clocks_of(row)}
    return {"row": row, "clocks": clocks, "rechecks": list(row.rechecks.all()[:20])}


def _summaries(company: Unit, quarter: date, until: date, gaps: list[Gap]) -> Iterable[Paper]:
    found = {
        (row.unit_id, row.month): row
        for row in Summary.objects.filter(
            company=company, month__gte=quarter, month__lt=until, status=PaperStatus.ISSUED
        ).select_related("unit")
    }
    departments = Unit.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=quarter),
        company=company,
        kind=UnitKind.DEPARTMENT,
    ).order_by("path")
    month = quarter
    while month < until:
        for unit in departments:
            row = found.get((unit.pk, month))
            if row is None:
                text = _("{unit} handed in no summary of {month} (5.3).")
                gaps.append(Gap(text.format(unit=unit, month=f"{month:%Y-%m}"), "", False))
                continue
            yield Paper(
                ROUTINE, f"summary-{month:%Y%m}-{unit.code}",
                f"检查小结 {unit.name} {month:%Y-%m}", "inspections/print/summary.html",
                partial(dict, row=row),
            )  # fmt: skip
        month = month_after(month)


def quarters_to_close(company: Unit, *, now: datetime) -> list[date]:
    """Quarters that are over and have papers, the newest first; at most eight."""
    first = Inspection.objects.filter(company=company).order_by("planned_on").first()
    if first is None:
        return []
    today = timezone.localdate(now)
    quarter = quarter_of(today - timedelta(days=1))
    found: list[date] = []
    while quarter >= quarter_of(first.planned_on) and len(found) < 8:
        if next_period("quarter", quarter) <= today:
            found.append(quarter)
        quarter = quarter_of(quarter - timedelta(days=1))
    return found
