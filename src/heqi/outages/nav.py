"""Where emergencies and outages stand in the menu, and the band that cannot be missed."""

from django.utils.translation import gettext_lazy as _

from heqi.outages.access import PLAN, STEER, VIEW

TABS = [
    {
        "entry": "orders",
        "url": "outages:emergencies",
        "label": _("Emergencies"),
        "permission": VIEW,
    },
    {"entry": "orders", "url": "outages:list", "label": _("Outages"), "permission": VIEW},
    {"entry": "orders", "url": "outages:today", "label": _("Gas off today"), "permission": VIEW},
    {"entry": "orders", "url": "outages:valves", "label": _("Valves"), "permission": PLAN},
]
BANDS = [{"url": "outages:band", "permission": STEER, "script": "outages/band.js"}]
