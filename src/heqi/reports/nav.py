"""Reports and checks by sample in the menu."""

from django.utils.translation import gettext_lazy as _

from heqi.reports.access import VIEW

TABS = [
    {
        "entry": "supervision",
        "url": "reports:tiers",
        "label": _("Tier reports"),
        "permission": VIEW,
        "order": 10,
    },
    {
        "entry": "supervision",
        "url": "reports:checks",
        "label": _("Checks of tiering"),
        "permission": VIEW,
        "order": 11,
    },
]
