"""Bulk classification of the existing base (7.2-20): dry run, confirmation, proposals, undoing."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.imports.reading import read_table
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.models import Unit
from heqi.people.queries import actor_of
from heqi.tiers.access import CLASSIFY, require_in
from heqi.tiers.actions.proposing import propose_tier
from heqi.tiers.actions.submitting import close_proposal
from heqi.tiers.bulk.columns import FIELDS, lacking, propose
from heqi.tiers.bulk.judging import facts_of_row, judge_rows
from heqi.tiers.models import Assessment, Batch, BatchRow, Origin
from heqi.tiers.states import BATCH_FLOW, OPEN, PROPOSING, BatchStatus, Occasion, Verdict

PREFIX = "FL"
CHUNK = 50
# A company's whole list of industrial and commercial customers; more comes in several files.
MOST = 5_000
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


@transaction.atomic
def check_file(
    chunks: Iterable[bytes], *, name: str, company: Unit, by: Actor, now: datetime
) -> Batch:
    """Read a file and judge its rows; nothing changes but that the report can be read."""
    require_in(by, CLASSIFY, company)
    read = read_table(chunks, most=MOST)
    batch: Batch = Batch.objects.create(
        company=company,
        unit=company,
        number=next_number(PREFIX, timezone.localdate(now)),
        file_name=UNSAFE.sub("_", name).strip(" ._")[-120:] or "file",
        sha256=read.sha256,
        columns=read.columns,
        mapping=propose(read.columns),
        created_by_id=by.id if by.kind == "staff" else None,
        creator_name=by.name,
        created_at=now,
    )
    BatchRow.objects.bulk_create(
        BatchRow(batch=batch, line=line, cells=[cell[:300] for cell in cells])
        for line, cells in enumerate(read.rows, start=1)
    )
    changes = {"file": batch.file_name, "sha256": batch.sha256, "rows": len(read.rows)}
    audit(batch, "tiers.check_file", by=by, now=now, changes=changes)
    _judge(batch, now=now)
    return batch


@transaction.atomic
def name_columns(batch: Batch, *, mapping: Mapping[str, int], by: Actor, now: datetime) -> None:
    """Take the columns as they were named by hand, and judge the rows anew."""
    require_in(by, CLASSIFY, batch)
    _require_state(batch, BatchStatus.CHECKED, now)
    known = {k: n for k, n in mapping.items() if k in FIELDS and 0 <= n < len(batch.columns)}
    if len(set(known.values())) < len(known):
        raise ValidationError(_("A column can stand for one field only."))
    Batch.objects.filter(pk=batch.pk).update(mapping=known)
    batch.mapping = known
    audit(batch, "tiers.name_columns", by=by, now=now, changes={"mapping": known})
    _judge(batch, now=now)


def _judge(batch: Batch, *, now: datetime) -> None:
    rows = list(batch.rows.order_by("line"))
    if lacking(batch.mapping):
        batch.rows.update(verdict=Verdict.ERROR, findings=[], values={})
        counts = {Verdict.ERROR.value: len(rows)}
    else:
        judged = judge_rows(
            [row.cells for row in rows], batch.mapping, batch.company,
            on=timezone.localdate(now),
        )  # fmt: skip
        for row, found in zip(rows, judged, strict=True):
            row.values, row.party, row.criterion = found.values, found.party, found.criterion
            row.before, row.tier = found.before, found.tier
            row.verdict, row.findings = found.verdict, found.findings
            if found.criterion not in dict(BatchRow._meta.get_field("criterion").choices or ()):
                row.criterion = ""
        BatchRow.objects.bulk_update(
            rows,
            ["values", "party", "criterion", "before", "tier", "verdict", "findings"],
            batch_size=500,
        )
        counts = dict(Counter(str(row.verdict) for row in rows))
    Batch.objects.filter(pk=batch.pk).update(counts=counts)
    batch.counts = counts


@transaction.atomic
def confirm_batch(batch: Batch, *, leave_out: bool, by: Actor, now: datetime) -> None:
    """Have the proposals made; ``leave_out`` says that rows with errors stay out."""
    require_in(by, CLASSIFY, batch)
    errors = batch.counts.get(Verdict.ERROR, 0)
    if errors and not leave_out:
        raise ValidationError(
            _("{n} rows have errors. Correct the file, or tick that they are left out.").format(
                n=errors
            )
        )
    if not any(batch.counts.get(verdict, 0) for verdict in PROPOSING):
        raise ValidationError(_("No row of this file changes a tier; there is nothing to propose."))
    move(
        batch, BATCH_FLOW, "confirm", code="tiers.confirm_batch", by=by, now=now,
        changes={"counts": batch.counts}, confirmed_at=now, confirmer_name=by.name,
    )  # fmt: skip


def propose_rows(*, now: datetime) -> int:
    """Make the proposals of confirmed files, a chunk at a time; called by the loop and the page."""
    waiting = BatchRow.objects.filter(
        batch__status=BatchStatus.CONFIRMED, verdict__in=PROPOSING, assessment__isnull=True
    )
    rows = waiting.select_related("batch__created_by__unit", "party__company", "party__unit")
    done = 0
    for row in rows.order_by("batch_id", "line")[:CHUNK]:
        done += _propose(row, now)
    return done


@transaction.atomic
def _propose(row: BatchRow, now: datetime) -> bool:
    """One row, once; what stands in the way by now is written on it."""
    assert row.party is not None
    staff = row.batch.created_by
    by = actor_of(staff, now=now) if staff else SYSTEM
    given, today = row.values, timezone.localdate(now)
    try:
        with transaction.atomic():
            made = propose_tier(
                row.party,
                criterion=row.criterion,
                reason=given.get("note") or _("Classification of existing customers"),
                proof=given.get("proof") or _("Row {n} of {file}").format(
                    n=row.line, file=row.batch.file_name),
                facts=facts_of_row(given, on=today),
                valid_until=date.fromisoformat(given["until"]) if "until" in given else None,
                occasion=Occasion.EXISTING,
                cause=f"row:{row.pk}",
                origin=Origin.FILE,
                batch=row.batch,
                by=by,
                now=now,
            )  # fmt: skip
    except ValidationError as error:
        said = "；".join(error.messages)
        BatchRow.objects.filter(pk=row.pk).update(
            verdict=Verdict.WAITS,
            findings=[*row.findings, {"field": "number", "said": said, "clause": ""}],
        )
        return True
    BatchRow.objects.filter(pk=row.pk).update(assessment=made)
    return True


@transaction.atomic
def discard_batch(batch: Batch, *, by: Actor, now: datetime) -> None:
    """Throw a checked file away."""
    require_in(by, CLASSIFY, batch)
    move(batch, BATCH_FLOW, "discard", code="tiers.discard_batch", by=by, now=now)


@transaction.atomic
def undo_batch(batch: Batch, *, reason: str, by: Actor, now: datetime) -> int:
    """Take back every proposal of the file that nobody has decided; returns how many.

    What the leadership has decided stands: it changes through a new proposal only.
    """
    require_in(by, CLASSIFY, batch)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    move(
        batch, BATCH_FLOW, "undo", code="tiers.undo_batch", by=by, now=now, reason=reason,
        undone_at=now, undo_reason=reason[:200],
    )  # fmt: skip
    rows = Assessment.objects.filter(batch=batch, status__in=OPEN)
    found = list(rows.select_related("party__company", "unit"))
    for row in found:
        close_proposal(row, reason=reason, by=by, now=now)
    return len(found)


def _require_state(batch: Batch, state: str, now: datetime) -> None:
    if batch.status != state:
        # The flow says so with its own sentence.
        move(batch, BATCH_FLOW, "confirm", code="tiers.confirm_batch", by=SYSTEM, now=now)
