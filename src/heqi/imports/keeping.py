"""How long the file of an import and its rows are kept, by the policies (data-entry/9.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from heqi.imports.models import Batch
from heqi.policies.packs import current_pack

KEEPING = "data/take_over"


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when, with what says so."""

    until: datetime
    clause: str
    mark: str


def kept(batch: Batch, *, now: datetime) -> Kept:
    """Until when the file and the rows of an import are kept."""
    found = current_pack(batch.company_id).value(KEEPING, timezone.localdate(now))
    last = max(
        at
        for at in (batch.created_at, batch.confirmed_at, batch.committed_at, batch.undone_at)
        if at
    )
    return Kept(last + timedelta(days=int(found.content["days"])), found.clause, found.mark)
