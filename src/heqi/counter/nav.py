"""The counter in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.counter.access import CONFIRM, MANAGE, SELL, VIEW
from heqi.counter.queries import pending_reversals
from heqi.ledger.actors import Actor
from heqi.people.access import may

TABS = [
    {"entry": "intake", "url": "counter:till", "label": _("Counter"), "permission": SELL},
    {"entry": "intake", "url": "counter:sales", "label": _("Sales orders"), "permission": VIEW},
    {"entry": "intake", "url": "counter:bills", "label": _("Gas bills"), "permission": VIEW},
    {"entry": "intake", "url": "counter:shifts", "label": _("Tills"), "permission": VIEW},
    {
        "entry": "intake",
        "url": "counter:halls",
        "label": _("Halls and slips"),
        "permission": MANAGE,
    },
]


def _to_confirm(actor: Actor, now: datetime) -> int:
    """Reversals that wait for this second person."""
    return pending_reversals(actor)[:99].count() if may(actor, CONFIRM) else 0


COUNTS = {"intake": _to_confirm}
