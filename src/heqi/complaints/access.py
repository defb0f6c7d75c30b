"""Who takes up, sees, handles, investigates and closes complaints."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "complaints.view"
TAKE = "complaints.take"
GRADE = "complaints.grade"
ASSIGN = "complaints.assign"
HANDLE = "complaints.handle"
INVESTIGATE = "complaints.investigate"
REPLY = "complaints.reply"
CALL_BACK = "complaints.call_back"
CLOSE = "complaints.close"
LEAD = "complaints.lead"
NATIONAL = "complaints.national"

declare(
    {
        VIEW: _("see complaints"),
        TAKE: _("take up complaints"),
        GRADE: _("confirm and raise levels, record verdicts, change the type of a complaint"),
        ASSIGN: _("assign complaints and investigations"),
        HANDLE: _("respond to complaints, offer solutions"),
        INVESTIGATE: _("investigate complaints"),
        REPLY: _("reply to complaints"),
        CALL_BACK: _("call complainants back"),
        CLOSE: _("close and reopen complaints"),
        LEAD: _("decide about extensions, ends of service and appeals; lead the level-one plan"),
        NATIONAL: _("exchange cases with the national centre"),
    }
)
