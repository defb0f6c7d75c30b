"""The working calendar among the settings."""

from django.utils.translation import gettext_lazy as _

TABS = [
    {
        "entry": "settings",
        "url": "clocks:calendar",
        "label": _("Working calendar"),
        "permission": "people.view",
    },
]
