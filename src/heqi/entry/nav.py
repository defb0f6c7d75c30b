"""The entry standard in the menu."""

from django.utils.translation import gettext_lazy as _

TABS = [
    {
        "entry": "policies",
        "url": "entry:standards",
        "label": _("Entry standard"),
        "permission": "policies.view",
    },
]
