"""Where imports stand in the menu."""

from django.utils.translation import gettext_lazy as _

from heqi.imports.access import VIEW

TABS = [
    {"entry": "customers", "url": "imports:list", "label": _("Imports"), "permission": VIEW},
]
