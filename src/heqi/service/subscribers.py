"""Reactions to clocks that stand on requests, and to requests that ask for master data."""

from datetime import datetime

from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.customers.actions import open_task
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify
from heqi.people.models import Staff
from heqi.service.events import RequestOpened
from heqi.service.kinds import kinds, order_kind
from heqi.service.models import ServiceRequest


@on(ClockNearing)
def warn_taker(event: ClockNearing, *, now: datetime) -> None:
    """A promise draws near: tell who took the request up."""
    _tell(event, "service.nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_breach(event: ClockBreached, *, now: datetime) -> None:
    """A promise is broken: tell who took the request up."""
    _tell(event, "service.breached", "b", now=now)


@on(RequestOpened)
def ask_for_master_data(event: RequestOpened, *, now: datetime) -> None:
    """An account that is to be opened needs master data within a day (data-entry/6.4)."""
    kind = kinds()[event.kind]
    if not kind.master_data:
        return
    request = ServiceRequest.objects.select_related("company", "party", "service_point").get(
        pk=event.request_id
    )
    open_task(
        unit=request.company,
        kind=kind.master_data,
        title=f"{kind.zh} {request.number}",
        detail="\n".join(filter(None, [request.address, request.description])),
        party=request.party,
        service_point=request.service_point,
        source_type=request._meta.label_lower,
        source_id=str(request.pk),
        source_number=request.number,
        received_at=request.opened_at,
        by=SYSTEM,
        now=now,
    )


def _tell(event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime) -> None:
    if event.subject_type != "service.servicerequest":
        return
    request = (
        ServiceRequest.objects.select_related("opened_by", "unit")
        .filter(pk=event.subject_id, is_open=True)
        .first()
    )
    # Where work is to be done, the ladder of the work order tells everybody concerned.
    if request is None or order_kind(request.kind, request.symptom):
        return
    taker: Staff | None = request.opened_by
    if taker is None:
        return
    notify(
        taker,
        code,
        context={
            "number": event.label,
            "what": event.title,
            "due": event.due,
            "clause": event.clause,
        },
        about=request,
        unit=request.unit,
        url=f"/desk/requests/{request.number}/",
        key=f"clock:{event.clock_id}:{step}",
        by=SYSTEM,
        now=now,
    )
