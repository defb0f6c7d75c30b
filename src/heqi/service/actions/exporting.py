"""Requests that leave the system in a file."""

from collections.abc import Iterable
from datetime import datetime

from heqi.customers.access import EXPORT
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.service.models import ServiceRequest


def log_export(
    rows: Iterable[ServiceRequest], *, query: str = "", by: Actor, now: datetime
) -> None:
    """Whose requests left in a file, without phones."""
    require(by, EXPORT)
    found = list(rows)
    log_lookup(
        LookupAction.EXPORT,
        by=by,
        now=now,
        subjects=sorted({row.party_id for row in found if row.party_id}),
        count=len(found),
        query=query,
        query_kind="requests",
        channel="export",
    )
