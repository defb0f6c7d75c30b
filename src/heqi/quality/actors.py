"""The member of staff behind an actor."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.people.models import Staff


def staff_behind(by: Actor) -> Staff:
    """Whose entries, checks and suggestions these are; ValidationError for the system."""
    staff = Staff.objects.select_related("unit__company", "unit__parent").filter(
        pk=by.id if by.kind == "staff" and by.id else 0
    )
    found = staff.first()
    if found is None:
        raise ValidationError(_("Only staff have entries of their own."))
    return found
