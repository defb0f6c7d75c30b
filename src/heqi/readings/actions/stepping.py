"""The reading of a formality: checked as any other, and kept among them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.customers.models import Meter, StepKind
from heqi.entry.findings import CONFIRM, REFUSE, TO_CHECK
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.readings.actions.taking import kept, tell_taken
from heqi.readings.facts import before, doubts, used
from heqi.readings.models import Reading
from heqi.readings.states import Status


@transaction.atomic
def read_for_step(
    meter: Meter,
    *,
    value: Decimal,
    on: date,
    step: str,
    confirmed: bool,
    by: Actor,
    now: datetime,
) -> Reading:
    """Keep what the dial showed at a formality; whoever carries it out has the right to.

    Raises ``ValidationError`` on ``reading`` for what cannot be true, and for a doubt that is not
    ``confirmed`` (data-entry/1.2.1, 7.4). A part of a period is held against no season.
    """
    known = replace(before(meter, on=on), same_season=None)
    found = doubts(meter, value, on=on, reason="", known=known)
    if wrong := [one.message for one in found if one.outcome == REFUSE]:
        raise ValidationError({"reading": wrong})
    asked = [one.message for one in found if one.outcome == CONFIRM]
    if asked and not confirmed:
        raise ValidationError({"reading": [*asked, _("Check the dial, then confirm the reading.")]})
    doubtful = [one for one in found if one.outcome in (CONFIRM, TO_CHECK)]
    reading: Reading = Reading.objects.create(
        company_id=meter.company_id,
        unit=meter.service_point.unit,
        service_point=meter.service_point,
        meter=meter,
        read_on=on,
        value=value,
        last_value=known.last,
        used_m3=used(meter, value, known.last, ""),
        note=str(StepKind(step).label),
        step=step,
        findings=[kept(one) for one in doubtful],
        status=Status.TO_REVIEW if doubtful else Status.TAKEN,
        to_bill=not doubtful,
        taken_at=now,
        taken_by_id=by.id if by.kind == "staff" else None,
    )
    changes = {"meter": meter.pk, "value": value, "used_m3": reading.used_m3, "step": step}
    audit(reading, "readings.take", by=by, now=now, changes=changes)
    tell_taken(reading, now=now)
    return reading
