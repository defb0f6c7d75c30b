"""The inbox behind the bell, and the outbox among the settings."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.notices.queries import unread_count


def _unread(actor: Actor, now: datetime) -> int:
    return unread_count(actor)


TABS = [
    {"entry": "bell", "url": "notices:inbox", "label": _("Messages")},
    {
        "entry": "customers",
        "url": "notices:campaigns",
        "label": _("Bulk messages"),
        "permission": "notices.campaigns",
        "order": 6,
    },
    {
        "entry": "settings",
        "url": "notices:outbox",
        "label": _("Sent messages"),
        "permission": "notices.view",
    },
    {
        "entry": "settings",
        "url": "notices:quiet_hours",
        "label": _("Quiet hours"),
        "permission": "notices.manage",
    },
]
COUNTS = {"bell": _unread}
