"""Setting up routes."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from heqi.customers.models import Compound, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.readings.access import PLAN
from heqi.readings.models import Route, Stop

LONGEST = 2000


@transaction.atomic
def create_route(
    *, unit: Unit, code: str, name: str, reader: Staff | None = None, by: Actor, now: datetime
) -> Route:
    """A walk without stops yet."""
    require(by, PLAN, unit)
    company = unit.company
    if company is None:
        raise ValidationError({"unit": _("A route belongs to a team of a company.")})
    if Route.objects.filter(company=company, code=code).exists():
        raise ValidationError({"code": _("There is a route with this number already.")})
    route = Route.objects.create(company=company, unit=unit, code=code, name=name, reader=reader)
    audit(route, "readings.create_route", by=by, now=now, changes={"code": code, "name": name})
    return route


@transaction.atomic
def assign_route(route: Route, *, reader: Staff, name: str = "", by: Actor, now: datetime) -> None:
    """Give a route to another reader; open rounds stay with who began them."""
    require(by, PLAN, route)
    if not reader.is_employed(now.date()):
        raise ValidationError({"reader": _("This person no longer works here.")})
    changes = {"reader": [route.reader_id, reader.pk], "name": [route.name, name or route.name]}
    Route.objects.filter(pk=route.pk).update(reader=reader, name=name or route.name)
    audit(route, "readings.assign_route", by=by, now=now, changes=changes)


@transaction.atomic
def place_compound(route: Route, *, compound: Compound, by: Actor, now: datetime) -> int:
    """Add the metered points of a compound that no route has yet, in the order of their addresses.

    Returns how many were added. Raises ``ValidationError`` where the route would grow too long.
    """
    require(by, PLAN, route)
    if compound.company_id != route.company_id:
        raise ValidationError({"compound": _("This compound belongs to another company.")})
    taken = Stop.objects.filter(service_point__premises__compound=compound)
    points = list(
        ServicePoint.objects.filter(premises__compound=compound, meters__state="in_use")
        .exclude(pk__in=taken.values("service_point"))
        .exclude(state="closed")
        .select_related("premises")
        .distinct()[: LONGEST + 1]
    )
    have = route.stops.count()
    if have + len(points) > LONGEST:
        raise ValidationError(
            _("A route has at most {most} stops; set up another one.").format(most=LONGEST)
        )
    points.sort(key=_walk)
    last = route.stops.aggregate(last=Max("place"))["last"] or 0
    Stop.objects.bulk_create(
        Stop(route=route, service_point=point, place=last + n)
        for n, point in enumerate(points, start=1)
    )
    audit(
        route,
        "readings.place_compound",
        by=by,
        now=now,
        changes={"compound": compound.pk, "stops": len(points)},
    )
    return len(points)


@transaction.atomic
def remove_stop(stop: Stop, *, by: Actor, now: datetime) -> None:
    """Take a point off its route."""
    require(by, PLAN, stop.route)
    audit(
        stop.route,
        "readings.remove_stop",
        by=by,
        now=now,
        changes={"service_point": stop.service_point_id},
    )
    stop.delete()


def _walk(point: ServicePoint) -> tuple[tuple[int, str], ...]:
    """Building, entrance, floor and room, numbers as numbers."""
    at = point.premises
    parts = (at.building, at.unit_no, at.floor, at.room)
    return tuple((int(digits) if (digits := _digits(part)) else 0, part) for part in parts)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdigit())[:9]
