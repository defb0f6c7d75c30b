"""Who issues notices of rectification, who answers them, who checks again."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "rectifications.view"
ISSUE = "rectifications.issue"
ANSWER = "rectifications.answer"
RECHECK = "rectifications.recheck"

declare(
    {
        VIEW: _("see notices of rectification"),
        ISSUE: _("issue and withdraw notices of rectification"),
        ANSWER: _("acknowledge notices of rectification, hand in plans and reports"),
        RECHECK: _("check rectifications again and archive them"),
    }
)
