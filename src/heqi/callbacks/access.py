"""Who may call customers back."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "callbacks.view"

declare(
    {
        VIEW: _("see callbacks"),
        "callbacks.call": _("call customers back and record the result"),
        "callbacks.plan": _("plan callbacks by hand"),
    }
)
