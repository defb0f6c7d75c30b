"""Who sees cases, who raises and handles them, who decides appeals and settles sums."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "conduct.view"
RAISE = "conduct.raise"
HANDLE = "conduct.handle"
JUDGE = "conduct.judge"
SETTLE = "conduct.settle"

declare(
    {
        VIEW: _("see cases of reward and penalty"),
        RAISE: _("raise cases of reward and penalty"),
        HANDLE: _("hear, investigate and submit cases of reward and penalty"),
        JUDGE: _("decide appeals against penalties and reverse decisions"),
        SETTLE: _("hand proposed rewards and deductions over to payroll"),
    }
)
