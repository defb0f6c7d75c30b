"""Taking readings: at the desk, and from phones that may send late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Meter
from heqi.entry import Finding
from heqi.entry.findings import CONFIRM, REFUSE, TO_CHECK
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.people.access import Refused, require
from heqi.readings.access import TAKE
from heqi.readings.actions.cards import keep_card_reading
from heqi.readings.events import ReadingTaken
from heqi.readings.facts import before, causes, doubts, reasons, used
from heqi.readings.models import Miss, Reading, Round, Stop
from heqi.readings.states import STANDING, RoundStatus, Source, Status

# A phone that was without a network cannot be asked to confirm: its doubts go to the reviewer.
AT_ONCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of something a phone sent: accepted or not, in a sentence."""

    accepted: bool
    sentence: str = ""
    repeated: bool = False


@transaction.atomic
def take_reading(
    meter: Meter,
    *,
    value: Decimal,
    on: date,
    reason: str = "",
    note: str = "",
    confirmed: bool = False,
    balance: Decimal | None = None,
    round_: Round | None = None,
    remote: bool = False,
    key: str | None = None,
    device_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Reading:
    """Keep what the dial shows, in m³.

    Raises ``ValidationError`` for what cannot be true, and for a doubt that is neither explained
    by ``reason`` nor ``confirmed``; a confirmed doubt is kept for review (data-entry/1.2.1, 7.4).
    ``balance`` is what a card meter holds besides: it is held against what was bought.
    """
    _require_reader(meter, round_, by)
    if meter.state != "in_use":
        raise ValidationError(_("This meter is no longer in use."))
    if reason and reason not in dict(reasons(on, meter.company_id)):
        raise ValidationError({"reason": _("Choose a reason from the list.")})
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("The day of the reading lies in the future.")})
    if Reading.objects.filter(meter=meter, read_on=on, status__in=STANDING).exists():
        raise ValidationError(_("This meter was read on that day already."))
    known = before(meter, on=on)
    found = doubts(meter, value, on=on, reason=reason, known=known)
    _refuse(found, confirmed)
    doubtful = [one for one in found if one.outcome in (CONFIRM, TO_CHECK)]
    reading = Reading.objects.create(
        company_id=meter.company_id,
        # A reading is the business of the team that walks the route.
        unit=round_.unit if round_ else meter.service_point.unit,
        round=round_,
        service_point=meter.service_point,
        meter=meter,
        read_on=on,
        value=value,
        last_value=known.last,
        used_m3=used(meter, value, known.last, reason),
        same_season_m3=known.same_season,
        reason=reason,
        note=note[:200],
        findings=[kept(one) for one in doubtful],
        status=Status.TO_REVIEW if doubtful else Status.TAKEN,
        to_bill=not doubtful,
        remote=remote,
        key=key,
        device_at=device_at,
        taken_at=now,
        taken_by_id=by.id if by.kind == "staff" else None,
    )
    if balance is not None:
        at = _moment(on, device_at, now)
        keep_card_reading(
            meter, dial=value, balance=balance, at=at, source=Source.VISIT, by=by, now=now
        )
    if round_:
        Miss.objects.filter(round=round_, service_point=meter.service_point_id).delete()
    audit(
        reading,
        "readings.take",
        by=by,
        now=now,
        changes={"meter": meter.pk, "value": value, "used_m3": reading.used_m3, "reason": reason},
    )
    tell_taken(reading, now=now)
    return reading


def tell_taken(reading: Reading, *, now: datetime) -> None:
    """Announce that a meter was read."""
    announce(
        ReadingTaken(
            reading_id=reading.pk,
            company_id=reading.company_id,
            service_point_id=reading.service_point_id,
            meter_id=reading.meter_id,
            used_m3="" if reading.used_m3 is None else str(reading.used_m3),
            status=str(reading.status),
        ),
        now=now,
    )


@transaction.atomic
def miss_meter(
    round_: Round,
    stop: Stop,
    *,
    cause: str,
    note: str = "",
    key: str | None = None,
    by: Actor,
    now: datetime,
) -> Miss:
    """Say why a meter could not be read; a later reading takes the miss back."""
    _require_round(round_, by)
    if cause not in dict(causes(timezone.localdate(now), round_.company_id)):
        raise ValidationError({"cause": _("Say why the meter could not be read.")})
    if stop.route_id != round_.route_id:
        raise ValidationError(_("This meter is not on the route."))
    miss, _created = Miss.objects.update_or_create(
        round=round_,
        service_point_id=stop.service_point_id,
        defaults={"cause": cause, "note": note[:200], "key": key, "at": now, "by_id": by.id},
    )
    audit(
        round_,
        "readings.miss",
        by=by,
        now=now,
        changes={"service_point": stop.service_point_id, "cause": cause},
    )
    return miss


def apply_reading(
    round_: Round,
    stop: Stop,
    meter: Meter,
    *,
    key: str,
    value: Decimal | None,
    cause: str = "",
    reason: str = "",
    note: str = "",
    confirmed: bool = False,
    balance: Decimal | None = None,
    device_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Answer:
    """What a phone sent under its own ``key``, once; a repeat gets the same answer.

    Sent late, a doubt counts as confirmed on the spot and goes to the reviewer: the reader has
    left, and nothing that was read may be lost.
    """
    if not key or len(key) > 60:
        raise ValidationError(_("The phone sent a step that is not known here."))
    if Reading.objects.filter(key=key).exists() or Miss.objects.filter(key=key).exists():
        return Answer(True, repeated=True)
    late = device_at is not None and now - device_at > AT_ONCE
    read_at = min(device_at, now) if device_at else now
    try:
        with transaction.atomic():
            if cause:
                miss_meter(round_, stop, cause=cause, note=note, key=key, by=by, now=now)
            elif value is None:
                raise ValidationError({"value": _("Enter what the dial shows.")})
            else:
                take_reading(
                    meter,
                    value=value,
                    on=timezone.localdate(read_at),
                    reason=reason,
                    note=note,
                    confirmed=confirmed or late,
                    balance=balance,
                    round_=round_,
                    key=key,
                    device_at=device_at,
                    by=by,
                    now=now,
                )
    except IntegrityError:  # the same phone twice at once, or two phones at one meter
        if Reading.objects.filter(key=key).exists() or Miss.objects.filter(key=key).exists():
            return Answer(True, repeated=True)
        return Answer(False, _("This meter was read on that day already."))
    except Refused as refusal:
        return Answer(False, refusal.sentence)
    return Answer(True)


def _moment(on: date, device_at: datetime | None, now: datetime) -> datetime:
    """The instant of a reading that names its day."""
    if device_at is not None:
        return min(device_at, now)
    return min(now, timezone.make_aware(datetime.combine(on, time(23, 59, 59))))


def _refuse(found: Sequence[Finding], confirmed: bool) -> None:
    wrong = [one.message for one in found if one.outcome == REFUSE]
    if wrong:
        raise ValidationError({"value": wrong})
    doubtful = [one.message for one in found if one.outcome == CONFIRM]
    if doubtful and not confirmed:
        raise ValidationError(
            {"value": [*doubtful, _("Check the dial; give a reason or confirm the reading.")]},
            code="confirm",
        )


def kept(found: Finding) -> dict[str, str]:
    """A doubt as it is stored: in both languages, with its clause."""
    return {
        "rule": found.rule,
        "error": found.error,
        "zh": found.words.zh,
        "en": found.words.en,
        "clause": found.clause,
        "mark": found.mark,
        "outcome": found.outcome,
    }


def _require_reader(meter: Meter, round_: Round | None, by: Actor) -> None:
    if round_ is None:
        require(by, TAKE, meter.service_point)
    else:
        _require_round(round_, by)


def _require_round(round_: Round, by: Actor) -> None:
    require(by, TAKE, round_)
    if round_.status != RoundStatus.OPEN:
        raise Refused(_("Not accepted: the round is closed."), TAKE)
    if by.kind == "staff" and by.id != round_.reader_id:
        raise Refused(_("Not accepted: the round is with somebody else."), TAKE)
