"""Complaints in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.complaints.access import TAKE, VIEW
from heqi.complaints.queries.lists import waiting_count
from heqi.ledger.actors import Actor
from heqi.people.access import may

TABS = [
    {"entry": "complaints", "url": "complaints:list", "label": _("Complaints"), "permission": TAKE},
]


def _open(actor: Actor, now: datetime) -> "int | tuple[int, str]":
    if not may(actor, VIEW):
        return 0
    count, late = waiting_count(actor, now=now)
    return (count, "hot") if late else count


COUNTS = {"complaints": _open}
