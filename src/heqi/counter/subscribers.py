"""What the counter makes of events of lower apps."""

from datetime import datetime

from heqi.counter.actions import withdraw_bills
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.readings.events import ReadingReturned


@on(ReadingReturned)
def withdraw(event: ReadingReturned, *, now: datetime) -> None:
    """Gas of a reading that was sent back is charged once it is read again."""
    withdraw_bills(event.reading_id, reason=event.reason, by=SYSTEM, now=now)
