"""Reactions to requests and clocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from heqi.approvals.actions import end_returned
from heqi.approvals.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalReturned,
    ApprovalWithdrawn,
    Outcome,
)
from heqi.approvals.queries import signer_of
from heqi.authority.events import AuthorityFell, AuthorityGranted
from heqi.authority.models import Use
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.customers.models import Party
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify, notify_post
from heqi.readings.actions import note_order
from heqi.readings.events import CheckOrdered
from heqi.readings.models import MeterCheck
from heqi.readings.queries import users_of
from heqi.service.actions import close_request, pass_on_request, reopen_request, solve_request
from heqi.service.events import (
    ContactEnded,
    RequestBooked,
    RequestCancelled,
    RequestKindChanged,
    RequestMerged,
    RequestOpened,
    RequestReminded,
)
from heqi.service.kinds import order_kind
from heqi.service.models import Contact, ServiceRequest
from heqi.workorders.actions import cancel_order, create_order, merge_order
from heqi.workorders.actions.holding import APPROVAL, grant_hold, refuse_hold
from heqi.workorders.actions.reminding import take_reminder
from heqi.workorders.actions.signals import flag_order, note_booking, note_end_of_call
from heqi.workorders.actions.timing import copy_due, drop_asked_hold
from heqi.workorders.actions.waiving import apply_waiver, restore_fees
from heqi.workorders.events import OrderClosed, OrderReworked
from heqi.workorders.kinds import kind_words, ladder
from heqi.workorders.models import Suspension, WorkOrder
from heqi.workorders.posts import staffed
from heqi.workorders.states import FLOW


@on(RequestOpened)
def create_order_for_request(event: RequestOpened, *, now: datetime) -> None:
    """A request that needs work gets its order at once (data-entry/6.1)."""
    request = _request(event.request_id)
    if not request.is_open or not order_kind(request.kind, request.symptom):
        return
    if WorkOrder.objects.filter(request=request).exists():
        return
    order = create_order(request=request, by=SYSTEM, now=now)
    pass_on_request(request, unit=order.unit, by=SYSTEM, now=now)
    order.request = request
    copy_due(order, now=now)


@on(CheckOrdered)
def create_order_for_meter(event: CheckOrdered, *, now: datetime) -> None:
    """A meter is to be checked on site (data-entry/7.4): its order, whose number goes back."""
    check = MeterCheck.objects.select_related("unit", "service_point__premises").get(
        pk=event.check_id
    )
    if check.order_number:
        return
    user = Party.objects.filter(pk__in=users_of([event.service_point_id])).first()
    phone = user.phones.order_by("-is_primary", "id").first() if user else None
    order = create_order(
        kind="meter_check",
        unit=check.unit,
        party=user,
        service_point=check.service_point,
        contact_phone=phone.number if phone else "",
        description=event.reason,
        by=SYSTEM,
        now=now,
    )
    note_order(check, number=order.number, by=SYSTEM, now=now)


@on(RequestKindChanged)
def follow_kind(event: RequestKindChanged, *, now: datetime) -> None:
    """The request is of another kind: its orders are given up, one of the right kind is made."""
    request = _request(event.request_id)
    for order in _open_orders(request.pk):
        if FLOW.target(order.status, "cancel"):
            cancel_order(order, reason=f"{event.before} → {event.after}", by=SYSTEM, now=now)
    if request.is_open and order_kind(request.kind, request.symptom):
        create_order(request=request, by=SYSTEM, now=now)


@on(RequestBooked)
def follow_booking(event: RequestBooked, *, now: datetime) -> None:
    """The customer's own time stands on the order too."""
    for order in _open_orders(event.request_id):
        note_booking(order, booked_for=datetime.fromisoformat(event.booked_for), now=now)


@on(RequestCancelled)
def follow_cancellation(event: RequestCancelled, *, now: datetime) -> None:
    """What nobody wants any more is not done; what was begun on site goes on."""
    for order in _open_orders(event.request_id):
        if FLOW.target(order.status, "cancel"):
            cancel_order(order, reason=event.reason, by=SYSTEM, now=now)


@on(RequestMerged)
def follow_merger(event: RequestMerged, *, now: datetime) -> None:
    """Orders of a merged request go on within those of the other one."""
    into = WorkOrder.objects.filter(request_id=event.into_id, is_open=True).first()
    for order in _open_orders(event.request_id):
        if into is not None and FLOW.target(order.status, "merge"):
            merge_order(order, into=into, by=SYSTEM, now=now)


@on(RequestReminded)
def remind_orders(event: RequestReminded, *, now: datetime) -> None:
    """Whoever asks after a request asks after its orders."""
    for order in _open_orders(event.request_id):
        take_reminder(
            order,
            count=event.count,
            note=event.note,
            by_name=event.by_name,
            by=replace(SYSTEM, name=event.by_name),
            now=now,
        )


@on(ContactEnded)
def stamp_end_of_call(event: ContactEnded, *, now: datetime) -> None:
    """The promise of an emergency runs from the end of the call to the arrival."""
    ended_at = datetime.fromisoformat(event.ended_at)
    contact = Contact.objects.get(pk=event.contact_id)
    orders = WorkOrder.objects.filter(request__contact=contact, is_open=True)
    for order in orders.select_related("request", "unit"):
        note_end_of_call(order, ended_at=ended_at, by=SYSTEM, now=now)


@on(OrderClosed)
def close_request_of_order(event: OrderClosed, *, now: datetime) -> None:
    """With its last order a request is solved and closed."""
    if event.request_id is None:
        return
    request = _request(event.request_id)
    if (
        _open_orders(request.pk)
        or WorkOrder.objects.filter(request=request, status="done").exists()
    ):
        return
    if request.is_open:
        solve_request(request, by=SYSTEM, now=now)
    if request.status == "solved":
        close_request(request, by=SYSTEM, now=now)


@on(OrderReworked)
def reopen_request_of_order(event: OrderReworked, *, now: datetime) -> None:
    """Work done again means a request not solved after all."""
    order = WorkOrder.objects.select_related("request", "request__unit").get(pk=event.order_id)
    request = order.request
    if request is not None and request.status in ("solved", "closed"):
        reopen_request(request, reason=event.reason, by=SYSTEM, now=now)
        copy_due(order, now=now)


@on(ApprovalGranted)
def begin_hold(event: ApprovalGranted, *, now: datetime) -> None:
    """The hold was approved: the clocks stand still."""
    hold = _hold_of(event)
    if hold is not None:
        grant_hold(hold, by=signer_of(event), now=now)


@on(ApprovalRefused, ApprovalReturned)
def refuse_asked_hold(event: ApprovalRefused | ApprovalReturned, *, now: datetime) -> None:
    """Refused, or sent back with a hint: the crew reads why and asks anew from the order."""
    hold = _hold_of(event)
    if hold is not None:
        refuse_hold(hold, reason=event.reason, by=signer_of(event), now=now)
        end_returned(event, now=now)


@on(ApprovalWithdrawn)
def drop_withdrawn_hold(event: ApprovalWithdrawn, *, now: datetime) -> None:
    """Who asked for the hold took it back."""
    hold = _hold_of(event)
    if hold is not None:
        drop_asked_hold(hold.order, by=SYSTEM, now=now)


def _hold_of(event: Outcome) -> Suspension | None:
    if event.kind != APPROVAL:
        return None
    return (
        Suspension.objects.filter(pk=int(event.subject_id))
        .select_related("decision", "order__request", "order__unit__parent", "order__company")
        .first()
    )


@on(ClockNearing)
def warn(event: ClockNearing, *, now: datetime) -> None:
    """A promise draws near: amber in the queue, and a word to those the ladder names."""
    for order in _concerned(event):
        flag_order(order, alert="soon", now=now)
        _climb(order, event, "warning", event.alert, now=now)


@on(ClockBreached)
def escalate(event: ClockBreached, *, now: datetime) -> None:
    """A promise is broken: red in the queue, and a word to those the ladder names."""
    for order in _concerned(event):
        flag_order(order, alert="over", now=now)
        _climb(order, event, "breach", 0, now=now)


def _request(pk: int) -> ServiceRequest:
    return ServiceRequest.objects.select_related(
        "unit", "company", "party", "service_point__premises", "decision", "contact"
    ).get(pk=pk)


def _open_orders(request_id: int) -> list[WorkOrder]:
    return list(
        WorkOrder.objects.filter(request_id=request_id, is_open=True).select_related(
            "request", "unit", "company", "assignee"
        )
    )


def _concerned(event: ClockNearing | ClockBreached) -> Iterator[WorkOrder]:
    if event.subject_type == "service.servicerequest":
        yield from _open_orders(event.subject_id)
    elif event.subject_type == "workorders.workorder":
        yield from WorkOrder.objects.filter(pk=event.subject_id).select_related(
            "request", "unit__parent", "company", "assignee"
        )


def _climb(
    order: WorkOrder,
    event: ClockNearing | ClockBreached,
    at: str,
    alert: int,
    *,
    now: datetime,
) -> None:
    told = {
        "number": order.number,
        "kind": kind_words(order.kind),
        "address": order.address,
        "what": event.title,
        "due": event.due,
        "clause": event.clause,
    }
    code = "workorders.breached" if at == "breach" else "workorders.nearing"
    key = f"clock:{event.clock_id}:{order.pk}:{at}{alert}"
    url = f"/orders/{order.number}/"
    posts: list[str] = []
    for rung in ladder():
        if rung["at"] != at or (at == "warning" and rung["alert"] != alert):
            continue
        for who in rung["tell"]:
            if who == "assignee":
                if order.assignee is not None:
                    notify(
                        order.assignee,
                        code,
                        context=told,
                        about=order,
                        url=url,
                        key=key,
                        by=SYSTEM,
                        now=now,
                    )
            elif who == "attend":
                posts.extend(order.attend)
            else:
                posts.append(who)
    for post in staffed(order, posts):
        notify_post(
            post, order.unit, code, context=told, about=order, url=url, key=key, by=SYSTEM, now=now
        )


@on(AuthorityFell)
def charge_what_was_waived(event: AuthorityFell, *, now: datetime) -> None:
    """A waiver was refused or withdrawn: the fee of the order is payable again."""
    use = Use.objects.select_related("used_by").get(pk=event.use_id)
    restore_fees(use, reason=event.reason, by=SYSTEM, now=now)


@on(AuthorityGranted)
def waive_what_was_signed(event: AuthorityGranted, *, now: datetime) -> None:
    """A waiver was signed by all: the fees of the order that it names follow."""
    use = Use.objects.select_related("used_by").get(pk=event.use_id)
    apply_waiver(use, by=SYSTEM, now=now)
