"""Meters and appliances behind a service point."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE
from heqi.customers.events import MeterChanged
from heqi.customers.models import Appliance, Meter, MeterKind, ServicePoint
from heqi.customers.search.index import refresh
from heqi.customers.search.tokens import key_of
from heqi.customers.states import MeterState, PointState
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import require

METER_DETAILS = {"model", "size", "maker", "inlet", "seal", "made_on", "installed_on", "replace_on"}
APPLIANCE_DETAILS = {
    "brand", "model", "flame_failure", "flue", "hose", "hose_on", "alarm", "installed_on",
    "removed_on",
}  # fmt: skip


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
    audit(
        meter,
        "customers.create_meter",
        by=by,
        now=now,
        changes={"number": meter.number, "kind": kind, "service_point": point.pk},
    )
    return meter


@transaction.atomic
def change_meter(
    meter: Meter,
    *,
    number: str,
    kind: str = "",
    reason: str,
    by: Actor,
    now: datetime,
    **details: Any,
) -> Meter:
    """Replace a meter by another one at the same service point."""
    point = meter.service_point
    require(by, CHANGE, point)
    today = timezone.localdate(now)
    if meter.state != MeterState.IN_USE:
        raise IllegalMove(_("This meter has been removed already."))
    won = Meter.objects.filter(pk=meter.pk, state=MeterState.IN_USE).update(
        state=MeterState.REMOVED, removed_on=today
    )
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    meter.state, meter.removed_on = MeterState.REMOVED, today
    new = _install(point, number, kind or meter.kind, details, today)
    refresh(points=[point.pk])
    audit(
        new,
        "customers.change_meter",
        by=by,
        now=now,
        changes={"number": [meter.number, new.number], "service_point": point.pk},
        reason=reason,
    )
    announce(
        MeterChanged(
            service_point_id=point.pk,
            company_id=point.company_id,
            old_meter_id=meter.pk,
            new_meter_id=new.pk,
        ),
        now=now,
    )
    return new


@transaction.atomic
def remove_meter(meter: Meter, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a meter away without a new one."""
    require(by, CHANGE, meter.service_point)
    won = Meter.objects.filter(pk=meter.pk, state=MeterState.IN_USE).update(
        state=MeterState.REMOVED, removed_on=timezone.localdate(now)
    )
    if not won:
        raise IllegalMove(_("This meter has been removed already."))
    meter.state = MeterState.REMOVED
    refresh(points=[meter.service_point_id])
    audit(
        meter,
        "customers.remove_meter",
        by=by,
        now=now,
        changes={"state": ["in_use", "removed"]},
        reason=reason,
    )


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
    audit(
        appliance,
        "customers.create_appliance",
        by=by,
        now=now,
        changes={"kind": kind, "service_point": point.pk, **details},
    )
    return appliance


@transaction.atomic
def change_appliance(appliance: Appliance, *, by: Actor, now: datetime, **details: Any) -> None:
    """Change what is known of an appliance."""
    require(by, CHANGE, appliance.service_point)
    _known(details, APPLIANCE_DETAILS)
    before = {key: getattr(appliance, key) for key in details}
    for key, value in details.items():
        setattr(appliance, key, value)
    appliance.full_clean(exclude=["service_point"])
    Appliance.objects.filter(pk=appliance.pk).update(**details)
    audit(
        appliance,
        "customers.change_appliance",
        by=by,
        now=now,
        changes={key: [before[key], details[key]] for key in details},
    )


def _install(
    point: ServicePoint, number: str, kind: str, details: dict[str, Any], today: date
) -> Meter:
    _known(details, METER_DETAILS)
    if point.state == PointState.CLOSED:
        raise IllegalMove(_("This account is closed for good."))
    key = key_of(number)
    if len(key) < 4:
        raise ValidationError({"number": _("A meter number has four digits or more.")})
    if Meter.objects.filter(company_id=point.company_id, number_key=key).exists():
        raise ValidationError({"number": _("This meter number is taken.")})
    meter = Meter(
        company_id=point.company_id,
        service_point=point,
        number=number.strip(),
        number_key=key,
        number_reversed=key[::-1],
        kind=kind,
        **{"installed_on": today, **details},
    )
    meter.full_clean(exclude=["service_point"])
    meter.save(force_insert=True)
    return meter


def _known(details: dict[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(details) - allowed)
    if unknown:
        raise TypeError(f"unknown details: {', '.join(unknown)}")
