"""Requests that become cases, and customers who ask after theirs."""

from datetime import datetime

from heqi.complaints.actions.answering import climb
from heqi.complaints.actions.intake import KIND, adopt_request
from heqi.complaints.models import Complaint
from heqi.complaints.queries.case import RELATED
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.service.events import RequestKindChanged, RequestOpened, RequestReminded
from heqi.service.models import ServiceRequest


@on(RequestOpened)
def make_case_of_request(event: RequestOpened, *, now: datetime) -> None:
    """A request of the kind complaint becomes a case."""
    if event.kind == KIND:
        _adopt(event.request_id, now=now)


@on(RequestKindChanged)
def make_case_of_changed_request(event: RequestKindChanged, *, now: datetime) -> None:
    """A request turned out to be a complaint."""
    if event.after == KIND:
        _adopt(event.request_id, now=now)


def _adopt(request_id: int, *, now: datetime) -> None:
    rows = ServiceRequest.objects.select_related(
        "unit", "company", "party", "service_point__premises"
    )
    adopt_request(rows.get(pk=request_id), by=SYSTEM, now=now)


@on(RequestReminded)
def climb_the_ladder(event: RequestReminded, *, now: datetime) -> None:
    """The customer asks after his complaint: the policy says whom that reaches."""
    rows = Complaint.objects.select_related(*RELATED).filter(is_open=True)
    complaint = rows.filter(request_id=event.request_id).first()
    if complaint is not None:
        climb(complaint, now=now)
