"""The clocks of uses and of sheets."""

from datetime import datetime
from typing import Any

from heqi.authority.models import Sheet, Use
from heqi.clocks.actions import record_moment
from heqi.clocks.queries import due_values, governing_clock, timeline_of
from heqi.ledger.actors import Actor


def record(
    row: Use | Sheet, kind: str, *, by: Actor, now: datetime, at: datetime | None = None
) -> None:
    """Something happened that starts or stops a limit; the governing one is copied for lists."""
    timeline = timeline_of(row)
    if timeline is None:
        return
    record_moment(timeline, kind, at=at, by=by, now=now)
    clock = governing_clock(timeline)
    began = row.used_at if isinstance(row, Use) else row.issued_at
    values: dict[str, Any] = {
        **due_values(clock),
        "queue_at": (clock.due_at if clock else None) or began,
    }
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
