"""After the payment: the card is written, the goods are handed over."""

from datetime import datetime

from django.db import transaction

from heqi.counter.access import SELL
from heqi.counter.models import CardSale, SalesOrder
from heqi.counter.states import ORDER_FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.states import move
from heqi.people.access import require


@transaction.atomic
def hand_over(order: SalesOrder, *, by: Actor, now: datetime) -> SalesOrder:
    """The customer has what was paid for; gas stands on the card."""
    require(by, SELL, order)
    move(order, ORDER_FLOW, "hand_over", code="counter.hand_over", by=by, now=now, done_at=now)
    CardSale.objects.filter(order=order).update(written_at=now)
    return order
