"""Who checks entries, and who decides about operating rights."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "quality.view"
CHECK = "quality.check"
LEAD = "quality.lead"
OWN = "quality.own"

declare(
    {
        VIEW: _("see the results of entry checks"),
        CHECK: _("check entries, return them and dismiss what is no error"),
        LEAD: _("draw samples, report results, hold trainings, review operating rights"),
        OWN: _("check one's own entries, correct them and file suggestions"),
    }
)
