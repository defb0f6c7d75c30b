"""Rows are read, checked and laid ready, a chunk a transaction; nothing is done twice."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from heqi.customers.tables import Table
from heqi.imports.actions.comparing import compare, find_duplicates
from heqi.imports.actions.uploading import folder
from heqi.imports.checking import Checker
from heqi.imports.kinds import Shares
from heqi.imports.memory import small
from heqi.imports.models import Batch, Finding, Row
from heqi.imports.reading import Unreadable, records
from heqi.imports.states import FLOW, Status, Verdict
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import move

CHUNK = 4_000


def check_batch(batch: Batch, *, now: datetime) -> None:
    """Everything until the report; may be stopped at any moment and called again."""
    with small():
        while check_some(batch, chunks=50, now=now):
            pass


def check_some(batch: Batch, *, chunks: int = 1, now: datetime) -> bool:
    """Do the next piece of work; whether there is more. Any number may work on one batch."""
    batch.refresh_from_db()
    if batch.status != Status.CHECKING:
        return False
    if batch.offset < batch.body_size:
        try:
            _read(batch, chunks, now)
        except (Unreadable, UnicodeDecodeError) as error:
            sentence = error.messages[0] if isinstance(error, Unreadable) else str(error)
            _refuse(batch, sentence, now)
        return True
    _report(batch, now)
    return False


def _read(batch: Batch, chunks: int, now: datetime) -> None:
    checker = Checker(
        batch.mapping, batch.defaults, on=timezone.localdate(now), company_id=batch.company_id
    )
    rows = records(
        folder() / batch.path,
        encoding=batch.encoding,
        delimiter=batch.delimiter,
        offset=batch.offset,
    )
    for _n in range(chunks):
        chunk = list(islice(rows, CHUNK))
        if not _stage(batch, checker, chunk):
            return


def _stage(batch: Batch, checker: Checker, chunk: "list[tuple[list[str], int]]") -> bool:
    """Lay a chunk ready; False at the end of the file or where another worker was faster."""
    first, was = batch.line, batch.offset
    ends = chunk[-1][1] if len(chunk) == CHUNK else batch.body_size
    checked = [checker.check(record) for record, _end in chunk]
    with transaction.atomic():
        won = Batch.objects.filter(pk=batch.pk, offset=was, status=Status.CHECKING).update(
            offset=ends, line=first + len(chunk)
        )
        if not won:
            return False
        rows = Table(
            Row, "batch_id", "line", "verdict", "values", "account_key", "customer_key",
            "meter_key", "place_key", "phone",
        )  # fmt: skip
        findings = Table(
            Finding, "batch_id", "line", "field", "error", "severity", "zh", "en", "clause", "mark"
        )
        pk, staged = batch.pk, []
        remarks = []
        for line, row in enumerate(checked, start=first + 1):
            bad = False
            for remark in row.remarks:
                bad = bad or remark.severity == "error"
                remarks.append(
                    (
                        pk, line, remark.field, remark.error, str(remark.severity), remark.zh,
                        remark.en, remark.clause, remark.mark,
                    )
                )  # fmt: skip
            staged.append(
                (
                    pk, line, "error" if bad else "new", row.values, row.account_key,
                    row.customer_key, row.meter_key, row.place_key, row.phone,
                )
            )  # fmt: skip
        for table, values in ((rows, staged), (findings, remarks)):
            if values:
                ids = table.reserve(len(values))
                table.write((i, *v) for i, v in zip(ids, values, strict=True))
    batch.offset, batch.line = ends, first + len(chunk)
    return len(chunk) == CHUNK


def _report(batch: Batch, now: datetime) -> None:
    """Find duplicates, compare with what is on file, count; one transaction."""
    with transaction.atomic():
        # Whoever wins this row does the work; the others see the next state.
        if not Batch.objects.filter(pk=batch.pk, status=Status.CHECKING).update(problem=""):
            return
        _count_rows()
        find_duplicates(batch)
        compare(batch)
        move(
            batch, FLOW, "report", code="imports.report", by=SYSTEM, now=now,
            changes={"rows": batch.line}, counts=counts_of(batch),
        )  # fmt: skip


def _count_rows() -> None:
    """PostgreSQL joins a table just filled as if it were empty, until it is counted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Row._meta.db_table}")


def counts_of(batch: Batch) -> dict[str, object]:
    """Rows by verdict; findings by field, error and severity."""
    verdicts = dict.fromkeys(Verdict.values, 0)
    rows = batch.rows.order_by().values_list("verdict").annotate(n=Count("id"))
    verdicts |= dict(rows)
    findings = (
        batch.findings.order_by().values_list("field", "error", "severity").annotate(n=Count("id"))
    )
    return {"verdicts": verdicts, "findings": sorted(map(list, findings))}


def _refuse(batch: Batch, sentence: str, now: datetime) -> None:
    with transaction.atomic():
        move(
            batch, FLOW, "refuse", code="imports.refuse", by=SYSTEM, now=now,
            changes={"line": batch.line + 1}, problem=sentence[:300],
        )  # fmt: skip


# A line of the file: its number, its values as JSON, what it shares.
Line = tuple[int, str, Shares]


def lines(batch: Batch, verdict: str, *, chunk: int = CHUNK) -> Iterator[list[Line]]:
    """The rows of a verdict, a chunk at a time in the file's order."""
    last = 0
    rows = (
        batch.rows.filter(verdict=verdict)
        .order_by("line")
        .values_list("line", "values", "shares", "shares_party", "adds_meter")
    )
    while found := list(rows.filter(line__gt=last)[:chunk]):
        yield [(line, text, Shares(*shares)) for line, text, *shares in found]
        last = found[-1][0]
