"""What an import leaves behind is personal data of customers: it goes when its time is over."""

from datetime import datetime

from django.db import transaction

from heqi.imports.actions.uploading import folder
from heqi.imports.keeping import kept
from heqi.imports.models import Batch
from heqi.imports.states import FLOW, WORKING, Status
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.ledger.states import move

# Lines whose rows and findings are removed in one go.
PIECE = 50_000
LYING = (Status.MAPPING, Status.CHECKED)


def forget_batches(*, now: datetime) -> int:
    """Remove file, rows and findings of imports whose time is over; how many were finished.

    An import that nobody confirmed in all that time is discarded. What was written stays, and so
    does what says which records were made: it can be undone as before.
    """
    done = 0
    for batch in Batch.objects.filter(forgotten_at=None).exclude(status__in=WORKING).order_by("id"):
        if kept(batch, now=now).until <= now:
            done += _forget(batch, now)
    return done


def remove_file(batch: Batch) -> None:
    """Remove the file, once the transaction stands."""
    path = folder() / batch.path
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _forget(batch: Batch, now: datetime) -> bool:
    """One piece of a large import, or all of a small one; whether nothing is left."""
    with transaction.atomic():
        if batch.status in LYING:
            move(batch, FLOW, "discard", code="imports.discard", by=SYSTEM, now=now)
        first = batch.rows.order_by("line").values_list("line", flat=True).first()
        upto = (first or 0) + PIECE
        batch.rows.filter(line__lt=upto).delete()
        batch.findings.filter(line__lt=upto).delete()
        if batch.rows.exists():
            return False
        batch.findings.all().delete()
        remove_file(batch)
        Batch.objects.filter(pk=batch.pk).update(forgotten_at=now, samples=[])
        audit(batch, "imports.forget", by=SYSTEM, now=now, changes={"rows": batch.line})
    return True
