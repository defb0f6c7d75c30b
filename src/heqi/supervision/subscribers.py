"""Reactions to the clocks of opinions, and to rectifications that opinions led to."""

from datetime import datetime

from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import announce, on
from heqi.notices.actions import notify_holders
from heqi.rectifications.events import RectificationPassed
from heqi.supervision.access import ANSWER, HANDLE
from heqi.supervision.actions.links import tell_member
from heqi.supervision.events import OpinionLate
from heqi.supervision.models import Opinion
from heqi.supervision.states import OpinionStatus

SUBJECT = "supervision.opinion"


@on(ClockNearing)
def warn_of_opinion(event: ClockNearing, *, now: datetime) -> None:
    """A limit draws near: tell whoever must act."""
    _tell(event, "supervision.nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_late_opinion(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed: tell whoever must act, and announce it."""
    row = _tell(event, "supervision.late", "b", now=now)
    if row is not None:
        announce(
            OpinionLate(
                opinion_id=row.pk,
                number=row.number,
                what=event.name,
                unit_id=row.unit_id,
                company_id=row.company_id,
            ),
            now=now,
        )


@on(RectificationPassed)
def tell_what_was_put_right(event: RectificationPassed, *, now: datetime) -> None:
    """What the supervisor found is put right: he is told (supervision/use)."""
    if event.source_type != SUBJECT:
        return
    rows = Opinion.objects.select_related("supervisor__unit")
    row = rows.filter(pk=int(event.source_id)).first()
    if row is not None:
        tell_member(
            row.supervisor,
            "supervision.put_right",
            {"number": row.number, "title": row.title},
            key=f"opinion{row.pk}:put_right:{event.rectification_id}",
            by=SYSTEM,
            now=now,
        )


def _tell(
    event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime
) -> Opinion | None:
    if event.subject_type != SUBJECT:
        return None
    rows = Opinion.objects.select_related("unit", "company")
    row = rows.filter(pk=event.subject_id, is_open=True).first()
    if row is None:
        return None
    answering = row.status == OpinionStatus.ASSIGNED
    for right, unit in ((HANDLE, row.company), *([(ANSWER, row.unit)] if answering else [])):
        notify_holders(
            right,
            unit,
            code,
            context={"number": row.number, "what": event.title, "due": event.due},
            about=row,
            whose=row.unit,
            url=f"/network/opinions/{row.pk}/",
            key=f"clock:{event.clock_id}:{step}",
            by=SYSTEM,
            now=now,
        )
    return row
