"""Looking at what is personal."""

from datetime import datetime

from django.db import transaction

from heqi.callbacks.access import VIEW
from heqi.callbacks.models import CallbackTask
from heqi.customers.access import UNMASK
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.customers.purposes import Purpose
from heqi.ledger.actors import Actor
from heqi.people.access import require


@transaction.atomic
def reveal_phone(task: CallbackTask, *, by: Actor, now: datetime) -> str:
    """The whole number to call; logged as a look-up."""
    require(by, VIEW, task)
    require(by, UNMASK)
    log_lookup(
        LookupAction.UNMASK,
        by=by,
        now=now,
        subjects=[task.party_id] if task.party_id else [],
        count=1,
        masked=False,
        field="phone",
        purpose=Purpose("callback", type="callback", id=str(task.pk)),
    )
    return task.contact_phone
