"""Where installation projects stand in the menu."""

from django.utils.translation import gettext_lazy as _

from heqi.projects.access import BUILD, VIEW

TABS = [
    {
        "entry": "orders",
        "url": "projects:list",
        "label": _("Installation projects"),
        "permission": VIEW,
        "order": 1,
    },
    {
        "entry": "orders",
        "url": "projects:mine",
        "label": _("My projects"),
        "permission": BUILD,
        "order": 1,
    },
]
