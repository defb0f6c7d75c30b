"""What the national centre hears of cases and callbacks of its own."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from heqi.callbacks.events import NationalResultHandedBack
from heqi.callbacks.models import NationalResult
from heqi.complaints.actions.national.answering import go_on, post_message, tell_closed
from heqi.complaints.actions.national.callbacks import post_handling
from heqi.complaints.events import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintReplied,
    ComplaintWithdrawn,
)
from heqi.complaints.models import NationalCase, NationalMessage
from heqi.complaints.states import HandOver
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on


@on(ComplaintReplied)
def tell_centre_of_reply(event: ComplaintReplied, *, now: datetime) -> None:
    """The national centre hears that the customer was replied to."""
    for case in _national(event.complaint_id):
        if case.state == HandOver.ACCEPTED:
            post_message(case, NationalMessage.Kind.PROGRESS, by=SYSTEM, now=now, note="replied")


@on(ComplaintClosed)
def tell_centre_of_closing(event: ComplaintClosed, *, now: datetime) -> None:
    """The national centre hears that it is closed."""
    for case in _national(event.complaint_id):
        tell_closed(case, by=SYSTEM, now=now)


@on(ComplaintWithdrawn)
def tell_centre_of_withdrawal(event: ComplaintWithdrawn, *, now: datetime) -> None:
    """The national centre hears that the customer took it back, or that it was no complaint."""
    for case in _national(event.complaint_id):
        tell_closed(case, by=SYSTEM, now=now)


@on(ComplaintReopened)
def tell_centre_of_reopening(event: ComplaintReopened, *, now: datetime) -> None:
    """The national centre hears that it goes on."""
    for case in _national(event.complaint_id):
        go_on(case, by=SYSTEM, now=now)


@on(NationalResultHandedBack)
def tell_centre_of_handling(event: NationalResultHandedBack, *, now: datetime) -> None:
    """The national centre hears what was done about what a customer told it."""
    rows = NationalResult.objects.select_related("company", "task__opinion_row")
    row = rows.get(pk=event.result_id)
    post_handling(row, by=replace(SYSTEM, name=row.handed_back_by), now=now)


def _national(complaint_id: int) -> list[NationalCase]:
    """What the national centre handed over of a complaint, or of one that was attached to it."""
    rows = NationalCase.objects.select_related("complaint__merged_into", "company", "unit")
    about = Q(complaint=complaint_id) | Q(complaint__merged_into=complaint_id)
    return list(rows.filter(about).order_by("id"))
