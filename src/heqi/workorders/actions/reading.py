"""Personal data of an order leaving the mask: each time with a log entry."""

from datetime import datetime

from django.db import transaction

from heqi.customers.access import UNMASK
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.customers.purposes import Purpose
from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.workorders.access import VIEW
from heqi.workorders.models import WorkOrder


@transaction.atomic
def reveal_phone(order: WorkOrder, *, by: Actor, now: datetime) -> str:
    """The whole phone of the order's contact, for calling; logged as a look-up."""
    require(by, VIEW, order)
    require(by, UNMASK)
    log_lookup(
        LookupAction.UNMASK,
        by=by,
        now=now,
        subjects=[order.party_id] if order.party_id else [],
        count=1,
        masked=False,
        field="phone",
        purpose=Purpose("work_order", type="workorder", id=str(order.pk)),
    )
    return order.contact_phone
