"""Looking at what is personal."""

from datetime import datetime

from django.db import transaction

from heqi.callbacks.access import VIEW
from heqi.callbacks.models import CallbackTask
from heqi.customers.purposes import Purpose
from heqi.customers.reading import log_reveal
from heqi.ledger.actors import Actor
from heqi.people.access import require


@transaction.atomic
def reveal_phone(task: CallbackTask, *, by: Actor, now: datetime) -> str:
    """The whole number to call; logged as a look-up."""
    require(by, VIEW, task)
    log_reveal(
        task.party_id,
        field="phone",
        purpose=Purpose("callback", type="callback", id=str(task.pk)),
        by=by,
        now=now,
    )
    return task.contact_phone
