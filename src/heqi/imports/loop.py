"""What the loop does for imports: a chunk at a time, the others have their turn in between."""

import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from heqi.imports.actions.checking import check_some
from heqi.imports.actions.forgetting import forget_batches
from heqi.imports.actions.removing import remove_batch
from heqi.imports.actions.working import claim
from heqi.imports.actions.writing import write_batch
from heqi.imports.models import Batch
from heqi.imports.states import Status
from heqi.ledger.loop import BY_DAY, task

# What is written within some seconds is written by the loop itself.
HERE = 20_000
CLAIM = timedelta(minutes=30)

task("imports.forget_batches", rest=BY_DAY)(forget_batches)


@task("imports.check_rows")
def check_rows(*, now: datetime) -> int:
    """The next chunk of each file that is being checked."""
    batches = list(Batch.objects.filter(status=Status.CHECKING).order_by("id")[:5])
    return sum(check_some(batch, now=now) for batch in batches)


@task("imports.write_rows")
def write_rows(*, now: datetime) -> int:
    """Write and remove what was decided; large batches by a process of their own."""
    waiting = Batch.objects.filter(status__in=[Status.CONFIRMED, Status.UNDOING]).filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    )
    done = 0
    for batch in waiting.order_by("id")[:5]:
        if not claim(batch, until=now + CLAIM, now=now):
            continue
        done += 1
        if batch.line > HERE:
            _start(batch)
        elif batch.status == Status.CONFIRMED:
            write_batch(batch, now=now)
        else:
            remove_batch(batch, now=now)
    return done


def _start(batch: Batch) -> None:
    subprocess.Popen(
        [sys.executable, "-m", "heqi", "import", "work", batch.number],
        cwd=settings.PROJECT,
        start_new_session=True,
    )
