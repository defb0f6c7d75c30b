"""Who may call customers back."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "callbacks.view"
CALL = "callbacks.call"
PLAN = "callbacks.plan"
ROUTE = "callbacks.route"
SOLVE = "callbacks.solve"
REVIEW = "callbacks.review"
NATIONAL = "callbacks.national"

declare(
    {
        VIEW: _("see callbacks"),
        CALL: _("call customers back and record the result"),
        PLAN: _("plan callbacks by hand"),
        ROUTE: _("route customers' opinions to departments"),
        SOLVE: _("answer and solve customers' opinions"),
        REVIEW: _("review the quality of callbacks"),
        NATIONAL: _("take in the national centre's callbacks and hand back what was done"),
    }
)
