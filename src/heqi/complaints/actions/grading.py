"""A person confirms what a complaint is: class, signs, level, whom it is about."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.access import GRADE
from heqi.complaints.actions.levels import check_facts, name_accused, raise_level, set_facts
from heqi.complaints.actions.patterns import place_complaint
from heqi.complaints.actions.platform import note_their_side
from heqi.complaints.actions.telling import refuse_concerned
from heqi.complaints.models import Complaint
from heqi.complaints.states import FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.people.models import Staff, Unit


@transaction.atomic
def grade_complaint(
    complaint: Complaint,
    *,
    category: str,
    signs: Collection[str] = (),
    households: int = 1,
    claim_yuan: Decimal = Decimal(0),
    accused_unit: Unit | None = None,
    accused: Staff | None = None,
    raise_to: str = "",
    reason: str = "",
    platform_number: str | None = None,
    platform_due_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Complaint:
    """A person confirms class, signs and level; the level may only be raised, with the reason.

    A ``platform_number``, where given, comes with the platform's date; without it both stay.

    A duplicate of an open case is attached to it as a reminder; then that case is given back.
    """
    require(by, GRADE, complaint)
    refuse_concerned(complaint, by)
    errors = check_facts(
        category=category, given=signs, households=households, claim_yuan=claim_yuan
    )
    if not category:
        errors["category"] = _("Choose the class from the list.")
    if accused is not None and accused.pk == by.id:
        errors["accused"] = _("A complaint about you is graded by somebody else.")
    if errors:
        raise ValidationError(errors)
    move(
        complaint,
        FLOW,
        "grade",
        code="complaints.grade",
        by=by,
        now=now,
        changes={"category": [complaint.category, category], "signs": sorted(signs)},
        confirmed_by=by.name,
        confirmed_at=now,
    )
    if platform_number is not None:
        note_their_side(
            complaint,
            platform_number=platform_number,
            platform_due_at=platform_due_at,
            by=by,
            now=now,
        )
    name_accused(complaint, unit=accused_unit, staff=accused, by=by, now=now)
    set_facts(
        complaint,
        category=category,
        given=signs,
        households=households,
        claim_yuan=claim_yuan,
        by=by,
        now=now,
    )
    placed = place_complaint(complaint, by=by, now=now)
    if placed.pk != complaint.pk:
        return placed
    if raise_to and raise_to < complaint.level:
        raise_level(complaint, to=raise_to, reason=reason, by=by, now=now)
    return complaint
