"""How soon steps are signed in a month (authority/1.3): within the limit from being reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone

from heqi.approvals.models import Step
from heqi.approvals.states import StepState
from heqi.clocks.facts import calendar_for
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_span
from heqi.rulebook.due import due_at

QUESTION, NAME = "approvals.limits", "sign"
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
    calendar = calendar_for(company)
    known: dict[date, tuple[object, str, str] | None] = {}
    lines = _signed(company, month).values_list("pk", "unit", "reached_at", "closed_at")
    for pk, unit, reached, closed in lines:
        on = timezone.localdate(reached)
        if on not in known:
            known[on] = _limit(company, on)
        limit = known[on]
        if limit is None:
            continue
        due = due_at(limit[0], timezone.localtime(reached), calendar)
        if due.at is not None and closed is not None:
            yield pk, unit, limit[1], limit[2], closed <= due.at


def _limit(company: Unit, on: date) -> tuple[object, str, str] | None:
    """The ordinary limit of a day: nothing marks a step as urgent."""
    ruling = rule_on(QUESTION, {"urgency": "normal"}, on=on, company_id=company.pk)
    found = ((ruling.as_json()["answer"] or {}).get(NAME) or [None])[0]
    return (found["limit"], found["clause"], found.get("mark", "")) if found else None


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
