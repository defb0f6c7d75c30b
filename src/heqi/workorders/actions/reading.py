"""Personal data of an order leaving the mask: each time with a log entry."""

from datetime import datetime

from django.db import transaction

from heqi.customers.purposes import Purpose
from heqi.customers.reading import log_reveal
from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.workorders.access import VIEW
from heqi.workorders.models import Priority, WorkOrder


@transaction.atomic
def reveal_phone(order: WorkOrder, *, by: Actor, now: datetime) -> str:
    """The whole phone of the order's contact, for calling; logged as a look-up."""
    require(by, VIEW, order)
    log_reveal(
        order.party_id,
        field="phone",
        purpose=Purpose("work_order", type="workorder", id=str(order.pk)),
        urgent=order.priority == Priority.URGENT,
        by=by,
        now=now,
    )
    return order.contact_phone
