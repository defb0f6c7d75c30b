"""Who may take up, see and steer requests."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "service.view"

declare(
    {
        VIEW: _("see customers' requests"),
        "service.answer": _("answer calls and log contacts"),
        "service.open": _("take up requests"),
        "service.book": _("note the time a customer asks for"),
        "service.remind": _("remind of requests and orders"),
        "service.change_kind": _("change the kind of a request"),
        "service.pass_on": _("pass requests on to a unit"),
        "service.solve": _("mark requests as solved"),
        "service.close": _("close requests"),
        "service.reopen": _("reopen requests"),
        "service.cancel": _("cancel requests"),
        "service.merge": _("merge requests"),
    }
)
