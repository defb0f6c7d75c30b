"""Work orders in any number and bounded memory, as the queue reads them; for measuring.

They have no history and no clocks of their own: the columns that the queue sorts, filters and
shows are spread as in practice. The mix is part of the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from heqi.ledger.actors import SYSTEM
from heqi.people.models import Staff, Unit
from heqi.service.kinds import kind_of, order_kind
from heqi.web.demo.clients import Client, clients_of
from heqi.web.demo.matters import Matter, matters, pick
from heqi.workorders.models import Priority, WorkOrder

CHUNK = 5_000
# So many differ; more are repeated.
BASE = 20_000
YEARS = 3
# Of a thousand orders, so many are open, with these states; the rest is over.
OPEN_PER_THOUSAND = 10
OPEN_MIX = {
    "to_dispatch": 30, "dispatched": 12, "accepted": 16, "booked": 10, "on_the_way": 6,
    "working": 10, "suspended": 10, "returned": 3, "wasted": 3,
}  # fmt: skip
OVER_MIX = {"archived": 900, "closed": 40, "to_call_back": 20, "cancelled": 35, "done": 5}


def add_orders(
    count: int, *, companies: Sequence[Unit], now: datetime, seed: int
) -> dict[str, Any]:
    """Add rows; returns the mix that was asked for. Beyond ``BASE`` the database copies rows.

    The first company has four of five, the others share the rest.
    """
    random = Random(seed)
    places = [_place(company, random) for company in companies]
    shares = [4 * max(1, len(places) - 1), *[1] * (len(places) - 1)]
    rows = [matter for matter in matters() if matter.crew]
    base = min(count, BASE)
    start = WorkOrder.objects.count()
    before = _last_key()
    for first in range(0, base, CHUNK):
        chunk = [
            _row(start + n, pick(rows, random), random.choices(places, shares)[0], now, random)
            for n in range(first, min(first + CHUNK, base))
        ]
        with transaction.atomic():
            WorkOrder.objects.bulk_create(chunk, batch_size=1000)
    _copy(count - base, before)
    return {
        "companies": len(places),
        "first_company_share": round(shares[0] / sum(shares), 2),
        "teams": sum(len({crew.unit_id for crew in place.crews}) for place in places),
        "open_per_thousand": OPEN_PER_THOUSAND,
        "open": OPEN_MIX,
        "over": OVER_MIX,
        "years": YEARS,
    }


@dataclass(frozen=True, slots=True)
class Place:
    """A company, who is in charge before dispatch, its crews and some of its customers."""

    company: Unit
    home: Unit
    crews: list[Staff]
    clients: list[Client]


def _place(company: Unit, random: Random) -> Place:
    home = Unit.objects.filter(company=company, code="service").first() or company
    crews = Staff.objects.filter(unit__kind="team", unit__company=company).select_related("unit")
    return Place(company, home, list(crews), clients_of(company, random))


def _last_key() -> int:
    return WorkOrder.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _copy(count: int, before: int) -> None:
    """Let the database repeat the rows after the key ``before``, each under a number of its own."""
    quote = connection.ops.quote_name
    table = quote(WorkOrder._meta.db_table)
    fields = [
        str(f.column)
        for f in WorkOrder._meta.concrete_fields
        if not f.primary_key and not f.generated
    ]
    columns = ", ".join(quote(name) for name in fields)
    taken = ", ".join(
        f"{quote(name)} || %s" if name == "number" else quote(name) for name in fields
    )
    # Keys need not begin at one: a database may have given some out before.
    first = WorkOrder.objects.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True)
    before = (first.first() or before + 1) - 1
    step = _last_key() - before
    for turn, done in enumerate(range(0, count, max(step, 1)), start=1):
        until = before + min(step, count - done)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {taken} FROM {table}"  # nosec B608
                f" WHERE id > %s AND id <= %s",
                [f"-{turn}", before, until],
            )


def _row(number: int, matter: Matter, place: Place, now: datetime, random: Random) -> WorkOrder:
    is_open = random.randrange(1000) < OPEN_PER_THOUSAND
    mix = OPEN_MIX if is_open else OVER_MIX
    status = random.choices(list(mix), list(mix.values()))[0]
    age = timedelta(minutes=random.randint(1, 4 * 1440 if is_open else YEARS * 365 * 1440))
    created = now - age
    due = created + timedelta(minutes=random.choice([60, 120, 480, 1440, 5760]))
    crew = random.choice(place.crews) if place.crews and status != "to_dispatch" else None
    client = random.choice(place.clients) if place.clients else None
    urgent = kind_of(matter.kind).urgent
    done = None if is_open else created + timedelta(minutes=90)
    return WorkOrder(
        number=f"{kind_of(matter.kind).prefix}{timezone.localdate(created):%y%m%d}-M{number:07d}",
        company=place.company,
        unit=crew.unit if crew else place.home,
        assignee=crew,
        kind=order_kind(matter.kind, matter.symptom),
        status=status,
        is_open=is_open,
        priority=Priority.URGENT if urgent else Priority.NORMAL,
        alert="over" if is_open and due < now else "",
        due_at=due if is_open else None,
        due_title_zh="到场" if is_open else "",
        due_title_en="at the door" if is_open else "",
        due_clause="tiering/6.1(4)" if is_open else "",
        due_mark="policy" if is_open else "",
        queue_at=due if is_open else done or created,
        party=client.party if client else None,
        service_point=client.point if client else None,
        tier=client.party.tier if client else "standard",
        source="phone",
        customer_name=client.party.name if client else "",
        contact_name=client.party.name if client else "",
        contact_phone=client.phone if client else "",
        address=client.point.premises.text if client else "",
        area=client.point.premises.area if client else "",
        description=random.choice(matter.texts),
        created_at=created,
        created_by_name=SYSTEM.name,
        dispatched_at=created + timedelta(minutes=4) if crew else None,
        finished_at=done,
        closed_at=done,
    )
