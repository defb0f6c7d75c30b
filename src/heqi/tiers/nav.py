"""Tiers in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.tiers.access import VIEW
from heqi.tiers.queries.proposals import to_review_count

TABS = [
    {"entry": "customers", "url": "tiers:ledger", "label": _("VIP ledger"), "permission": VIEW},
]


def waiting(actor: Actor, now: datetime) -> int:
    """Proposals that wait for the actor's signature."""
    return to_review_count(actor, now=now) if may(actor, VIEW) else 0


COUNTS = {"customers": waiting}
