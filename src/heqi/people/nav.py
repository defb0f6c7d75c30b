"""The organisation among the settings."""

from django.utils.translation import gettext_lazy as _

TABS = [
    {
        "entry": "settings",
        "url": "people:organisation",
        "label": _("Organisation and staff"),
        "permission": "people.view",
    },
    {"entry": "settings", "url": "people:stand_ins", "label": _("Stand-ins")},
    {
        "entry": "settings",
        "url": "people:roster",
        "label": _("Rosters"),
        "permission": "people.view",
    },
    {
        "entry": "settings",
        "url": "people:roles",
        "label": _("Roles and rights"),
        "permission": "people.view",
    },
]
