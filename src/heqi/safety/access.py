"""Who plans and makes safety checks, and who follows up what they find."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "safety.view"
PLAN = "safety.plan"
CHECK = "safety.check"
FOLLOW = "safety.follow"
ORGANISE = "safety.organise"
LEAD = "safety.lead"

declare(
    {
        VIEW: _("see safety checks and hazards"),
        PLAN: _("plan safety checks and assign inspectors"),
        CHECK: _("make safety checks"),
        FOLLOW: _("follow up hazards and refusals"),
        ORGANISE: _("organise checks of VIP persons, initiate full checks"),
        LEAD: _("lead full checks of VIP organisations"),
    }
)
