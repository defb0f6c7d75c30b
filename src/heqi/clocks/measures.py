"""Promises with a clock as measures: kept, broken and given up, by clause, promise and unit."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from heqi.clocks.models import Clock, ClockState
from heqi.clocks.pages import hrefs_of
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_span

KEPT = Q(state=ClockState.MET)
# A promise that was broken before its case was given up stays broken.
BROKEN = Q(state__in=[ClockState.MISSED, ClockState.OVERDUE]) | Q(
    state=ClockState.CANCELLED, breached_at__isnull=False
)
GIVEN_UP = Q(state=ClockState.CANCELLED, breached_at__isnull=True)
DECIDED = KEPT | BROKEN
RUNNING = Q(state__in=[ClockState.RUNNING, ClockState.PAUSED])
LINE = ("clause", "name", "title_zh", "mark", "unit_id")
# Who sees work orders sees which promises were broken.
RIGHT = "workorders.view"
APART = "·"


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """What was decided in the month; in the month that runs also what is open now."""
    since, until = month_span(month)
    decided = Clock.objects.filter(company=company, decided_at__gte=since, decided_at__lt=until)
    found: dict[tuple[Any, ...], list[Any]] = {}
    for *key, en, kept, broken, given_up in (
        decided.order_by()
        .values_list(*LINE)
        .annotate(
            en=Min("title_en"),
            kept=Count("pk", filter=KEPT),
            missed=Count("pk", filter=BROKEN),
            excepted=Count("pk", filter=GIVEN_UP),
        )
    ):
        found[tuple(key)] = [en, kept, broken, given_up, 0]
    if now < until:
        waiting = Clock.objects.filter(RUNNING, company=company, due_at__isnull=False)
        for *key, en, still_open in (
            waiting.order_by().values_list(*LINE).annotate(en=Min("title_en"), n=Count("pk"))
        ):
            found.setdefault(tuple(key), [en, 0, 0, 0, 0])[4] = still_open
    for (clause, name, zh, mark, unit), (en, kept, broken, given_up, still_open) in found.items():
        # Two questions may name a promise alike and mean another one: the title tells.
        code = f"{name}{APART}{zh}"
        yield Figure(clause, code, zh, en, unit, kept, broken, given_up, still_open, mark)


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Clock]:
    """The broken promises behind a figure, newest first."""
    since, until = month_span(month)
    name, _apart, title = name.partition(APART)
    return (
        Clock.objects.filter(
            BROKEN,
            company=company,
            clause=clause,
            name=name,
            title_zh=title,
            decided_at__gte=since,
            decided_at__lt=until,
        )
        .select_related("timeline", "unit")
        .order_by("-decided_at", "-pk")
    )


def tell(rows: Sequence[Clock]) -> list[Miss]:
    """What each miss is about, and why it is one; a late one speaks by its instants."""
    hrefs = hrefs_of([clock.timeline for clock in rows])
    return [
        Miss(
            label=clock.timeline.label,
            href=hrefs.get(clock.timeline_id, ""),
            unit=str(clock.unit),
            why=_why(clock),
            due_at=clock.due_at,
            ended_at=clock.stopped_at,
        )
        for clock in rows
    ]


def _why(clock: Clock) -> str:
    if clock.failed_at is not None:
        return _("not attended by whom the clause names")
    if clock.state == ClockState.CANCELLED:
        return _("given up after it was due")
    if clock.state == ClockState.OVERDUE:
        return _("overdue, not done yet")
    return ""


measured_by(Source(code="clocks", right=RIGHT, count=count, missed=missed, tell=tell))
