"""Reactions to work orders, and what a call counts for."""

from datetime import datetime

from django.utils import timezone

from heqi.callbacks.actions import draw_order
from heqi.callbacks.events import CallbackDone
from heqi.callbacks.models import CallbackTask
from heqi.customers.models import Party
from heqi.duties.actions import Proof, fulfil
from heqi.duties.specs import codes, terms
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.people.queries import actor_of
from heqi.workorders.events import OrderClosed
from heqi.workorders.models import WorkOrder


@on(OrderClosed)
def draw_closed_order(event: OrderClosed, *, now: datetime) -> None:
    """A closed order is called about by the policy's ratio; a VIP's always."""
    order = WorkOrder.objects.select_related("request", "company", "unit", "party", "assignee").get(
        pk=event.order_id
    )
    if order.status == "closed":
        draw_order(order, by=SYSTEM, now=now)


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
