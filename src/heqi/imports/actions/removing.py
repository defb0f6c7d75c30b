"""Undoing: what an import wrote is taken out again, in one transaction."""

from datetime import datetime

from django.db import transaction

from heqi.customers.actions.bulk import remove_made
from heqi.imports.built import built_on
from heqi.imports.models import Batch
from heqi.imports.states import FLOW, Status
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import move


def remove_batch(batch: Batch, *, now: datetime) -> bool:
    """Carry out an undoing that was asked for; False where something stands on the rows by now."""
    batch.refresh_from_db()
    if batch.status != Status.UNDOING:
        return False
    with transaction.atomic():
        if not Batch.objects.filter(pk=batch.pk, status=Status.UNDOING).update(problem=""):
            return False
        if sentences := built_on(batch):
            move(
                batch, FLOW, "keep", code="imports.keep", by=SYSTEM, now=now,
                problem=sentences[0][:300],
            )  # fmt: skip
            return False
        removed = remove_made(batch.made)
        move(
            batch, FLOW, "remove", code="imports.remove", by=SYSTEM, now=now,
            changes={"removed": removed}, undone_at=now,
        )  # fmt: skip
    return True
