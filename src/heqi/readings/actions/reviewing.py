"""Reviewing what was doubted (data-entry/7.3, 7.4)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.entry.findings import ERRORS
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import Refused, require
from heqi.readings.access import REVIEW
from heqi.readings.events import ReadingReturned
from heqi.readings.models import Reading
from heqi.readings.states import FLOW


@transaction.atomic
def confirm_reading(reading: Reading, *, note: str = "", by: Actor, now: datetime) -> None:
    """The doubt is explained: the reading stands."""
    _require_other(reading, by)
    move(
        reading,
        FLOW,
        "confirm",
        code="readings.confirm",
        by=by,
        now=now,
        reason=note,
        to_bill=True,
        reviewed_at=now,
        reviewed_by_id=by.id,
    )


@transaction.atomic
def return_reading(reading: Reading, *, error: str, reason: str, by: Actor, now: datetime) -> None:
    """Send a reading back to be taken again, with the class of its error."""
    _require_other(reading, by)
    if error not in ERRORS:
        raise ValidationError({"error": _("Choose the class of the error.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is wrong with the reading.")})
    move(
        reading,
        FLOW,
        "return",
        code="readings.return",
        by=by,
        now=now,
        reason=reason,
        changes={"error": error},
        to_bill=False,
        reviewed_at=now,
        reviewed_by_id=by.id,
    )
    announce(
        ReadingReturned(
            reading_id=reading.pk,
            company_id=reading.company_id,
            unit_id=reading.unit_id,
            taken_by_id=reading.taken_by_id,
            error=error,
            reason=reason,
        ),
        now=now,
    )


def _require_other(reading: Reading, by: Actor) -> None:
    require(by, REVIEW, reading)
    if by.kind == "staff" and by.id == reading.taken_by_id:
        raise Refused(_("Nobody reviews what he read himself."), REVIEW)
