"""Who uses authority, who sees to what follows, who checks and judges it."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

READ = "authority.read"
VIEW = "authority.view"
USE = "authority.use"
SETTLE = "authority.settle"
SHEETS = "authority.sheets"
CHECK = "authority.check"
JUDGE = "authority.judge"

declare(
    {
        READ: _("see the delegation matrix and one's own uses of authority"),
        VIEW: _("see the ledger of delegated authority"),
        USE: _("use delegated authority"),
        SETTLE: _("see to the formalities of a use of authority"),
        SHEETS: _("acknowledge and answer contact and priority sheets"),
        CHECK: _("draw and record random checks of the use of authority"),
        JUDGE: _("judge signs of misuse of authority"),
    }
)
