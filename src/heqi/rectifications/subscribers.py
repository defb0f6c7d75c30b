"""Reactions to the clocks of rectifications."""

from datetime import datetime

from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import announce, on
from heqi.notices.actions import notify_holders
from heqi.rectifications.access import ANSWER, RECHECK
from heqi.rectifications.events import RectificationBroken
from heqi.rectifications.models import Rectification

SUBJECT = "rectifications.rectification"


@on(ClockNearing)
def warn_of_rectification(event: ClockNearing, *, now: datetime) -> None:
    """A limit draws near: tell whoever must act."""
    _tell(event, "rectifications.nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_late_rectification(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed: tell whoever must act, and announce it."""
    row = _tell(event, "rectifications.late", "b", now=now)
    if row is not None:
        announce(
            RectificationBroken(
                rectification_id=row.pk,
                number=row.number,
                what=event.name,
                unit_id=row.unit_id,
                company_id=row.company_id,
            ),
            now=now,
        )


def _tell(
    event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime
) -> Rectification | None:
    if event.subject_type != SUBJECT:
        return None
    rows = Rectification.objects.select_related("unit", "company")
    row = rows.filter(pk=event.subject_id, is_open=True).first()
    if row is None:
        return None
    right = RECHECK if event.name == "recheck" else ANSWER
    notify_holders(
        right,
        row.unit,
        code,
        context={
            "number": row.number,
            "what": event.title,
            "due": event.due,
        },
        about=row,
        url=f"/rectifications/{row.pk}/",
        key=f"clock:{event.clock_id}:{step}",
        by=SYSTEM,
        now=now,
    )
    return row
