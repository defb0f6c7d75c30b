"""The area of an outage: its parts, the customers in them, and the valves that cut them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from heqi.customers.models import Compound, CustomerKind
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.outages.access import ANNOUNCE, PLAN, STEER
from heqi.outages.actions.timing import decide_anew
from heqi.outages.models import Affected, Area, Outage, Valve, ValveArea
from heqi.outages.models.customers import Rank
from heqi.outages.queries.area import found_in
from heqi.people.access import may, require
from heqi.people.models import Unit

MOST_PARTS = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """A part as it is chosen: a compound, and what of it."""

    compound: Compound
    building: str = ""
    unit_no: str = ""
    riser: str = ""

    @property
    def key(self) -> tuple[int, str, str, str]:
        """Equal keys are the same part."""
        return (self.compound.pk, self.building, self.unit_no, self.riser)


def require_change(outage: Outage, by: Actor) -> None:
    """Who plans may change a plan; who steers may change what happens."""
    require(by, PLAN if outage.is_planned else STEER, outage)


@transaction.atomic
def set_area(outage: Outage, parts: Iterable[Chosen], *, by: Actor, now: datetime) -> Outage:
    """Say which parts are without gas; the list of customers is drawn anew.

    Parts that stay keep what is known of them. A part that is restored stays; after the
    announcement of a plan its area is changed by postponing it, so that nobody is left untold.
    """
    require_change(outage, by)
    wanted = {part.key: part for part in parts}
    _check(outage, list(wanted.values()))
    kept = {
        (area.compound_id, area.building, area.unit_no, area.riser): area
        for area in outage.areas.all()
    }
    gone = [area for key, area in kept.items() if key not in wanted]
    if any(area.restored_at for area in gone):
        raise ValidationError(_("A part that is restored already stays in the list."))
    Area.objects.filter(pk__in=[area.pk for area in gone]).delete()
    for key, part in wanted.items():
        if key not in kept:
            _draw(
                outage,
                Area.objects.create(
                    outage=outage,
                    compound=part.compound,
                    building=part.building,
                    unit_no=part.unit_no,
                    riser=part.riser,
                ),
            )
    count(outage)
    audit(
        outage,
        "outages.set_area",
        by=by,
        now=now,
        changes={"parts": [list(key) for key in wanted], "customers": outage.households},
    )
    decide_anew(outage, by=by, now=now)
    return outage


def _check(outage: Outage, parts: list[Chosen]) -> None:
    if outage.status not in ("draft", "suspected", "off"):
        raise IllegalMove(
            _("The area can no longer be changed. Postpone the stop and change it then.")
        )
    if len(parts) > MOST_PARTS:
        raise ValidationError(_("Choose whole compounds or buildings: these are too many parts."))
    for part in parts:
        if part.compound.company_id != outage.company_id:
            raise ValidationError(_("This compound belongs to another company."))


def _draw(outage: Outage, area: Area) -> None:
    """The customers of a part, those of other parts left out; a few statements for thousands."""
    known = set(outage.affected.values_list("service_point_id", flat=True))
    rows = [row for row in found_in(area) if row.point_id not in known]
    Affected.objects.bulk_create(
        (
            Affected(
                outage=outage,
                area=area,
                service_point_id=row.point_id,
                party_id=row.party_id,
                rank=row.rank,
                tier=row.tier,
                customer_kind=row.kind,
                name=row.name,
                phone=row.phone,
                address=row.address,
                building=row.building,
            )
            for row in rows
        ),
        batch_size=500,
    )


def count(outage: Outage) -> None:
    """Count the customers of the outage and of its parts."""
    homes = Q(customer_kind=CustomerKind.RESIDENTIAL)
    by_area = {
        row["area"]: row
        for row in outage.affected.order_by()
        .values("area")
        .annotate(n=Count("pk"), homes=Count("pk", filter=homes))
    }
    for area in outage.areas.all():
        row = by_area.get(area.pk, {"n": 0, "homes": 0})
        Area.objects.filter(pk=area.pk).update(households=row["n"], residential=row["homes"])
    values = {
        "households": sum(row["n"] for row in by_area.values()),
        "residential": sum(row["homes"] for row in by_area.values()),
        "vips": outage.affected.filter(rank=Rank.VIP).count(),
        "vulnerable": outage.affected.filter(rank=Rank.VULNERABLE).count(),
    }
    Outage.objects.filter(pk=outage.pk).update(**values)
    for name, value in values.items():
        setattr(outage, name, value)


@transaction.atomic
def keep_valve(
    company: Unit,
    *,
    code: str,
    place: str = "",
    parts: Iterable[Chosen],
    by: Actor,
    now: datetime,
) -> Valve:
    """Add a valve or correct it: what is without gas when it is shut. The same number is one."""
    if not may(by, ANNOUNCE, company):
        require(by, PLAN, company)
    code = code.strip()[:30]
    chosen = {part.key: part for part in parts}
    if not code:
        raise ValidationError({"code": _("Write down the number of the valve.")})
    if not chosen:
        raise ValidationError(_("Choose what lies behind the valve."))
    if any(part.compound.company_id != company.pk for part in chosen.values()):
        raise ValidationError(_("This compound belongs to another company."))
    valve, _created = Valve.objects.update_or_create(
        company=company, code=code, defaults={"unit": company, "place": place.strip()[:120]}
    )
    valve.areas.all().delete()
    ValveArea.objects.bulk_create(
        ValveArea(
            valve=valve,
            compound=part.compound,
            building=part.building,
            unit_no=part.unit_no,
            riser=part.riser,
        )
        for part in chosen.values()
    )
    audit(
        valve,
        "outages.keep_valve",
        by=by,
        now=now,
        changes={"code": code, "parts": [list(key) for key in chosen]},
    )
    return valve


@transaction.atomic
def remove_valve(valve: Valve, *, by: Actor, now: datetime) -> None:
    """The valve is no longer there; outages that it cut keep their areas."""
    require(by, PLAN, valve)
    audit(valve, "outages.remove_valve", by=by, now=now, changes={"code": valve.code})
    valve.delete()
