"""Who may see, dispatch, do and review work orders."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "workorders.view"

declare(
    {
        VIEW: _("see work orders"),
        "workorders.create": _("create work orders by hand"),
        "workorders.assign": _("choose the crew while taking a request up"),
        "workorders.dispatch": _("dispatch and reassign work orders"),
        "workorders.work": _("accept and carry out work orders"),
        "workorders.suspend": _("put work orders on hold"),
        "workorders.review": _("review finished work"),
        "workorders.close": _("close work orders"),
        "workorders.cancel": _("cancel and merge work orders"),
        "workorders.call_back": _("send closed orders to the callback and archive them"),
    }
)
