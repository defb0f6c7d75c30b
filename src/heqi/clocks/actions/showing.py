"""The governing clock on the row that lists show, so that they sort and filter by an index."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext, override

from heqi.clocks.actions.running import record_moment
from heqi.clocks.models import Clock, ClockState, Timeline
from heqi.clocks.queries import due_values, governing_clock, timeline_of
from heqi.ledger.actors import Actor

# How far behind what is due a row stands whose limits are all decided. A span after its beginning,
# not one day for all, keeps the oldest first.
BEHIND = timedelta(days=36_525)


def copy_clock(row: models.Model, clock: Clock | None, **more: Any) -> None:
    """Copy a clock to its row together with ``more`` of the row's columns."""
    values = {**due_values(clock), **more}
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def place(
    clock: Clock | None, timelines: Iterable[Timeline | None], *, began: datetime
) -> dict[str, Any]:
    """Where an open row stands in a list by what is due, for :func:`copy_clock`.

    By its governing clock. Once its limits are all decided nothing is due: it stands behind the
    others and says in place of a promise how they ended. A row without any limit stands where it
    began, which brings a fault of the policy to the top.
    """
    if clock is not None:
        return {"queue_at": clock.due_at}
    rows = Clock.objects.filter(timeline__in=[one for one in timelines if one is not None])
    states = set(rows.order_by().values_list("state", flat=True)) - {ClockState.NOT_STARTED}
    if not states:
        return {"queue_at": began}
    kept = not states & {ClockState.MISSED, ClockState.OVERDUE}
    words = {}
    for column, language in (("due_title_zh", "zh-hans"), ("due_title_en", "en")):
        with override(language):
            words[column] = gettext("all limits met") if kept else gettext("a limit was missed")
    return {"queue_at": began + BEHIND, **words}


def record_and_copy(
    row: models.Model,
    kind: str,
    *,
    began: datetime,
    at: datetime | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Something happened to a row that starts or stops its limits; the list follows.

    Without any open clock the row stands in its list where it ``began``. A row without a
    timeline stays as it is.
    """
    timeline = timeline_of(row)
    if timeline is None:
        return
    record_moment(timeline, kind, at=at, reason=reason, facts=facts or {}, by=by, now=now)
    clock = governing_clock(timeline)
    copy_clock(row, clock, queue_at=(clock.due_at if clock else None) or began)
