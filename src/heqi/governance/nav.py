"""Governance in the menu."""

from datetime import datetime

from django.utils.translation import pgettext_lazy

from heqi.governance.access import SUGGEST, VIEW
from heqi.governance.queries import late_count
from heqi.ledger.actors import Actor

TABS = [
    {
        "entry": "supervision",
        "url": "governance:list",
        "args": ["matters"],
        "label": pgettext_lazy("menu", "Service governance"),
        "permission": VIEW,
        "order": 6,
    },
    {
        "entry": "supervision",
        "url": "governance:list",
        "args": ["ideas"],
        "label": pgettext_lazy("menu", "Suggestions"),
        "permission": SUGGEST,
        "order": 7,
    },
]


def _late(actor: Actor, now: datetime) -> "int | tuple[int, str]":
    number = late_count(actor, now=now)
    return (number, "hot") if number else 0


COUNTS = {"supervision": _late}
