"""Writing down that lists of customers were shown or taken out."""

from collections.abc import Iterable
from datetime import datetime

from heqi.customers.reading import log_list
from heqi.ledger.actors import Actor
from heqi.safety.models import Hazard


def log_export(rows: Iterable[Hazard], *, query: str, by: Actor, now: datetime) -> None:
    """The list of hazards was taken out; call in the transaction that read the rows."""
    parties = sorted({row.party_id for row in rows if row.party_id})
    log_list(by, parties, query=query, channel="export", now=now)
