"""Finished work takes part in the draw of its day; what must be called is planned at once."""

from datetime import datetime

from django.utils import timezone

from heqi.callbacks.actions import take_up
from heqi.callbacks.events import CallbackDone
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.sources import checks, enquiries, orders
from heqi.customers.models import Party
from heqi.duties.actions import Proof, fulfil
from heqi.duties.specs import codes, terms
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.people.models import Unit
from heqi.people.queries import actor_of
from heqi.safety.events import SafetyCheckRefused
from heqi.service.events import RequestClosed
from heqi.service.models import ServiceRequest
from heqi.workorders.events import OrderClosed
from heqi.workorders.models import WorkOrder


@on(OrderClosed)
def take_up_order(event: OrderClosed, *, now: datetime) -> None:
    """A closed order waits for the draw of its day; a VIP's is called about at once."""
    order = WorkOrder.objects.select_related("company", "party").get(pk=event.order_id)
    if order.status == "closed":
        take_up(orders.SOURCE, orders.work_of(order), order.company, now=now)


@on(RequestClosed)
def take_up_enquiry(event: RequestClosed, *, now: datetime) -> None:
    """An answered enquiry waits for the draw; what 12345 forwards is called about at once."""
    if event.kind in enquiries.KINDS:
        row = ServiceRequest.objects.select_related("company").get(pk=event.request_id)
        take_up(enquiries.SOURCE, enquiries.work_of(row), row.company, now=now)


@on(SafetyCheckRefused)
def take_up_refusal(event: SafetyCheckRefused, *, now: datetime) -> None:
    """Who refuses a safety check is always called."""
    company = Unit.objects.get(pk=event.company_id)
    for work in checks.finished(company, now, now, pk=event.check_id):
        take_up(checks.SOURCE, work, company, now=now)


@on(CallbackDone)
def count_for_duty(event: CallbackDone, *, now: datetime) -> None:
    """A VIP who was reached has had his callback of the month (tiering/6.1(9), 6.2(8))."""
    task = CallbackTask.objects.select_related("caller").get(pk=event.task_id)
    if task.party_id is None:
        return
    at = task.done_at or now
    proof = Proof(
        "callback_record",
        at=at,
        key=f"callback:{task.pk}",
        text=task.opinion_text,
        reference=task.number,
        url=f"/callbacks/{task.pk}/",
    )
    by = actor_of(task.caller, now=now) if task.caller else SYSTEM
    for code in codes():
        held = terms(code, timezone.localdate(at))
        if held is not None and proof.kind in held.evidence:
            subject = Party._meta.label_lower
            fulfil(code, subject, str(task.party_id), proof, by=by, now=now)
