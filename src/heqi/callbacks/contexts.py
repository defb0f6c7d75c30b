"""Why a customer is looked at: a callback that somebody is to make (data-entry/9.3)."""

from datetime import datetime

from heqi.callbacks.access import CALL
from heqi.callbacks.models import CallbackTask
from heqi.customers.models import Party
from heqi.customers.purposes import register_context
from heqi.ledger.actors import Actor
from heqi.people.access import may


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """A callback that is still open explains why its caller opens the customer."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    rows = CallbackTask.objects.visible_to(actor).filter(pk=int(pk), party=party, is_open=True)
    task = rows.select_related("unit").first()
    return task is not None and may(actor, CALL, task)


def register() -> None:
    """Make it known; called when the app is ready."""
    register_context("callback", reason="callback", check=vouch)
