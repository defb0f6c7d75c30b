"""One worker at a time: a claim that runs out by itself when the worker dies."""

from datetime import datetime

from django.db.models import Q

from heqi.imports.models import Batch


def claim(batch: Batch, *, until: datetime, now: datetime) -> bool:
    """Take a batch for oneself; False where somebody else has it."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    won: int = Batch.objects.filter(free, pk=batch.pk, status=batch.status).update(
        claimed_until=until
    )
    return bool(won)


def release(batch: Batch) -> None:
    """Let others go on."""
    Batch.objects.filter(pk=batch.pk).update(claimed_until=None)
