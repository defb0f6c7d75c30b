"""Meters that were read at the customer's."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.sources.phones import phone_of
from heqi.callbacks.works import Matter, Source, Work
from heqi.customers.models import Occupancy, Party
from heqi.people.models import Unit
from heqi.readings.models import Reading
from heqi.readings.states import STANDING


def _users(points: list[int]) -> dict[int, Party]:
    rows = Occupancy.objects.filter(
        service_point__in=points, role="user", until__isnull=True
    ).select_related("party")
    return {row.service_point_id: row.party for row in rows}


def finished(company: Unit, since: datetime, until: datetime) -> Iterator[Work]:
    """Readings that a person took in the span."""
    rows = list(
        Reading.objects.filter(
            company=company,
            status__in=STANDING,
            taken_by__isnull=False,
            read_on__gte=timezone.localdate(since),
            taken_at__gte=since,
            taken_at__lt=until,
        )
        .select_related("meter")
        .order_by("pk")
    )
    users = _users([row.service_point_id for row in rows])
    for row in rows:
        party = users.get(row.service_point_id)
        if party is None:
            continue
        yield Work(
            pk=row.pk,
            label=f"{row.meter.number} {row.read_on:%Y-%m-%d}",
            business="meter_reading",
            tier=party.tier,
            unit_id=row.unit_id,
            worker_id=row.taken_by_id,
            party_id=party.pk,
            finished_at=row.taken_at,
        )


def matter(pk: int) -> Matter:
    """The reading as the caller sees it; the dial is compared with what the customer reads out."""
    row = Reading.objects.select_related(
        "unit", "taken_by", "meter", "service_point__premises"
    ).get(pk=pk)
    party = _users([row.service_point_id]).get(row.service_point_id)
    return Matter(
        about=f"{row.meter.number} {row.read_on:%Y-%m-%d} {row.value.normalize():f} m³",
        address=row.service_point.premises.text,
        contact_name=party.name if party else "",
        contact_phone=phone_of(party),
        party=party,
        service_point=row.service_point,
        team=row.unit,
        worker=row.taken_by,
        url=f"{reverse('readings:readings')}?q={row.meter.number}",
        handlers={row.taken_by_id},
        known={"reading": row.value},
    )


SOURCE = Source("reading", _("Meter reading"), finished, matter)
