"""Who reads the reports, and who checks by sample."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "reports.view"
CHECK = "reports.check"

declare(
    {
        VIEW: _("read the monthly reports and the checks by sample"),
        CHECK: _("draw checks by sample and propose points"),
    }
)
