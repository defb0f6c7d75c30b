"""Files of the national centre's callbacks: judged row by row, taken in once confirmed."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.callbacks.access import NATIONAL
from heqi.callbacks.actions.national import take_result
from heqi.callbacks.centre.files import MOST, counts_of, judge
from heqi.callbacks.centre.results import understand
from heqi.callbacks.models import NationalFile, NationalResult
from heqi.callbacks.states import (
    FILE_FLOW,
    FileStatus,
    RowVerdict,
)
from heqi.imports.reading import read_table
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify_holders
from heqi.people.access import require
from heqi.people.models import Unit

UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


@transaction.atomic
def check_file(
    chunks: Iterable[bytes], *, name: str, company: Unit, by: Actor, now: datetime
) -> NationalFile:
    """Read a file and judge its rows; nothing is taken in before it is confirmed."""
    require(by, NATIONAL, company)
    table = read_table(chunks, most=MOST)
    rows = judge(table, company, now=now)
    file: NationalFile = NationalFile.objects.create(
        company=company,
        file_name=UNSAFE.sub("_", name).strip(" ._")[-120:] or "file",
        sha256=table.sha256,
        rows=[row.kept() for row in rows],
        counts=counts_of(rows),
        created_at=now,
        creator_name=by.name,
    )
    changes = {"file": file.file_name, "sha256": file.sha256, "counts": file.counts}
    audit(file, "callbacks.check_file", by=by, now=now, changes=changes)
    return file


@transaction.atomic
def confirm_file(file: NationalFile, *, leave_out: bool = False, by: Actor, now: datetime) -> int:
    """Take in every row that is new; ``leave_out`` says that rows with faults stay out.

    A row is judged anew: what came in meanwhile over the line is known by now. All or nothing.
    """
    require(by, NATIONAL, file.company)
    faulty = file.counts.get(RowVerdict.ERROR, 0)
    if faulty and not leave_out and file.status == FileStatus.CHECKED:
        raise ValidationError(
            _("{n} rows have errors. Correct the file, or tick that they are left out.").format(
                n=faulty
            )
        )
    given = file.rows
    move(
        file,
        FILE_FLOW,
        "confirm",
        code="callbacks.confirm_file",
        by=by,
        now=now,
        changes={"counts": file.counts},
        rows=_without_words(given),
        confirmed_at=now,
        confirmer_name=by.name,
    )
    taken, waiting = 0, list[NationalResult]()
    for row in given:
        if row["verdict"] not in (RowVerdict.NEW, RowVerdict.OPINION):
            continue
        found = understand(row["values"], file.company, now=now)
        if found.findings or found.heard is None:
            said = "；".join(said for _name, said in found.findings)
            raise ValidationError(_("Row {n}: {said}").format(n=row["line"], said=said))
        if found.known is None:
            result = take_result(file.company, found.heard, file=file, by=by, now=now)
            taken += 1
            if result.is_open:
                waiting.append(result)
    if waiting:
        _tell_of_file(file, waiting, by=by, now=now)
    return taken


def _tell_of_file(
    file: NationalFile, waiting: list[NationalResult], *, by: Actor, now: datetime
) -> None:
    """One message for all that a file brought to be handed back; who took it in knows it."""
    notify_holders(
        NATIONAL,
        file.company,
        "callbacks.national_file",
        context={"n": len(waiting), "due": min(row.due_at or now for row in waiting)},
        about=file,
        url="/callbacks/national/",
        key=f"national-file{file.pk}",
        but=[by.id],
        by=SYSTEM,
        now=now,
    )


@transaction.atomic
def discard_file(file: NationalFile, *, by: Actor, now: datetime) -> None:
    """Throw a checked file away."""
    require(by, NATIONAL, file.company)
    if file.status != FileStatus.CHECKED:
        raise IllegalMove(_("This file was decided on already. Reload the page."))
    move(
        file,
        FILE_FLOW,
        "discard",
        code="callbacks.discard_file",
        by=by,
        now=now,
        rows=_without_words(file.rows),
    )


def _without_words(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows without what customers said; that stands on the opinions."""
    kept = []
    for row in rows:
        values = row["values"]
        assert isinstance(values, dict)
        kept.append({**row, "values": {k: v for k, v in values.items() if k != "text"}})
    return kept
