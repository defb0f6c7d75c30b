"""Reactions to requests, orders, clocks and approvals."""

from dataclasses import replace
from datetime import datetime

from heqi.approvals.actions import end_returned
from heqi.approvals.events import NOT_GRANTED, ApprovalGranted, NotGranted, Outcome
from heqi.approvals.queries import signer_of
from heqi.clocks.events import ClockBreached
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.ledger.states import move
from heqi.notices.actions import notify_post
from heqi.outages.actions import (
    cancel_emergency,
    grant_stop,
    note_attendance,
    open_emergency,
    send_back_stop,
    suspect_outage,
)
from heqi.outages.actions.emergencies import end_if_over
from heqi.outages.actions.planning import APPROVAL
from heqi.outages.actions.summoning import warn_of_late_leader
from heqi.outages.actions.timing import record
from heqi.outages.kinds import is_emergency
from heqi.outages.models import Emergency, Outage, Summons
from heqi.outages.states import EMERGENCY_FLOW, WAITED_FOR
from heqi.people.models import Staff
from heqi.service.events import RequestOpened
from heqi.service.models import ServiceRequest
from heqi.workorders.events import (
    OrderArrived,
    OrderAttended,
    OrderCancelled,
    OrderClosed,
    OrderCreated,
    OrderFinished,
    OrderMerged,
)
from heqi.workorders.models import WorkOrder


@on(OrderCreated)
def open_chain(event: OrderCreated, *, now: datetime) -> None:
    """An order of an emergency gets its chain at once."""
    if is_emergency(event.kind):
        order = WorkOrder.objects.select_related(
            "request", "company", "unit", "party", "service_point__premises__compound"
        ).get(pk=event.order_id)
        open_emergency(order, by=SYSTEM, now=now)


@on(RequestOpened)
def look_for_outage(event: RequestOpened, *, now: datetime) -> None:
    """Two callers of one compound without gas are the sign of an outage."""
    request = ServiceRequest.objects.select_related(
        "company", "unit", "contact", "service_point__premises__compound"
    ).get(pk=event.request_id)
    suspect_outage(request, by=SYSTEM, now=now)


@on(OrderArrived)
def arrive_at_outage(event: OrderArrived, *, now: datetime) -> None:
    """Somebody is on site of a possible outage."""
    order = WorkOrder.objects.get(pk=event.order_id)
    if order.request_id is None:
        return
    for outage in Outage.objects.filter(status="suspected", calls__request=order.request_id):
        at = datetime.fromisoformat(event.arrived_at)
        record(outage, "arrived", at=at, by=SYSTEM, now=now)


@on(OrderAttended)
def follow_attendance(event: OrderAttended, *, now: datetime) -> None:
    """A leader pressed “arrived” on the order's own page."""
    rows = Summons.objects.filter(
        emergency__order=event.order_id, post=event.post, status__in=WAITED_FOR
    ).select_related("emergency__order", "company")
    staff = Staff.objects.get(pk=event.staff_id)
    at = datetime.fromisoformat(event.arrived_at)
    for summons in rows:
        by = replace(SYSTEM, name=staff.name)
        note_attendance(summons, staff=staff, by=by, now=at)


@on(OrderFinished)
def follow_finish(event: OrderFinished, *, now: datetime) -> None:
    """Finished work is safe; with supply back nothing is left to steer."""
    emergency = _emergency(event.order_id)
    if emergency is None:
        return
    if emergency.stage == "running":
        move(
            emergency, EMERGENCY_FLOW, "make_safe", field="stage", code="outages.make_safe",
            by=SYSTEM, now=now, made_safe_at=now,
        )  # fmt: skip
    end_if_over(emergency, now=now)


@on(OrderClosed)
def follow_close(event: OrderClosed, *, now: datetime) -> None:
    """An order closed without a visit leaves no emergency behind."""
    emergency = _emergency(event.order_id)
    if emergency is not None and emergency.stage == "running":
        cancel_emergency(emergency, reason=event.number, by=SYSTEM, now=now)
    elif emergency is not None:
        end_if_over(emergency, now=now)


@on(OrderCancelled)
def follow_cancellation(event: OrderCancelled, *, now: datetime) -> None:
    """The order was given up."""
    emergency = _emergency(event.order_id)
    if emergency is not None and emergency.is_running:
        cancel_emergency(emergency, reason=event.reason, by=SYSTEM, now=now)


@on(OrderMerged)
def follow_merger(event: OrderMerged, *, now: datetime) -> None:
    """The order goes on within another one."""
    emergency = _emergency(event.order_id)
    if emergency is not None and emergency.is_running:
        into = WorkOrder.objects.get(pk=event.into_id)
        cancel_emergency(emergency, reason=into.number, by=SYSTEM, now=now)


@on(ApprovalGranted)
def approve_stop(event: ApprovalGranted, *, now: datetime) -> None:
    """The plan of a stop is signed."""
    outage = _outage_of(event)
    if outage is not None:
        grant_stop(outage, by=signer_of(event), now=now)


@on(*NOT_GRANTED)
def send_back_planned_stop(event: NotGranted, *, now: datetime) -> None:
    """Refused, sent back or taken back: a draft again, submitted anew from its page."""
    outage = _outage_of(event)
    if outage is not None:
        send_back_stop(outage, reason=event.reason, by=signer_of(event), now=now)
        end_returned(event, now=now)


@on(ClockBreached)
def tell_of_breach(event: ClockBreached, *, now: datetime) -> None:
    """A leader is late, or an outage lasts longer than promised."""
    if event.subject_type == "outages.summons":
        summons = Summons.objects.select_related("emergency__order", "company", "post").get(
            pk=event.subject_id
        )
        warn_of_late_leader(summons, what=event.title, clause=event.clause, now=now)
    elif event.subject_type == "outages.outage":
        outage = Outage.objects.select_related("company").get(pk=event.subject_id)
        context = {
            "number": outage.number,
            "what": event.title,
            "due": event.due,
            "clause": event.clause,
        }
        for post in ("dispatcher", "head_pipeline"):
            notify_post(
                post, outage.company, "outages.late", context=context, about=outage,
                url=f"/outages/{outage.number}/", key=f"outage-late:{event.clock_id}",
                by=SYSTEM, now=now,
            )  # fmt: skip


def _emergency(order_id: int) -> Emergency | None:
    return (
        Emergency.objects.filter(order=order_id)
        .select_related("order__company", "order__unit", "company", "unit")
        .first()
    )


def _outage_of(event: Outcome) -> Outage | None:
    if event.kind != APPROVAL:
        return None
    return (
        Outage.objects.filter(pk=int(event.subject_id), status="submitted")
        .select_related("company", "unit")
        .first()
    )
