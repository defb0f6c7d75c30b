"""The clocks of uses and of sheets."""

from datetime import datetime

from heqi.authority.models import Sheet, Use
from heqi.clocks.actions import record_and_copy
from heqi.ledger.actors import Actor


def record(
    row: Use | Sheet,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    term: datetime | None = None,
) -> None:
    """Something happened that starts or stops a limit, or names its instant."""
    began = row.used_at if isinstance(row, Use) else row.issued_at
    facts = {"for": term.isoformat()} if term else None
    record_and_copy(row, kind, began=began, at=at, facts=facts, by=by, now=now)
