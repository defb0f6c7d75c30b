"""Who sees emergencies and outages, who steers them, who plans and announces stops."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "outages.view"
STEER = "outages.steer"
JUDGE = "outages.judge"
PLAN = "outages.plan"
ANNOUNCE = "outages.announce"
RESTORE = "outages.restore"

declare(
    {
        VIEW: _("see emergencies, outages and planned stops"),
        STEER: _("steer emergencies and outages"),
        JUDGE: _("excuse leaders who did not come to an emergency"),
        PLAN: _("plan and postpone stops of supply"),
        ANNOUNCE: _("announce outages to customers"),
        RESTORE: _("begin a stop and restore supply"),
    }
)
