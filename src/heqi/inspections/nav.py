"""Inspections in the menu."""

from datetime import datetime

from django.utils.translation import pgettext_lazy

from heqi.inspections.access import READ, VIEW
from heqi.inspections.queries.lists import waiting_for
from heqi.ledger.actors import Actor

TABS = [
    {
        "entry": "supervision",
        "url": "inspections:calendar",
        "label": pgettext_lazy("menu", "Inspections"),
        "permission": VIEW,
        "order": 3,
    },
    {
        "entry": "supervision",
        "url": "inspections:cases",
        "label": pgettext_lazy("menu", "Model cases"),
        "permission": READ,
        "order": 6,
    },
]


def _waiting(actor: Actor, now: datetime) -> "int | tuple[int, str]":
    if not actor.holds(VIEW):
        return 0
    count, late = waiting_for(actor, now=now)
    return (count, "hot") if late else count


COUNTS = {"supervision": _waiting}
