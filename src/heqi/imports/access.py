"""Who prepares an import, who confirms it."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "imports.view"
PREPARE = "imports.prepare"
CONFIRM = "imports.confirm"

declare(
    {
        VIEW: _("see imports and their reports"),
        PREPARE: _("upload files for import and check them"),
        CONFIRM: _("confirm and undo imports"),
    }
)
