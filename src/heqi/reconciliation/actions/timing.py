"""The clocks of a sheet, and the copy of what is due that the list shows."""

from datetime import datetime

from heqi.clocks.actions import copy_clock, record_moment
from heqi.clocks.models import Timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.ledger.actors import Actor
from heqi.reconciliation.models import Sheet


def timeline_for(sheet: Sheet) -> Timeline:
    """The clocks of a sheet; it has them from the beginning."""
    timeline = timeline_of(sheet)
    assert timeline is not None
    return timeline


def note(
    sheet: Sheet,
    kind: str,
    *,
    at: datetime | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Record what happened at ``at`` (else now); the clocks and the list follow."""
    timeline = record_moment(timeline_for(sheet), kind, at=at, reason=reason[:200], by=by, now=now)
    clock = governing_clock(timeline)
    copy_clock(sheet, clock)
