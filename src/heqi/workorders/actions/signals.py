"""What others tell of an order: its clocks, the customer's booking, the end of the call."""

from datetime import datetime

from django.db import transaction

from heqi.ledger.actors import Actor
from heqi.workorders.actions.timing import copy_due, record
from heqi.workorders.models import WorkOrder


@transaction.atomic
def flag_order(order: WorkOrder, *, alert: str, now: datetime) -> WorkOrder:
    """Colour the order in the queue: ``soon`` or ``over``; the clocks themselves are the record."""
    copy_due(order, now=now)
    if alert == "over" or order.alert == "":
        WorkOrder.objects.filter(pk=order.pk).update(alert=alert)
        order.alert = alert
    return order


@transaction.atomic
def note_booking(order: WorkOrder, *, booked_for: datetime, now: datetime) -> WorkOrder:
    """The customer's own time, taken up with the request, stands on the order too."""
    WorkOrder.objects.filter(pk=order.pk).update(booked_for=booked_for)
    order.booked_for = booked_for
    copy_due(order, now=now)
    return order


@transaction.atomic
def note_end_of_call(order: WorkOrder, *, ended_at: datetime, by: Actor, now: datetime) -> None:
    """The promise of an emergency runs from the end of the call to the arrival."""
    if order.arrived_at is not None:
        return
    record(order, "call_ended", at=ended_at, by=by, now=now)
    # Placed while the caller was still speaking: in time, so the clock stops as it starts.
    record(order, "ordered", at=ended_at, by=by, now=now)
    copy_due(order, now=now)
