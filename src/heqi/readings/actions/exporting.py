"""Readings that leave the system are logged like every other read of customers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from heqi.customers.access import EXPORT
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction, Occupancy, OccupancyRole
from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.readings.models import Reading


@transaction.atomic
def log_export(readings: Iterable[Reading], *, query: str, by: Actor, now: datetime) -> str:
    """Whose readings left in a file; the number of the log that the file bears."""
    require(by, EXPORT)
    rows = list(readings)
    users = Occupancy.objects.filter(
        service_point__in={row.service_point_id for row in rows},
        role=OccupancyRole.USER,
        until__isnull=True,
    )
    logged = log_lookup(
        LookupAction.EXPORT,
        by=by,
        now=now,
        subjects=sorted(set(users.order_by().values_list("party_id", flat=True))),
        count=len(rows),
        query=query,
        query_kind="readings",
        channel="export",
    )
    return f"L{logged.pk}"
