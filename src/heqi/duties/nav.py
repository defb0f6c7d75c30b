"""Duties in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.duties.access import DO
from heqi.duties.queries import due_counts
from heqi.ledger.actors import Actor

TABS = [
    {
        "entry": "supervision",
        "url": "duties:mine",
        "label": _("Recurring duties"),
        "permission": DO,
        "order": 5,
    },
]


def _due(actor: Actor, now: datetime) -> "int | tuple[int, str]":
    count, late = due_counts(actor, now=now)
    return (count, "hot") if late else count


COUNTS = {"supervision": _due}
