"""The policy pages in the menu."""

from django.utils.translation import gettext_lazy as _

TABS = [
    {
        "entry": "policies",
        "url": "policies:compendium",
        "label": _("Policy compendium"),
        "permission": "policies.view",
    },
    {
        "entry": "policies",
        "url": "policies:measures",
        "label": _("How the clauses are kept"),
        "permission": "policies.view",
    },
    {
        "entry": "policies",
        "url": "policies:queries",
        "label": _("Policy queries"),
        "permission": "policies.view",
    },
    {
        "entry": "policies",
        "url": "policies:imports",
        "label": _("Imports"),
        "permission": "policies.import",
    },
]
