"""Where customers stand in the menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TABS = [
    {
        "entry": "customers",
        "url": "customers:list",
        "label": _("Customer files"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:points",
        "label": _("Gas accounts"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:meters",
        "label": pgettext_lazy("supply", "Meters"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:compounds",
        "label": _("Compounds"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:tasks",
        "label": _("Tasks of master data"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:steps",
        "label": _("Formalities"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:duplicates",
        "label": _("Duplicates"),
        "permission": "customers.merge",
    },
    {
        "entry": "customers",
        "url": "customers:lookups",
        "label": _("Look-ups"),
        "permission": "customers.view_lookups",
    },
    {
        "entry": "search",
        "url": "customers:search",
        "label": _("Search"),
        "permission": "customers.view",
    },
]
