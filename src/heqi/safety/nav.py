"""Safety checks in the menu; the other pages are tabs of their own."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.safety.access import CHECK, VIEW
from heqi.safety.queries.checks import waiting

TABS = [
    {
        "entry": "orders",
        "url": "safety:plans",
        "label": _("Safety checks"),
        "permission": VIEW,
        "order": 2,
    },
    {
        "entry": "orders",
        "url": "safety:mine",
        "label": _("My doors"),
        "permission": CHECK,
        "order": 2,
    },
]


def doors_left(actor: Actor, now: datetime) -> int:
    """Doors to call at today."""
    return waiting(actor, now) if may(actor, CHECK) else 0
