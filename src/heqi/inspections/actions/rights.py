"""Who may carry an inspection: its group and whoever organises its level."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.inspections.access import ORGANISE, PLAN
from heqi.inspections.models import Bundle, Inspection
from heqi.inspections.periods import quarter_of
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove
from heqi.people.access import may, require
from heqi.people.models import Unit


def right_of(level: str) -> str:
    """The right that organises inspections of a level (inspection/4.2, 4.3)."""
    return PLAN if level == "company" else ORGANISE


def require_level(by: Actor, level: str, unit: Unit) -> None:
    """Refused unless the actor organises inspections of this level in this unit."""
    require(by, right_of(level), unit)


def may_carry(by: Actor, row: Inspection) -> bool:
    """Whether the actor organises the inspection or belongs to its group."""
    if may(by, right_of(row.level), row):
        return True
    return by.kind == "staff" and row.members.filter(staff_id=by.id or 0).exists()


def require_carry(by: Actor, row: Inspection) -> None:
    """Refused unless :func:`may_carry`."""
    if not may_carry(by, row):
        require(by, right_of(row.level), row)


def require_state(row: Inspection, *states: str) -> None:
    """The sheet changes only while it is filled in."""
    row.refresh_from_db(fields=["status"])
    if row.status not in states:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))


def archived(company_id: int, day: date) -> bool:
    """Whether the papers of a day's quarter are closed in a bundle (inspection/7.3)."""
    return Bundle.objects.filter(company_id=company_id, quarter=quarter_of(day)).exists()


def needed(**given: str) -> dict[str, str]:
    """The texts without blanks around them; a sentence at each field that is empty."""
    empty = {name: _("Please fill this in.") for name, text in given.items() if not text.strip()}
    if empty:
        raise ValidationError(empty)
    return {name: text.strip() for name, text in given.items()}
