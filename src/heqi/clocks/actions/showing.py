"""The governing clock on the row that lists show, so that they sort and filter by an index."""

from datetime import datetime
from typing import Any

from django.db import models

from heqi.clocks.actions.running import record_moment
from heqi.clocks.models import Clock
from heqi.clocks.queries import due_values, governing_clock, timeline_of
from heqi.ledger.actors import Actor


def copy_clock(row: models.Model, clock: Clock | None, **more: Any) -> None:
    """Copy a clock to its row together with ``more`` of the row's columns."""
    values = {**due_values(clock), **more}
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def record_and_copy(
    row: models.Model,
    kind: str,
    *,
    began: datetime,
    at: datetime | None = None,
    reason: str = "",
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
    record_moment(timeline, kind, at=at, reason=reason, by=by, now=now)
    clock = governing_clock(timeline)
    copy_clock(row, clock, queue_at=(clock.due_at if clock else None) or began)
