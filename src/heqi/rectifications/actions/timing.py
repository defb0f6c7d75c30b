"""The clocks of a rectification."""

from datetime import datetime

from heqi.clocks.actions import record_and_copy
from heqi.ledger.actors import Actor
from heqi.rectifications.models import Rectification


def record(row: Rectification, kind: str, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Something happened that starts or stops a limit."""
    record_and_copy(row, kind, began=row.issued_at, reason=reason, by=by, now=now)
