"""Meters to be checked: opened by what they tell, closed by who has looked, or by themselves."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Meter
from heqi.entry import Finding
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.readings.access import REVIEW
from heqi.readings.events import CheckOrdered
from heqi.readings.facts import check_causes
from heqi.readings.models import CardReading, MeterCheck
from heqi.readings.states import CHECK_FLOW, CheckKind, CheckStatus


def open_check(
    meter: Meter,
    *,
    kind: str,
    finding: Finding,
    card_reading: CardReading | None = None,
    quiet_since: datetime | None = None,
    by: Actor,
    now: datetime,
) -> MeterCheck | None:
    """A meter to be checked; None where it is on the list for that already."""
    try:
        with transaction.atomic():
            row = MeterCheck.objects.create(
                company_id=meter.company_id,
                unit=meter.service_point.unit,
                service_point=meter.service_point,
                meter=meter,
                kind=kind,
                card_reading=card_reading,
                quiet_since=quiet_since,
                zh=finding.words.zh,
                en=finding.words.en,
                clause=finding.clause,
                mark=finding.mark,
                status=CheckStatus.OPEN,
                opened_at=now,
            )
    except IntegrityError:
        return None
    changes = {"meter": meter.pk, "kind": kind}
    audit(row, "readings.open_check", by=by, now=now, changes=changes, reason=finding.clause)
    return row


@transaction.atomic
def send_crew(check: MeterCheck, *, by: Actor, now: datetime) -> None:
    """Have somebody look at the meter on site: announced, so that a work order is made of it."""
    require(by, REVIEW, check)
    won = MeterCheck.objects.filter(
        pk=check.pk, status=CheckStatus.OPEN, ordered_at__isnull=True
    ).update(ordered_at=now)
    if not won:
        raise ValidationError(_("Somebody was sent already, or the check is closed."))
    audit(check, "readings.send_crew", by=by, now=now)
    announce(
        CheckOrdered(
            check_id=check.pk,
            company_id=check.company_id,
            unit_id=check.unit_id,
            service_point_id=check.service_point_id,
            reason=f"{CheckKind(check.kind).label}：{check.zh}"[:200],
        ),
        now=now,
    )


@transaction.atomic
def note_order(check: MeterCheck, *, number: str, by: Actor, now: datetime) -> None:
    """The work order that the check led to."""
    MeterCheck.objects.filter(pk=check.pk).update(order_number=number)
    audit(check, "readings.note_order", by=by, now=now, changes={"order": number})


@transaction.atomic
def close_check(check: MeterCheck, *, cause: str, note: str = "", by: Actor, now: datetime) -> None:
    """Somebody has looked: what it was, in a word of the pack and in his own."""
    require(by, REVIEW, check)
    known = dict(check_causes(check.kind, timezone.localdate(now), check.company_id))
    if cause not in known:
        raise ValidationError({"cause": _("Say what was found at the meter.")})
    if not note.strip():
        raise ValidationError({"note": _("Say what was done about it.")})
    move(
        check,
        CHECK_FLOW,
        "close",
        code="readings.close_check",
        by=by,
        now=now,
        reason=note.strip(),
        cause=cause,
        note=note.strip()[:200],
        closed_at=now,
        closed_by_id=by.id if by.kind == "staff" else None,
    )


def clear_check(check: MeterCheck, *, by: Actor, now: datetime) -> None:
    """The meter was heard again before anybody looked."""
    move(check, CHECK_FLOW, "clear", code="readings.clear_check", by=by, now=now, closed_at=now)
