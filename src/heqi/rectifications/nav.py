"""Rectifications in the menu."""

from django.utils.translation import pgettext_lazy

from heqi.rectifications.access import VIEW

TABS = [
    {
        "entry": "supervision",
        "url": "rectifications:list",
        "label": pgettext_lazy("menu", "Rectifications"),
        "permission": VIEW,
        "order": 5,
    }
]
