"""Who explains a difference, and who checks: never whoever took the money."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "reconciliation.view"
EXPLAIN = "reconciliation.explain"
CHECK = "reconciliation.check"

declare(
    {
        VIEW: _("see the three-way reconciliation"),
        EXPLAIN: _("explain a difference of the reconciliation"),
        CHECK: _("check and approve the reconciliation of others"),
    }
)
