"""The clocks of an opinion."""

from datetime import datetime

from heqi.clocks.actions import record_and_copy
from heqi.ledger.actors import Actor
from heqi.supervision.models import Opinion


def record(row: Opinion, kind: str, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Something happened that starts or stops a limit."""
    record_and_copy(row, kind, began=row.received_at, reason=reason, by=by, now=now)
