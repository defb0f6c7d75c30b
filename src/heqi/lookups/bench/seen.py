"""How long it takes to tell who saw a customer, in a log of many rows (data-entry/9.3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from heqi.customers.actions import create_party
from heqi.customers.models import Lookup, LookupAction, LookupSubject
from heqi.ledger.actors import SYSTEM
from heqi.lookups.queries import sightings
from heqi.people.models import Unit

BATCH = 5_000
ASKED = 50
VIEWERS = 500
CUSTOMERS = 200_000
# Of a hundred rows so many are lists, each of so many customers.
LISTS, LISTED = 10, 20


def bench_seen(rows: int, *, seed: int, company: Unit, now: datetime) -> dict[str, Any]:
    """Fill the log with ``rows`` invented looks and ask who saw some of the customers.

    The customers are numbers except those that are asked about; the database is to be thrown away.
    """
    random = Random(seed)
    asked = [create_party(unit=company, name=f"客户{n}", by=SYSTEM, now=now) for n in range(ASKED)]
    started = perf_counter()
    made = _invented(rows, random, [party.pk for party in asked], company, now)
    while part := list(islice(made, BATCH)):
        kept = Lookup.objects.bulk_create(part)
        LookupSubject.objects.bulk_create(
            LookupSubject(lookup=row, party_id=pk) for row in kept for pk in row.subject_ids[1:]
        )
    filled = perf_counter() - started
    took = []
    found = 0
    for party in asked:
        began = perf_counter()
        found += len(sightings(SYSTEM, party).rows)
        took.append(perf_counter() - began)
    return {
        "what": "seen",
        "database": connection.vendor,
        "rows": Lookup.objects.count(),
        "subjects": LookupSubject.objects.count(),
        "fill_s": round(filled, 1),
        "asked": len(asked),
        "sightings": found,
        "median_ms": round(median(took) * 1000, 1),
        "worst_ms": round(max(took) * 1000, 1),
    }


def _invented(
    rows: int, random: Random, asked: list[int], company: Unit, now: datetime
) -> Iterator[Lookup]:
    """Looks of a year, oldest first; the customers asked about are seen like any other."""
    step = timedelta(days=365) / max(rows, 1)
    first = 2**40  # numbers that no customer of the database has
    for n in range(rows):
        many = random.randrange(100) < LISTS
        ids = [
            asked[random.randrange(len(asked))]
            if random.randrange(CUSTOMERS) < len(asked) * 20
            else first + random.randrange(CUSTOMERS)
            for _one in range(LISTED if many else 1)
        ]
        viewer = random.randrange(VIEWERS)
        yield Lookup(
            at=now - timedelta(days=365) + n * step,
            actor_kind="staff",
            actor_id=2**40 + viewer,
            actor_name=f"员工{viewer}",
            company=company,
            action=LookupAction.LIST if many else LookupAction.VIEW,
            party_id=None if many else ids[0],
            subject_ids=[0, *ids] if many else ids,
            result_count=len(ids),
            purpose_source="auto",
        )
