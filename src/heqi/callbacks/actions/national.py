"""The national centre's callbacks: taken in, handled as opinions, answered inside a limit."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import NATIONAL
from heqi.callbacks.actions.opinions import open_opinion
from heqi.callbacks.centre.results import Heard
from heqi.callbacks.events import NationalResultHandedBack
from heqi.callbacks.facts import heard_as, is_rewarded, opened_by, scale_of
from heqi.callbacks.models import CallbackTask, Draw, NationalFile, NationalResult
from heqi.callbacks.states import (
    HAND_BACK_FLOW,
    HandBack,
    Round,
    Status,
)
from heqi.callbacks.works import matter_of
from heqi.clocks.actions import copy_clock, record_and_copy, record_moment, start_timeline
from heqi.clocks.queries import governing_clock
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify_holders
from heqi.people.access import Refused, require
from heqi.people.models import Unit
from heqi.policies.deciding import ask

QUESTION = "callbacks.national_centre"
PREFIX = "HF"


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
    decision = ask(QUESTION, {}, on=timezone.localdate(now), company_id=company.pk)
    task = _keep_call(company, heard, by=by, now=now)
    handled = bool(task.opinion) and not is_rewarded(task.opinion, now=now, company_id=company.pk)
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
        scale = scale_of(heard.score, now=now, company_id=company.pk)
        kind = heard_as(task.opinion, scale)
        open_opinion(task, kind=kind, text=heard.text, sensitive=heard.sensitive, by=by, now=now)
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
    decision = scale_of(heard.score, now=now, company_id=company.pk)
    result = str((decision.answer or {})["result"])
    opens = opened_by(decision)
    opinion = heard.opinion or opens
    # What they call praise is none beside a score that has to be followed up.
    if opens and opinion != opens and is_rewarded(opinion, company_id=company.pk, now=now):
        opinion = opens
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
