"""The reconciliation in the menu, and how many sheets wait for this checker."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.reconciliation.access import CHECK, VIEW
from heqi.reconciliation.queries import waiting_for

TABS = [
    {
        "entry": "supervision",
        "url": "reconciliation:list",
        "label": _("Three-way reconciliation"),
        "permission": VIEW,
    },
    {
        "entry": "supervision",
        "url": "reconciliation:month",
        "label": _("Reconciliation of the month"),
        "permission": VIEW,
    },
]


def _waiting(actor: Actor, now: datetime) -> tuple[int, str]:
    if not may(actor, CHECK):
        return 0, ""
    number, late = waiting_for(actor, now=now)
    return number, "hot" if late else ""


COUNTS = {"supervision": _waiting}
