"""Home and the desk in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.service.queries import ringing

TABS = [
    {"entry": "home", "url": "home", "label": _("Home")},
    {
        "entry": "intake",
        "url": "desk:desk",
        "label": _("Agent desk"),
        "permission": "service.answer",
    },
    {
        "entry": "intake",
        "url": "desk:requests",
        "label": pgettext_lazy("of customers", "Requests"),
        "permission": "service.view",
    },
    {
        "entry": "intake",
        "url": "desk:calls",
        "label": _("Call log"),
        "permission": "service.answer",
    },
    {
        "entry": "intake",
        "url": "desk:new_call",
        "label": _("Simulated call"),
        "permission": "service.answer",
    },
]
MOST = 99


def _ringing(actor: Actor, now: datetime) -> tuple[int, str]:
    """Calls that wait, for whoever may answer them."""
    if not may(actor, "service.answer"):
        return 0, ""
    return ringing(actor).order_by()[:MOST].count(), "hot"


COUNTS = {"intake": _ringing}
