"""Duties as measures: those that fell due in a month, by clause, duty and unit."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.duties.access import VIEW
from heqi.duties.models import Occurrence
from heqi.duties.specs import words_of
from heqi.duties.states import Status
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_after

KEPT = Q(status=Status.DONE)
# Done late is not in time; what is overdue may still be made up, but no longer in time.
BROKEN = Q(status__in=[Status.LATE, Status.MISSED, Status.OVERDUE])
EXCEPTED = Q(status__in=[Status.EXCUSED, Status.LET_OFF])
RUNNING = Q(status__in=[Status.OPEN, Status.PLANNED])


def due_in(company: Unit, month: date) -> models.QuerySet[Occurrence]:
    """What falls due in a month."""
    first = month.replace(day=1)
    return Occurrence.objects.filter(
        company=company, due_on__gte=first, due_on__lt=month_after(first)
    )


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Kept, not in time, excused and still open, by clause, duty, mark and unit."""
    rows = (
        due_in(company, month)
        .order_by()
        .values_list("clause", "code", "mark", "unit_id")
        .annotate(
            kept=Count("pk", filter=KEPT),
            broken=Count("pk", filter=BROKEN),
            excepted=Count("pk", filter=EXCEPTED),
            running=Count("pk", filter=RUNNING),
        )
    )
    for clause, code, mark, unit, kept, broken, excepted, running in rows:
        words = words_of(code)
        yield Figure(clause, code, words.zh, words.en, unit, kept, broken, excepted, running, mark)


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Occurrence]:
    """The occurrences behind a figure that were not done in time, the last due first."""
    rows = due_in(company, month).filter(BROKEN, clause=clause, code=name)
    return rows.select_related("unit").order_by("-due_on", "-pk")


def tell(rows: Sequence[Occurrence]) -> list[Miss]:
    """What each was about, and why it does not count."""
    return [
        Miss(
            label=f"{row.subject_label} {row.period_text}",
            href=reverse("duties:occurrence", args=[row.pk]),
            unit=str(row.unit),
            why=_why(row),
            ended_at=row.done_at,
        )
        for row in rows
    ]


def _why(row: Occurrence) -> str:
    words: dict[Any, str] = {
        Status.LATE: _("done after it was due"),
        Status.MISSED: _("not done"),
        Status.OVERDUE: _("overdue, not done yet"),
    }
    return words[row.status]


measured_by(Source(code="duties", right=VIEW, count=count, missed=missed, tell=tell))
