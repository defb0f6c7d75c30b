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
    {
        "entry": "policies",
        "url": "conduct:notices",
        "label": pgettext_lazy("menu", "Company-wide notices"),
        "permission": "policies.view",
        "order": 90,
    },
]
COUNTS = {"supervision": waiting_for}
