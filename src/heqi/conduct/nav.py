"""Rewards and penalties in the menu."""

from django.utils.translation import pgettext_lazy

from heqi.conduct.access import VIEW
from heqi.conduct.queries import waiting_for

TABS = [
    {
        "entry": "supervision",
        "url": "conduct:list",
        "label": pgettext_lazy("menu", "Rewards and penalties"),
        "permission": VIEW,
        "order": 6,
    },
]
COUNTS = {"supervision": waiting_for}
