"""Callbacks in the menu, and how many are to be made."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.callbacks.access import CALL, VIEW
from heqi.callbacks.queries import task_counts
from heqi.ledger.actors import Actor
from heqi.people.access import may

TABS = [
    {
        "entry": "complaints",
        "url": "callbacks:list",
        "label": _("Callbacks"),
        "permission": VIEW,
        "order": 10,
    },
]


def _to_call(actor: Actor, now: datetime) -> "int | tuple[int, str]":
    if not may(actor, CALL):
        return 0
    counts = task_counts(actor, now=now)
    return (counts["open"], "hot") if counts["late"] else counts["open"]


COUNTS = {"complaints": _to_call}
