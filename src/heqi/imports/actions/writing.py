"""The commit: one transaction writes every new row, or nothing remains of it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.customers.actions.bulk import Household, Keys, Writer
from heqi.imports.actions.checking import Line, lines
from heqi.imports.kinds import household
from heqi.imports.life import Life
from heqi.imports.memory import small
from heqi.imports.models import Batch, Finding, Row
from heqi.imports.states import FLOW, Status, Verdict
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.states import StaleState, move
from heqi.people.queries import actor_of

# Findings that are made anew when the rows are compared again.
COMPARED = ["duplicate", "different", "further"]
# Households with what is computed from them.
Ready = tuple[list[Household], list[Keys]]


def write_batch(
    batch: Batch, *, now: datetime, progress: Callable[[int], None] | None = None
) -> bool:
    """Write a confirmed batch. False where it was not confirmed or has to be checked again.

    Killed at any moment, nothing is written and the next call does it all. Where somebody has
    meanwhile entered one of its accounts or meters, it is checked again and confirmed anew.
    """
    batch.refresh_from_db()
    if batch.status != Status.CONFIRMED:
        return False
    count = batch.counts["verdicts"][Verdict.NEW]
    writer = Writer(batch.unit, count=count, now=now)
    by = _confirmer(batch, now)
    try:
        with small(), transaction.atomic(), writer.indexing():
            # First of all, so that a second worker waits here and then finds nothing to do.
            _claim(batch)
            digest = _write(batch, writer, progress)
            move(
                batch, FLOW, "commit", code="imports.commit", by=by, now=now,
                changes={
                    "rows": count, "file_sha256": batch.sha256, "content_sha256": digest,
                    "made": {label: sum(b - a + 1 for a, b in ids)
                             for label, ids in writer.made.items()},
                },
                made=writer.made, written=count, content_sha256=digest, committed_at=now,
            )  # fmt: skip
    except IntegrityError:
        _check_again(batch, now)
        return False
    except StaleState:
        return False
    return True


def _claim(batch: Batch) -> None:
    if not Batch.objects.filter(pk=batch.pk, status=Status.CONFIRMED).update(problem=""):
        raise StaleState(_("This import is written already."))


def _write(batch: Batch, writer: Writer, progress: Callable[[int], None] | None) -> str:
    """Write the new rows chunk by chunk; the checksum of what was written.

    While the database takes a chunk, a thread makes the next one ready: it computes only.
    """
    life = Life(calendar_for(batch.unit), batch.company_id)
    digest, done = hashlib.sha256(), 0

    def ready(rows: list[Line]) -> Ready:
        made = [household(json.loads(text), shares=shares, life=life) for _n, text, shares in rows]
        return made, writer.keys(made)

    with ThreadPoolExecutor(max_workers=1) as pool:
        for chunk, rows in _ahead(pool, ready, lines(batch, Verdict.NEW)):
            writer.write(*chunk)
            for _line, text, _shares in rows:
                digest.update(text.encode())
            done += len(rows)
            if progress:
                progress(done)
    return digest.hexdigest()


def _ahead(
    pool: ThreadPoolExecutor, ready: Callable[[list[Line]], Ready], chunks: Iterable[list[Line]]
) -> Iterator[tuple[Ready, list[Line]]]:
    """Each chunk made ready, with its lines; the next is in work meanwhile."""
    waiting: tuple[Future[Ready], list[Line]] | None = None
    for rows in chunks:
        coming = pool.submit(ready, rows), rows
        if waiting:
            yield waiting[0].result(), waiting[1]
        waiting = coming
    if waiting:
        yield waiting[0].result(), waiting[1]


def _confirmer(batch: Batch, now: datetime) -> Actor:
    """Who confirmed, as the one who acts."""
    staff = batch.confirmed_by
    return actor_of(staff, now=now) if staff else SYSTEM


def _check_again(batch: Batch, now: datetime) -> None:
    """Something came in between: the duplicates are found anew."""
    with transaction.atomic():
        Finding.objects.filter(batch=batch, error__in=COMPARED).delete()
        kept = Finding.objects.filter(batch=batch, severity="error").values("line")
        Row.objects.filter(batch=batch).update(
            verdict=Verdict.NEW, target=None, shares=False, shares_party=False, adds_meter=False
        )
        Row.objects.filter(batch=batch, line__in=kept).update(verdict=Verdict.ERROR)
        move(
            batch, FLOW, "check_again", code="imports.check_again", by=SYSTEM, now=now,
            problem=_("Meanwhile some of these accounts or meters were entered by somebody else. "
                      "The rows were compared again; please confirm anew."),
        )  # fmt: skip
