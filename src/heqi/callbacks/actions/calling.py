"""Calling: who may, when, and the answers of customers who were reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.callbacks.access import CALL
from heqi.callbacks.actions.opinions import open_opinion
from heqi.callbacks.actions.solving import confirm_from
from heqi.callbacks.events import CallbackDone, CallbackFaulted
from heqi.callbacks.facts import (
    attempt_answer,
    classes_of_scores,
    heard_as,
    heard_class,
    opened_by,
    scale_of,
    window_at,
)
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.queries import is_barred
from heqi.callbacks.states import FLOW, Status
from heqi.callbacks.works import source_of
from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import Refused, require
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack


def require_caller(task: CallbackTask, by: Actor) -> None:
    """Whoever calls has the right, has not lost it to a false record, and did not do the work."""
    require(by, CALL, task)
    refuse_barred(by)
    if task.is_own_work(by):
        raise Refused(_("Nobody calls back about what he or his team handled."), CALL)


def refuse_barred(by: Actor) -> None:
    """Whoever recorded a callback falsely calls no customer back (callback/results)."""
    if is_barred(by):
        raise Refused(
            _("A false record cost you the right to call customers back; ask the head of service."),
            CALL,
        )


def off_hours_reason(given: str, *, company_id: int | None, now: datetime) -> str:
    """Why a customer is called outside the policy's hours; empty inside them.

    Raises ``ValidationError`` at ``off_hours`` where the reason is missing (callback/timing).
    """
    answer = attempt_answer(company_id=company_id, now=now)
    if window_at(answer, now):
        return ""
    if not given.strip():
        raise ValidationError(
            {
                "off_hours": _(
                    "Customers are called at {hours}. Give the reason for calling at another hour."
                ).format(hours="、".join(str(hour) for hour in answer.get("hours") or []))
            }
        )
    return given.strip()[:200]


def fault_if_late(task: CallbackTask, *, by: Actor, now: datetime) -> None:
    """A call after its limit is a fault of whoever called (callbacks.faults)."""
    if task.due_at and now > task.due_at:
        fault(task, "late", by.id if by.kind == "staff" else None, now=now)


def fault(task: CallbackTask, code: str, staff_id: int | None, *, now: datetime) -> None:
    """Announce a fault as the policy names it; what it does not name is none."""
    if code in common_pack().question("callbacks.faults").facts["fault"].options:
        announce(
            CallbackFaulted(
                review_id=None,
                task_id=task.pk,
                staff_id=staff_id,
                fault=code,
                company_id=task.company_id,
            ),
            now=now,
        )


def over(task: CallbackTask, *, now: datetime) -> None:
    """The matter needs no call any more."""
    source, pk = source_of(task.subject)
    source.over(pk, now)


def note_call(task: CallbackTask, *, by: Actor, now: datetime) -> None:
    """The promise was to call: it is kept, or late, whoever answered."""
    timeline = timeline_of(task)
    if timeline is not None:
        record_moment(timeline, "called", by=by, now=now)


@transaction.atomic
def record_result(
    task: CallbackTask,
    *,
    score: int,
    answers: Mapping[str, Any] | None = None,
    opinion: str = "",
    opinion_text: str = "",
    sensitive: str = "",
    recording: str = "",
    talk_seconds: int | None = None,
    off_hours: str = "",
    by: Actor,
    now: datetime,
) -> CallbackTask:
    """The customer was reached: overall score 1 to 5, answers to the script, an opinion if any.

    What a score leads to (satisfied, follow-up, opinion) is the policy's word. ``recording`` is
    the reference of the recording, ``talk_seconds`` the length of the call, ``off_hours`` why the
    customer was called outside the policy's hours. Raises ``ValidationError`` at ``recording``
    where he did not agree to being recorded.
    """
    require_caller(task, by)
    if score not in range(1, 6):
        raise ValidationError({"score": _("The overall score runs from 1 to 5.")})
    if recording and (answers or {}).get("consent") == "no":
        raise ValidationError(
            {
                "recording": _(
                    "The customer did not agree to being recorded: leave the reference empty."
                )
            }
        )
    off_hours = off_hours_reason(off_hours, company_id=task.company_id, now=now)
    decision = scale_of(score, now=now, company_id=task.company_id)
    result = str((decision.answer or {})["result"])
    opinion = heard_class(opinion, decision, now=now, company_id=task.company_id)
    # Who was sent a link was called already; that he rings back is nobody's delay.
    asked = task.status == Status.LINKED
    move(
        task,
        FLOW,
        "complete",
        code="callbacks.record",
        by=by,
        now=now,
        changes={"score": score, "result": result, "opinion": opinion},
        decision=decision.pk,
        is_open=False,
        done_at=now,
        caller_id=by.id if by.kind == "staff" else None,
        answers=dict(answers or {}),
        score=score,
        result=result,
        opinion=opinion,
        opinion_text=opinion_text,
        recording=recording[:60],
        talk_seconds=talk_seconds,
        off_hours=off_hours,
        next_attempt_at=None,
    )
    if not asked:
        note_call(task, by=by, now=now)
        fault_if_late(task, by=by, now=now)
    finish_answered(task, scale=decision, sensitive=sensitive, by=by, now=now)
    return task


def finish_answered(
    task: CallbackTask, *, scale: Decision, sensitive: str = "", by: Actor, now: datetime
) -> None:
    """What follows from an answer: the matter is over, an opinion is confirmed or opened.

    ``scale`` is what the policy says of the score.
    """
    result, opinion, opinion_text = task.result, task.opinion, task.opinion_text
    over(task, now=now)
    announce(
        CallbackDone(
            task_id=task.pk,
            number=task.number,
            subject=task.subject,
            order_id=task.order_id,
            result=result,
            score=task.score or 0,
            company_id=task.company_id,
        ),
        now=now,
    )
    # A complaint goes on by itself, and so does what has become one; anything else that is said
    # is heard anew.
    heard = source_of(task.subject)[0].goes_on
    if task.follows is not None:
        heard = confirm_from(task, opens=opened_by(scale), by=by, now=now) or heard
        sensitive = sensitive or (task.follows.sensitive if opinion in classes_of_scores() else "")
    if opinion and not (heard and opinion in classes_of_scores()):
        # Where the low score is seen to already, what is left is what the customer asks for.
        kind = opinion if heard else heard_as(opinion, scale)
        open_opinion(task, kind=kind, text=opinion_text, sensitive=sensitive, by=by, now=now)
