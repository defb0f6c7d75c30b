"""Monthly summaries of the departments (5.3) and the quarterly report (5.4)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions import Proof, fulfil
from heqi.inspections.access import ANSWER, REPORT
from heqi.inspections.actions.rights import needed
from heqi.inspections.events import QuarterReported, SummaryHandedIn
from heqi.inspections.models import Report, Summary
from heqi.inspections.periods import next_period, quarter_of
from heqi.inspections.queries.drafts import quarter_draft
from heqi.inspections.states import PAPERS, PaperStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import company_of
from heqi.policies.measures import month_after

SUMMARY = ("achievements", "measures", "problems", "suggestions")
REPORTED = ("overview", "analysis", "measures")
UNIT = "people.unit"


@transaction.atomic
def save_summary(
    unit: Unit, *, month: date, texts: dict[str, str], by: Actor, now: datetime
) -> Summary:
    """Keep a department's draft for a month."""
    require(by, ANSWER, unit)
    if unit.kind != UnitKind.DEPARTMENT:
        raise ValidationError({"unit": _("Departments hand in summaries.")})
    month = month.replace(day=1)
    if month > timezone.localdate(now):
        raise ValidationError({"month": _("This month has not begun yet.")})
    row, made = Summary.objects.get_or_create(
        unit=unit, month=month, defaults={"company": company_of(unit)}
    )
    _require_draft(row)
    values = {name: texts.get(name, "").strip() for name in SUMMARY}
    Summary.objects.filter(pk=row.pk).update(**values)
    for name, text in values.items():
        setattr(row, name, text)
    audit(row, "inspections.save_summary", by=by, now=now, changes={"made": made})
    return row


@transaction.atomic
def hand_in_summary(row: Summary, *, by: Actor, now: datetime) -> None:
    """The summary goes to the committee and no longer changes."""
    require(by, ANSWER, row.unit)
    needed(**{name: getattr(row, name) for name in SUMMARY})
    late = timezone.localdate(now) >= month_after(row.month)
    move(
        row,
        PAPERS,
        "issue",
        code="inspections.hand_in_summary",
        by=by,
        now=now,
        handed_in_at=now,
        handed_in_by=by.name,
        late=late,
    )
    proof = Proof(
        "summary",
        at=now,
        key=f"inspection-summary:{row.pk}",
        text=row.achievements[:200],
        reference=f"{row.month:%Y-%m}",
        url=f"/inspections/summaries/{row.pk}/",
    )
    fulfil("routine_inspection", UNIT, str(row.unit_id), proof, by=by, now=now)
    announce(
        SummaryHandedIn(
            summary_id=row.pk,
            month=f"{row.month:%Y-%m}",
            late=late,
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


@transaction.atomic
def draft_report(company: Unit, *, quarter: date, by: Actor, now: datetime) -> Report:
    """Begin the quarter's report with what the inspections found; once begun, draft it anew."""
    require(by, REPORT, company)
    quarter = quarter_of(quarter)
    if quarter > timezone.localdate(now):
        raise ValidationError({"quarter": _("This quarter has not begun yet.")})
    row, _made = Report.objects.get_or_create(company=company, quarter=quarter)
    _require_draft(row)
    draft = quarter_draft(company, quarter, now=now)
    Report.objects.filter(pk=row.pk).update(**draft)
    row.refresh_from_db()
    audit(row, "inspections.draft_report", by=by, now=now)
    return row


@transaction.atomic
def save_report(row: Report, *, texts: dict[str, str], by: Actor, now: datetime) -> None:
    """Keep the words of the report."""
    require(by, REPORT, row.company)
    _require_draft(row)
    values = {name: texts.get(name, "").strip() for name in REPORTED}
    Report.objects.filter(pk=row.pk).update(**values)
    for name, text in values.items():
        setattr(row, name, text)
    audit(row, "inspections.save_report", by=by, now=now)


@transaction.atomic
def hand_in_report(row: Report, *, by: Actor, now: datetime) -> None:
    """The report is complete and no longer changes."""
    require(by, REPORT, row.company)
    needed(**{name: getattr(row, name) for name in REPORTED})
    late = timezone.localdate(now) >= next_period("quarter", row.quarter)
    move(
        row,
        PAPERS,
        "issue",
        code="inspections.hand_in_report",
        by=by,
        now=now,
        handed_in_at=now,
        handed_in_by=by.name,
        late=late,
    )
    proof = Proof(
        "report",
        at=now,
        key=f"inspection-report:{row.pk}",
        text=row.overview[:200],
        reference=row.quarter_text,
        url=f"/inspections/reports/{row.pk}/",
    )
    fulfil("group_inspection", UNIT, str(row.company_id), proof, by=by, now=now)
    announce(
        QuarterReported(
            report_id=row.pk,
            quarter=row.quarter.isoformat(),
            late=late,
            company_id=row.company_id,
        ),
        now=now,
    )


def _require_draft(row: Summary | Report) -> None:
    if row.status != PaperStatus.DRAFT:
        raise IllegalMove(_("It is handed in and no longer changes."))
