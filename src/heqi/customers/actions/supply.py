"""Meters and appliances behind a service point."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE
from heqi.customers.actions.record import change_row, record_creation, write_entry
from heqi.customers.events import MeterChanged
from heqi.customers.facts import end_of_life
from heqi.customers.models import Appliance, Meter, MeterKind, ServicePoint
from heqi.customers.search.index import refresh
from heqi.customers.search.tokens import key_of
from heqi.customers.states import MeterState, PointState
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import require

# The days of a meter in their order.
LIFE = ("made_on", "installed_on", "replace_on")
METER_DETAILS = frozenset(
    {
        "model", "size", "maker", "inlet", "seal", "made_on", "installed_on", "replace_on",
        "digits", "start_reading",
    }
)  # fmt: skip
APPLIANCE_DETAILS = frozenset(
    {
        "brand", "model", "flame_failure", "flue", "hose", "hose_on", "alarm", "installed_on",
        "removed_on",
    }
)  # fmt: skip


@transaction.atomic
def create_meter(
    *,
    point: ServicePoint,
    number: str,
    kind: str = MeterKind.MECHANICAL,
    by: Actor,
    now: datetime,
    **details: Any,
) -> Meter:
    """Install a meter; ``details``: model, size, maker, inlet, seal and the days of its life."""
    require(by, CHANGE, point)
    meter = _install(point, number, kind, details, timezone.localdate(now))
    refresh(points=[point.pk])
    _record_meter(meter, "customers.create_meter", by=by, now=now)
    return meter


@transaction.atomic
def change_meter(
    meter: Meter,
    *,
    number: str,
    kind: str = "",
    on: date | None = None,
    final_reading: Decimal | None = None,
    reason: str,
    by: Actor,
    now: datetime,
    **details: Any,
) -> Meter:
    """Replace a meter by another one at the same service point; readings in m³."""
    point = meter.service_point
    require(by, CHANGE, point)
    day = on or timezone.localdate(now)
    if key_of(number) == meter.number_key:
        raise ValidationError({"number": _("A meter is not replaced by itself.")})
    _take_away(meter, day, final_reading, "customers.change_meter", reason, by=by, now=now)
    new = _install(point, number, kind or meter.kind, details, day)
    refresh(points=[point.pk])
    _record_meter(new, "customers.change_meter", by=by, now=now, former=meter.number)
    announce(
        MeterChanged(
            service_point_id=point.pk,
            company_id=point.company_id,
            old_meter_id=meter.pk,
            new_meter_id=new.pk,
            final_reading="" if final_reading is None else str(final_reading),
            start_reading="" if new.start_reading is None else str(new.start_reading),
        ),
        now=now,
    )
    return new


@transaction.atomic
def remove_meter(
    meter: Meter,
    *,
    on: date | None = None,
    final_reading: Decimal | None = None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Take a meter away without a new one."""
    require(by, CHANGE, meter.service_point)
    day = on or timezone.localdate(now)
    _take_away(meter, day, final_reading, "customers.remove_meter", reason, by=by, now=now)
    refresh(points=[meter.service_point_id])


@transaction.atomic
def correct_meter(
    meter: Meter, *, reason: str = "", by: Actor, now: datetime, **details: Any
) -> None:
    """Correct what is on file of a meter that stays where it is (data-entry/6.3).

    ``details``: those of :func:`create_meter`, ``number`` and ``kind``.
    """
    require(by, CHANGE, meter.service_point)
    _known(details, METER_DETAILS | {"number", "kind"})
    if "number" in details:
        number = str(details["number"]).strip()
        key = _free_key(meter.company_id, number, meter)
        details |= {"number": number, "number_key": key, "number_reversed": key[::-1]}
    _in_order({**{name: getattr(meter, name) for name in LIFE}, **details})
    if change_row(meter, details, code="customers.correct_meter", by=by, now=now, reason=reason):
        refresh(points=[meter.service_point_id])


@transaction.atomic
def create_appliance(
    *, point: ServicePoint, kind: str, by: Actor, now: datetime, **details: Any
) -> Appliance:
    """Add an appliance; ``details`` as :class:`Appliance` names them."""
    require(by, CHANGE, point)
    _known(details, APPLIANCE_DETAILS)
    appliance = Appliance(service_point=point, kind=kind, **details)
    appliance.full_clean(exclude=["service_point"])
    appliance.save(force_insert=True)
    fields = ["kind", *sorted(APPLIANCE_DETAILS)]
    record_creation(
        appliance, "customers.create_appliance", fields, by=by, now=now, service_point=point.pk
    )
    return appliance


@transaction.atomic
def change_appliance(
    appliance: Appliance, *, reason: str = "", by: Actor, now: datetime, **details: Any
) -> None:
    """Change what is known of an appliance; ``removed_on`` takes it off the list."""
    require(by, CHANGE, appliance.service_point)
    _known(details, APPLIANCE_DETAILS | {"kind"})
    change_row(appliance, details, code="customers.change_appliance", by=by, now=now, reason=reason)


def _install(
    point: ServicePoint, number: str, kind: str, details: dict[str, Any], today: date
) -> Meter:
    _known(details, METER_DETAILS)
    if point.state == PointState.CLOSED:
        raise IllegalMove(_("This account is closed for good."))
    key = _free_key(point.company_id, number)
    values = {"installed_on": today, **details}
    _in_order(values)
    if not values.get("replace_on"):
        values["replace_on"] = end_of_life(point, values["installed_on"] or today)
    meter = Meter(
        company_id=point.company_id,
        service_point=point,
        number=number.strip(),
        number_key=key,
        number_reversed=key[::-1],
        kind=kind,
        **values,
    )
    meter.full_clean(exclude=["service_point"])
    meter.save(force_insert=True)
    return meter


def _free_key(company: int, number: str, own: Meter | None = None) -> str:
    """The key of a number that no other meter in use has; one that was removed frees its own."""
    key = key_of(number)
    if len(key) < 4:
        raise ValidationError({"number": _("A meter number has four digits or more.")})
    if own is not None and own.state != MeterState.IN_USE:
        return key
    hanging = Meter.objects.filter(company_id=company, number_key=key, state=MeterState.IN_USE)
    if hanging.exclude(pk=own.pk if own else 0).exists():
        raise ValidationError({"number": _("This meter number is taken.")})
    return key


def _in_order(values: Mapping[str, Any]) -> None:
    """A meter is made, then installed, then reaches its age."""
    made, installed, end = (values.get(name) for name in LIFE)
    if made and installed and installed < made:
        raise ValidationError({"installed_on": _("A meter is not installed before it is made.")})
    if end and (installed or made) and end < (installed or made):
        raise ValidationError(
            {"replace_on": _("The end of life lies before the day of installation.")}
        )


def _take_away(
    meter: Meter,
    day: date,
    reading: Decimal | None,
    code: str,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    if meter.state != MeterState.IN_USE:
        raise IllegalMove(_("This meter has been removed already."))
    if meter.installed_on and day < meter.installed_on:
        raise ValidationError({"on": _("The day lies before the day of installation.")})
    if reading is not None and not 0 <= reading < meter.maximum:
        raise ValidationError(
            {
                "reading": _("The dial cannot show this reading: it has {n} digits.").format(
                    n=meter.digits
                )
            }
        )
    values = {"state": MeterState.REMOVED, "removed_on": day, "final_reading": reading}
    won = Meter.objects.filter(pk=meter.pk, state=MeterState.IN_USE).update(
        revision=F("revision") + 1, **values
    )
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    pairs = {name: (getattr(meter, name), value) for name, value in values.items()}
    meter.revision += 1
    for name, value in values.items():
        setattr(meter, name, value)
    write_entry(meter, code, pairs, by=by, now=now, reason=reason)


def _record_meter(meter: Meter, code: str, *, by: Actor, now: datetime, former: str = "") -> None:
    record_creation(
        meter,
        code,
        ["number", "kind", *sorted(METER_DETAILS)],
        by=by,
        now=now,
        service_point=meter.service_point_id,
        former=former,
    )


def _known(details: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = sorted(set(details) - allowed)
    if unknown:
        raise TypeError(f"unknown details: {', '.join(unknown)}")
