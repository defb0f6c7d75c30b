"""Governance in the menu."""

from django.utils.translation import pgettext_lazy

from heqi.governance.access import SUGGEST, VIEW

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
