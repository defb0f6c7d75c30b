"""Reactions to work orders."""

from datetime import datetime

from heqi.callbacks.actions import draw_order
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
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
