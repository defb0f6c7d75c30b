"""Rounds as business that explains looks, and readings as entries that are reviewed."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from heqi.customers.business import Entry, Link, register_entries, register_links, seconds
from heqi.customers.models import Occupancy, OccupancyRole
from heqi.ledger.days import midnight
from heqi.readings.models import Reading, Round, Stop


def rounds(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Rounds past a customer's meter: the reader's, while they are open."""
    places = Occupancy.objects.filter(party__in=parties, until__isnull=True).values_list(
        "service_point_id", "party_id"
    )
    holders: dict[int, set[int]] = defaultdict(set)
    for point, party in places.order_by():
        holders[point].add(party)
    on_route: dict[int, set[int]] = defaultdict(set)
    for route, point in Stop.objects.filter(service_point__in=holders).values_list(
        "route_id", "service_point_id"
    ):
        on_route[route] |= holders[point]
    rows = Round.objects.filter(
        Q(done_at__gte=_instant(since)) | Q(done_at__isnull=True),
        route__in=on_route,
        opened_at__lte=_instant(until),
    )
    for pk, route, reader, opened, done in rows.values_list(
        "pk", "route_id", "reader_id", "opened_at", "done_at"
    ):
        for party in sorted(on_route[route]):
            yield Link("round", str(pk), party, {reader}, seconds(opened), seconds(done))


def readings_taken(company_id: int, since: int, until: int) -> Iterator[Entry]:
    """Readings for the user of the account; each is about the end of the day it names."""
    rows = Reading.objects.filter(
        company_id=company_id,
        taken_at__gte=_instant(since),
        taken_at__lt=_instant(until),
        taken_by__isnull=False,
        step="",  # what a formality read is entered with it
    ).order_by("id")
    taken = list(rows.values_list("pk", "taken_at", "taken_by_id", "service_point_id", "read_on"))
    users = dict(
        Occupancy.objects.filter(
            service_point__in={row[3] for row in taken},
            role=OccupancyRole.USER,
            until__isnull=True,
        ).values_list("service_point_id", "party_id")
    )
    for pk, at, reader, point, day in taken:
        evening = midnight(day + timedelta(days=1))
        yield Entry(pk, seconds(at), reader, "reading", users.get(point, 0), dated=seconds(evening))


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, tz=UTC)


def register() -> None:
    """Make them known; called when the app is ready."""
    register_links("readings", rounds)
    register_entries("readings", readings_taken)
