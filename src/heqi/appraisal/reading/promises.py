"""Promises to customers: clocks that were missed, care that was not given."""

from collections.abc import Iterable
from datetime import timedelta

from heqi.appraisal.reading.facts import Fact, Month
from heqi.clocks.measures import BROKEN
from heqi.clocks.models import Clock
from heqi.duties.models import Occurrence
from heqi.duties.states import Status as DutyStatus

PROMISES = (
    "service.servicerequest",
    "workorders.workorder",
    "projects.project",
    "complaints.complaint",
)
# Duties to customers of a tier; the others are the department's own work.
CARE = "tiering/"


def missed_clocks(month: Month, subjects: Iterable[str]) -> Iterable[Clock]:
    """The clocks of subjects that were broken in the month, whether kept later or still open."""
    rows = Clock.objects.filter(
        BROKEN,
        company=month.company,
        decided_at__gte=month.since,
        decided_at__lt=month.until,
        timeline__subject_type__in=list(subjects),
    )
    return rows.select_related("timeline", "unit__parent").order_by("decided_at", "id")


def broken_promises(month: Month) -> Iterable[Fact]:
    """Promises to customers that were broken (tiering/8)."""
    for row in missed_clocks(month, PROMISES):
        yield month.fact(
            "broken_promise", row.unit, row=("clocks.clock", row.pk),
            about=(row.timeline.subject_type, row.timeline.subject_id), clause=row.clause,
            at=row.decided_at or month.since, number=row.timeline.label, title=row.title_zh,
            title_en=row.title_en,
        )  # fmt: skip


def missed_duties(month: Month) -> Iterable[Fact]:
    """Recurring duties that were missed, when they could no longer be made up."""
    first, end = month.first, month.until.date()
    rows = Occurrence.objects.filter(
        company=month.company,
        status=DutyStatus.MISSED,
        grace_until__gte=first,
        grace_until__lt=end,
    ).select_related("unit__parent", "assignee")
    for row in rows.order_by("grace_until", "id"):
        record = "missed_care" if row.clause.startswith(CARE) else "missed_duty"
        at = month.since + timedelta(days=(row.grace_until - first).days)
        yield month.fact(
            record, row.unit, row=("duties.occurrence", row.pk),
            about=("duties.occurrence", row.pk), clause=row.clause, at=at,
            number=row.period_text, title=f"{row.title} {row.subject_label}"[:200],
            staff_id=row.assignee_id,
        )  # fmt: skip
