"""Decisions about rewards and penalties, and improvements that are late."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from heqi.appraisal.reading.facts import Fact, Month
from heqi.conduct.facts import counting, read_outcome
from heqi.conduct.models import Case
from heqi.conduct.queries import standing_in
from heqi.conduct.states import Side
from heqi.governance.models import Improvement
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.queries import department_of


def decided_cases(month: Month) -> Iterable[Fact]:
    """Points of decisions that count in the month (conduct/3.1.1, 3.2.2, 3.2.3, 3.2.5)."""
    since, until = timezone.localdate(month.since), timezone.localdate(month.until)
    rows = standing_in(month.company, since=since, until=until)
    rows = rows.prefetch_related("members__staff__unit__parent")
    for row in rows.order_by("decided_at", "id"):
        figure = row.figures.get("points")
        if figure is not None:
            sign = -1 if row.side == Side.PENALTY else 1
            for unit in _departments(row, month):
                yield month.fact(
                    "decision", unit, row=("conduct.case", row.pk), about=("conduct.case", row.pk),
                    points=sign * figure.value, clause=row.clause, points_clause=figure.clause,
                    mark=_mark(row), at=row.decided_at or month.since, number=row.number,
                    title=row.title, staff_id=row.staff_id,
                )  # fmt: skip


def _departments(row: Case, month: Month) -> list[Unit]:
    """Whose points they are: of a group, those of each of its departments (conduct/3.1.1-team)."""
    named = department_of(row.unit)
    said = counting(on=month.first, company_id=row.company_id).get("group_points")
    if not row.together or said != "each_department":
        return [named]
    units = [department_of(one.staff.unit) for one in row.members.all()]
    # Somebody of another company brings this one's departments nothing.
    inside = [one for one in units if one.company_id == row.company_id]
    return list({one.pk: one for one in (named, *inside)}.values())


def _mark(row: Case) -> str:
    """Who set the range of a decision's points: the clause gives none, so the company did."""
    allowed = read_outcome(row.ruling).ranges.get("points") if row.ruling else None
    return allowed.mark if allowed else ""


def late_improvements(month: Month) -> Iterable[Fact]:
    """Improvements that were not done by their day (conduct/2.3(3))."""
    today = timezone.localdate(month.now)
    rows = Improvement.objects.filter(
        Q(done_on__isnull=True) | Q(done_on__gt=F("due_on")),
        company=month.company, due_on__gte=month.first, due_on__lt=min(month.until.date(), today),
    ).select_related("unit__parent")  # fmt: skip
    for row in rows.order_by("due_on", "id"):
        due = row.due_on or month.first
        at = midnight(due + timedelta(days=1))
        yield month.fact(
            "late_improvement", row.unit, row=("governance.improvement", row.pk),
            about=("governance.improvement", row.pk),
            at=min(at, month.until - timedelta(seconds=1)),
            number=row.number, title=row.title,
        )  # fmt: skip
