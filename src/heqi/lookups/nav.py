"""Where the review stands in the menu, and how many cases wait."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.customers.access import VIEW as CUSTOMERS
from heqi.ledger.actors import Actor
from heqi.lookups.access import REVIEW
from heqi.lookups.models import Case
from heqi.people.access import may

TABS = [
    {
        "entry": "customers",
        "url": "lookups:mine",
        "label": _("My look-ups"),
        "permission": CUSTOMERS,
    },
    {
        "entry": "supervision",
        "url": "lookups:cases",
        "label": _("Look-up review"),
        "permission": REVIEW,
    },
]


def waiting(actor: Actor, now: datetime) -> int:
    """Cases that wait for a reviewer's word, counted to a hundred."""
    if not may(actor, REVIEW):
        return 0
    rows = Case.objects.visible_to(actor).filter(is_open=True, status__in=["answered", "appealed"])
    return len(rows.order_by().values_list("pk", flat=True)[:100])


COUNTS = {"supervision": waiting}
