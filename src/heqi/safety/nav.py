"""Safety checks in the menu; the other pages are tabs of their own."""

from django.utils.translation import gettext_lazy as _

from heqi.safety.access import CHECK, VIEW

TABS = [
    {
        "entry": "orders",
        "url": "safety:plans",
        "label": _("Safety checks"),
        "permission": VIEW,
        "order": 2,
    },
    {
        "entry": "orders",
        "url": "safety:mine",
        "label": _("My doors"),
        "permission": CHECK,
        "order": 2,
    },
]
