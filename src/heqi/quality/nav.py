"""The quality of entries in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.quality.access import OWN, VIEW
from heqi.quality.queries.errors import own_open

TABS = [
    {
        "entry": "supervision",
        "url": "quality:board",
        "label": _("Entry quality"),
        "permission": VIEW,
    },
    {"entry": "supervision", "url": "quality:mine", "label": _("My entries"), "permission": OWN},
]


def _returned(actor: Actor, now: datetime) -> "int | tuple[int, str]":
    count, late = own_open(actor, now=now)
    return (count, "hot") if late else count


COUNTS = {"supervision": _returned}
