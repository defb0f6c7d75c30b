"""Where customers stand in the menu."""

from django.utils.translation import gettext_lazy as _

TABS = [
    {
        "entry": "customers",
        "url": "customers:list",
        "label": _("Customer files"),
        "permission": "customers.view",
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
