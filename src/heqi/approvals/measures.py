"""How soon steps are signed in a month (authority/1.3): within the limit from being reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import models
from django.urls import reverse

from heqi.approvals.limits import NAME
from heqi.approvals.models import Step
from heqi.approvals.states import StepState
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_span

TITLE = ("按时签批", "Steps signed in time")
SIGNED = (StepState.PASSED, StepState.RETURNED, StepState.REFUSED)


def _signed(company: Unit, month: date) -> models.QuerySet[Step]:
    since, until = month_span(month)
    rows = Step.objects.filter(
        approval__company=company, closed_at__gte=since, closed_at__lt=until, state__in=SIGNED
    )
    return rows.exclude(reached_at=None)


def _timed(company: Unit, month: date) -> Iterator[tuple[int, int, str, str, bool]]:
    """Key and unit of each step signed in the month, the clause and mark of its limit, and
    whether it was kept."""
    rows = _signed(company, month).exclude(due_at=None)
    for pk, unit, clause, mark, due, closed in rows.values_list(
        "pk", "unit", "due_clause", "due_mark", "due_at", "closed_at"
    ):
        if closed is not None and due is not None:
            yield pk, unit, clause, mark, closed <= due


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Steps signed in time and too late, by unit."""
    kept: Counter[tuple[int, str, str]] = Counter()
    late: Counter[tuple[int, str, str]] = Counter()
    for _pk, unit, clause, mark, in_time in _timed(company, month):
        (kept if in_time else late)[unit, clause, mark] += 1
    for unit, clause, mark in dict.fromkeys([*kept, *late]):
        key = unit, clause, mark
        said = mark if mark == "company_set" else ""
        yield Figure(clause, NAME, *TITLE, unit, kept[key], late[key], mark=said)


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Step]:
    """Steps that were signed too late."""
    late = [pk for pk, _unit, cited, _mark, kept in _timed(company, month)
            if not kept and cited == clause]  # fmt: skip
    rows = Step.objects.filter(pk__in=late).select_related("approval", "unit")
    return rows.order_by("-closed_at", "-pk")


def tell(rows: Sequence[Step]) -> list[Miss]:
    """Each with when it was reached and signed."""
    return [
        Miss(
            label=str(row.approval),
            href=reverse("approvals:detail", args=[row.approval_id]),
            unit=str(row.unit),
            why="",
            due_at=row.due_at,
            ended_at=row.closed_at,
        )
        for row in rows
    ]


measured_by(
    Source(
        code="approvals", right="approvals.view", count=count, missed=missed, tell=tell,
        company="approval__company",
    )
)  # fmt: skip
