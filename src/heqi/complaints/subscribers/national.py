"""What the national centre hears of cases and callbacks of its own."""

from dataclasses import replace
from datetime import datetime

from heqi.callbacks.events import NationalResultHandedBack
from heqi.callbacks.models import NationalResult
from heqi.complaints.actions.national.answering import go_on, post_message, tell_closed
from heqi.complaints.actions.national.callbacks import post_handling
from heqi.complaints.events import ComplaintClosed, ComplaintReopened, ComplaintReplied
from heqi.complaints.models import NationalCase, NationalMessage
from heqi.complaints.states import HandOver
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on


@on(ComplaintReplied)
def tell_centre_of_reply(event: ComplaintReplied, *, now: datetime) -> None:
    """The national centre hears that the customer was replied to."""
    case = _national(event.complaint_id)
    if case is not None and case.state == HandOver.ACCEPTED:
        post_message(case, NationalMessage.Kind.PROGRESS, by=SYSTEM, now=now, note="replied")


@on(ComplaintClosed)
def tell_centre_of_closing(event: ComplaintClosed, *, now: datetime) -> None:
    """The national centre hears that it is closed."""
    case = _national(event.complaint_id)
    if case is not None:
        tell_closed(case, by=SYSTEM, now=now)


@on(ComplaintReopened)
def tell_centre_of_reopening(event: ComplaintReopened, *, now: datetime) -> None:
    """The national centre hears that it goes on."""
    case = _national(event.complaint_id)
    if case is not None:
        go_on(case, by=SYSTEM, now=now)


@on(NationalResultHandedBack)
def tell_centre_of_handling(event: NationalResultHandedBack, *, now: datetime) -> None:
    """The national centre hears what was done about what a customer told it."""
    rows = NationalResult.objects.select_related("company", "task__opinion_row")
    row = rows.get(pk=event.result_id)
    post_handling(row, by=replace(SYSTEM, name=row.handed_back_by), now=now)


def _national(complaint_id: int) -> NationalCase | None:
    rows = NationalCase.objects.select_related("complaint", "company", "unit")
    return rows.filter(complaint_id=complaint_id).first()
