"""Meter reading in the menu."""

from django.utils.translation import gettext_lazy as _

from heqi.readings.access import FEED, TAKE, VIEW

TABS = [
    {
        "entry": "customers",
        "url": "readings:readings",
        "label": _("Meter readings"),
        "permission": VIEW,
    },
    {
        "entry": "customers",
        "url": "readings:checks",
        "label": _("Meters to check"),
        "permission": VIEW,
    },
    {
        "entry": "customers",
        "url": "readings:feed",
        "label": _("Meter data"),
        "permission": FEED,
    },
    {
        "entry": "customers",
        "url": "readings:routes",
        "label": _("Reading routes"),
        "permission": VIEW,
    },
    {
        "entry": "customers",
        "url": "readings:my_rounds",
        "label": _("My rounds"),
        "permission": TAKE,
    },
]
