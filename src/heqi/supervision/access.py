"""Who keeps the register of supervisors, who handles and who answers what they say."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "supervision.view"
MANAGE = "supervision.manage"
HANDLE = "supervision.handle"
ANSWER = "supervision.answer"

declare(
    {
        VIEW: _("see the supervision network and its opinions"),
        MANAGE: _("appoint and release supervisors, issue their links, hold meetings and ratings"),
        HANDLE: _("record, assign, judge and close opinions of supervisors"),
        ANSWER: _("answer opinions of supervisors and finish items of their meetings"),
    }
)
