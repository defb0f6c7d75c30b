"""Who may review look-ups, and who may decide a single case."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import Refused, declare, may, refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of

REVIEW = "lookups.review"
MANAGE = "lookups.manage"
GLASS = "lookups.glass"

declare(
    {
        REVIEW: gettext_lazy("review look-ups of customers"),
        MANAGE: gettext_lazy("keep bait customers and lift pauses"),
        GLASS: gettext_lazy("open a customer in an emergency"),
    }
)


def require_reviewer(by: Actor, viewer: Staff, unit: Unit) -> None:
    """Raise ``Refused`` for the viewer himself and for anybody in his line.

    His line is his department: who leads it or works in it answers for the same results.
    """
    require(by, REVIEW, unit)
    if by.kind != "staff":
        raise refuse(_("Misuse is decided by people."))
    if by.id == viewer.pk:
        raise refuse(_("Nobody reviews his own look-ups."))
    own = department_of(viewer.unit)
    if own.kind in ("department", "team") and by.unit_id is not None:
        reviewer = Unit.objects.select_related("parent").get(pk=by.unit_id)
        if department_of(reviewer).pk == own.pk:
            raise refuse(_("Somebody of the same department cannot review this."))


def may_review(by: Actor, viewer: Staff, unit: Unit) -> bool:
    """Whether the actor is a reviewer outside the viewer's line; for buttons."""
    if not may(by, REVIEW, unit):
        return False
    try:
        require_reviewer(by, viewer, unit)
    except Refused:
        return False
    return True
