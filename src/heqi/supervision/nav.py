"""The supervision network in the menu."""

from datetime import datetime

from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.supervision.access import ANSWER, HANDLE, VIEW
from heqi.supervision.queries.opinions import waiting_for

TABS = [
    {
        "entry": "complaints",
        "url": "supervision:opinions",
        "label": pgettext_lazy("menu", "Supervisors"),
        "permission": VIEW,
        "order": 6,
    }
]


def _open(actor: Actor, now: datetime) -> "int | tuple[int, str]":
    if not (may(actor, HANDLE) or may(actor, ANSWER)):
        return 0
    count, late = waiting_for(actor, now=now)
    return (count, "hot") if late else count


COUNTS = {"complaints": _open}
