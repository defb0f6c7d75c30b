"""What checks found: inspections, supervisors, late rectifications, entry errors, misuse."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from heqi.appraisal.reading.facts import Fact, Month
from heqi.appraisal.reading.promises import missed_clocks
from heqi.authority.models import Signal
from heqi.inspections.actions import points_of
from heqi.inspections.models import Finding
from heqi.inspections.models.inspections import Level
from heqi.inspections.states import FindingStatus
from heqi.policies.deciding import rule_on
from heqi.quality.models import EntryError
from heqi.supervision.models import Opinion
from heqi.supervision.states import Verdict

WEIGHT, ERRORS = "inspection.weight", "data.appraisal"


def findings(month: Month) -> Iterable[Fact]:
    """Findings of the company's inspections (inspection/6.1); breaches by severity (6.2).

    What a department finds in its own inspections is its own work and costs it nothing; a breach
    with its points counts whoever found it.
    """
    rows = Finding.objects.filter(
        company=month.company, found_at__gte=month.since, found_at__lt=month.until
    ).exclude(status=FindingStatus.WITHDRAWN)
    rows = rows.select_related("unit__parent", "inspection", "points_decision")
    for row in rows.order_by("found_at", "id"):
        if row.inspection.level != Level.COMPANY and row.points is None:
            continue
        least, most = points_of(row)
        said = ((row.points_decision.trace.get("sources") or {}).get("points") or [{}])[0]
        yield month.fact(
            "finding", row.unit, row=("inspections.finding", row.pk),
            about=("inspections.finding", row.pk),
            points=-(least if row.points is None else row.points),
            least=-most if row.points is None else None,
            most=-least if row.points is None else None,
            clause=row.clause, points_clause=str(said.get("clause", "")),
            mark=str(said.get("mark", "")), at=row.found_at, number=row.number,
            title=row.problem[:200], staff_id=row.staff_id,
        )  # fmt: skip


def findings_of_supervisors(month: Month) -> Iterable[Fact]:
    """Valid opinions of supervisors count like findings of the company (supervision/use)."""
    rows = Opinion.objects.filter(
        company=month.company, verdict=Verdict.VALID,
        judged_at__gte=month.since, judged_at__lt=month.until,
    ).exclude(severity="")  # fmt: skip
    for row in rows.select_related("unit__parent").order_by("judged_at", "id"):
        span = (
            rule_on(
                WEIGHT, {"finding": row.severity}, on=month.first, company_id=month.company.pk
            ).answer
            or {}
        )["points"]
        least, most = Decimal(str(span["at_least"])), Decimal(str(span["at_most"]))
        yield month.fact(
            "supervisor_finding", row.unit, row=("supervision.opinion", row.pk),
            about=("supervision.opinion", row.pk), points=-least, least=-most, most=-least,
            at=row.judged_at or month.since, number=row.number, title=row.title,
        )  # fmt: skip


def late_rectifications(month: Month) -> Iterable[Fact]:
    """Limits of rectifications that were missed (inspection/6.3)."""
    for row in missed_clocks(month, ["rectifications.rectification"]):
        yield month.fact(
            "late_rectification", row.unit, row=("clocks.clock", row.pk),
            about=(row.timeline.subject_type, row.timeline.subject_id), clause=row.clause,
            at=row.decided_at or month.since, number=row.timeline.label, title=row.title_zh,
            title_en=row.title_en,
        )  # fmt: skip


def entry_errors(month: Month) -> Iterable[Fact]:
    """Errors of entries (data-entry/8.1, 8.2); they count for the person (8.3)."""
    rows = EntryError.objects.counting().filter(
        company=month.company, found_at__gte=month.since, found_at__lt=month.until
    )
    asked: dict[str, dict[str, Any]] = {}
    for row in rows.select_related("unit__parent").order_by("found_at", "id"):
        if row.error not in asked:
            asked[row.error] = rule_on(
                ERRORS, {"error": row.error}, on=month.first, company_id=month.company.pk
            ).as_json()
        content = asked[row.error]
        points = Decimal(str((content["answer"] or {}).get("points") or 0))
        grant = (content.get("sources") or {}).get("points", [{}])[0]
        if points:
            yield month.fact(
                "entry_error", row.unit, row=("quality.entryerror", row.pk),
                about=("quality.entryerror", row.pk), points=-points,
                points_clause=str(grant.get("clause", "")), mark=str(grant.get("mark", "")),
                at=row.found_at, number=row.number, title=row.note[:200], staff_id=row.staff_id,
            )  # fmt: skip


def misuses(month: Month) -> Iterable[Fact]:
    """Authority exceeded or falsely claimed: 3 to 5 points off the month (authority/6.1)."""
    rows = Signal.objects.established().filter(
        company=month.company, penalty__isnull=False,
        judged_at__gte=month.since, judged_at__lt=month.until,
    ).select_related("use", "unit__parent", "penalty")  # fmt: skip
    for row in rows.order_by("judged_at", "id"):
        span = (row.penalty.answer or {}).get("points") if row.penalty else None
        if not span:
            continue
        least, most = Decimal(str(span["at_least"])), Decimal(str(span["at_most"]))
        yield month.fact(
            "misuse", row.unit, row=("authority.signal", row.pk),
            about=("authority.use", row.use_id),
            points=-least, least=-most, most=-least, at=row.judged_at or month.since,
            number=row.use.number, title=row.finding[:200], staff_id=row.use.used_by_id,
        )  # fmt: skip
