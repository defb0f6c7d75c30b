"""The clocks of an opinion."""

from datetime import datetime
from typing import Any

from heqi.clocks.actions import record_moment
from heqi.clocks.queries import due_values, governing_clock, timeline_of
from heqi.ledger.actors import Actor
from heqi.supervision.models import Opinion


def record(row: Opinion, kind: str, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Something happened that starts or stops a limit; the governing one is copied for lists."""
    timeline = timeline_of(row)
    if timeline is None:
        return
    record_moment(timeline, kind, reason=reason, by=by, now=now)
    clock = governing_clock(timeline)
    values: dict[str, Any] = {
        **due_values(clock),
        "queue_at": (clock.due_at if clock else None) or row.received_at,
    }
    Opinion.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
