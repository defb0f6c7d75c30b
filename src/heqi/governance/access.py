"""Who leads the committee and the plans, who improves, who suggests."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "governance.view"
LEAD = "governance.lead"
IMPROVE = "governance.improve"
SUGGEST = "governance.suggest"

declare(
    {
        VIEW: _("see the committee, service plans, improvements, trainings and suggestions"),
        LEAD: _("lead the committee, issue service plans and answer suggestions"),
        IMPROVE: _("make improvement plans and record trainings and service meetings"),
        SUGGEST: _("suggest improvements"),
    }
)
