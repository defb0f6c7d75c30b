"""The national centre's callbacks: taken in, handled as opinions, answered inside a limit."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import NATIONAL
from heqi.callbacks.actions.opinions import open_opinion
from heqi.callbacks.centre.files import MOST, counts_of, judge
from heqi.callbacks.centre.results import Heard, understand
from heqi.callbacks.events import NationalResultHandedBack
from heqi.callbacks.facts import opened_by, scale_of
from heqi.callbacks.models import CallbackTask, Draw, NationalFile, NationalResult
from heqi.callbacks.states import (
    FILE_FLOW,
    HAND_BACK_FLOW,
    FileStatus,
    HandBack,
    Round,
    RowVerdict,
    Status,
)
from heqi.callbacks.works import matter_of
from heqi.clocks.actions import copy_clock, record_and_copy, record_moment, start_timeline
from heqi.clocks.queries import governing_clock
from heqi.imports.reading import read_table
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify_holders
from heqi.people.access import Refused, require
from heqi.people.models import Unit
from heqi.policies.deciding import ask

QUESTION = "callbacks.national_centre"
PREFIX = "HF"
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


@transaction.atomic
def take_result(
    company: Unit, heard: Heard, *, file: NationalFile | None = None, by: Actor, now: datetime
) -> NationalResult:
    """Keep a callback of the national centre (callback/supervision-centre).

    It is a callback that has ended; what the customer said becomes an opinion with the limits of
    one of ours, and the handling is to be handed back. The work it is about stays as it is: our own
    callback is not replaced.
    """
    require(by, NATIONAL, company)
    decision = ask(QUESTION, {}, on=timezone.localdate(now))
    task = _keep_call(company, heard, by=by, now=now)
    handled = bool(task.opinion) and task.opinion != "praise"
    row: NationalResult = NationalResult.objects.create(
        company=company,
        unit=company,
        reference=heard.reference,
        task=task,
        file=file,
        digest=heard.digest,
        decision=decision,
        status=HandBack.WAITING if handled else HandBack.NOTHING,
        is_open=handled,
        received_at=now,
        received_by=by.name,
        queue_at=now,
    )
    timeline = start_timeline(
        row, unit=company, decision=decision, facts={}, label=row.reference, by=by, now=now
    )
    record_moment(timeline, "received", by=by, now=now)
    if not handled:
        record_moment(timeline, "settled", by=by, now=now)
    clock = governing_clock(timeline)
    copy_clock(row, clock, queue_at=(clock.due_at if clock else None) or now)
    audit(
        row,
        "callbacks.national_result",
        by=by,
        now=now,
        changes={"callback": task.number, "score": heard.score, "opinion": task.opinion},
        decision=decision.pk,
    )
    if task.opinion:
        open_opinion(
            task, kind=task.opinion, text=heard.text, sensitive=heard.sensitive, by=by, now=now
        )
    if handled and file is None:
        tell_holders(row, "callbacks.national_received", key="received", now=now)
    return row


def tell_holders(row: NationalResult, code: str, *, key: str, now: datetime, **more: Any) -> None:
    """Tell who hands results back, but those whose own work it is about."""
    notify_holders(
        NATIONAL,
        row.company,
        code,
        context={"reference": row.reference, "due": row.due_at, **more},
        about=row,
        url=f"/callbacks/national/{row.pk}/",
        key=f"national{row.pk}:{key}",
        but=row.task.handlers,
        by=SYSTEM,
        now=now,
    )


def _keep_call(company: Unit, heard: Heard, *, by: Actor, now: datetime) -> CallbackTask:
    matter = matter_of(heard.subject)
    decision = scale_of(heard.score, now=now)
    result = str((decision.answer or {})["result"])
    opinion = heard.opinion or opened_by(decision)
    drawn = Draw.objects.filter(subject=heard.subject).first()
    task: CallbackTask = CallbackTask.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company,
        unit=company,
        business=drawn.business if drawn else "",
        round=Round.NATIONAL,
        subject=heard.subject,
        label=heard.label,
        about=matter.about[:240],
        tier=matter.party.tier if matter.party else "standard",
        contact_name=matter.contact_name[:60],
        contact_phone=matter.contact_phone,
        address=matter.address[:240],
        service_point=matter.service_point,
        team=matter.team,
        worker=matter.worker,
        finished_at=matter.completed_at or heard.called_at,
        order=matter.order,
        request=matter.request,
        party=matter.party,
        decision=decision,
        reason=_("The national centre's callback {number}").format(number=heard.reference),
        handlers=sorted(one for one in matter.handlers if one),
        status=Status.DONE,
        is_open=False,
        score=heard.score,
        result=result,
        opinion=opinion,
        opinion_text=heard.text,
        queue_at=heard.called_at,
        planned_at=heard.called_at,
        done_at=heard.called_at,
    )
    audit(task, "callbacks.national_call", by=by, now=now, changes={"reference": heard.reference})
    return task


@transaction.atomic
def hand_back(result: NationalResult, *, handling: str, by: Actor, now: datetime) -> None:
    """Tell the national centre what was done; it goes out over the line or in a file."""
    require(by, NATIONAL, result.company)
    if by.kind == "staff" and by.id in result.task.handlers:
        raise Refused(_("Nobody reports on the handling of his own work."), NATIONAL)
    handling = handling.strip()
    if not handling:
        raise ValidationError({"handling": _("Say what was done about it.")})
    move(
        result,
        HAND_BACK_FLOW,
        "hand_back",
        code="callbacks.hand_back",
        by=by,
        now=now,
        reason=handling,
        is_open=False,
        handling=handling,
        handed_back_at=now,
        handed_back_by=by.name,
    )
    record_and_copy(result, "handed_back", began=now, by=by, now=now)
    announce(
        NationalResultHandedBack(
            result_id=result.pk,
            reference=result.reference,
            number=result.task.number,
            handling=handling,
            state=opinion_state(result),
            company_id=result.company_id,
        ),
        now=now,
    )


def opinion_state(result: NationalResult) -> str:
    """How far the opinion is that the result brought; empty without one."""
    opinion = getattr(result.task, "opinion_row", None)
    return str(opinion.status) if opinion is not None else ""


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
