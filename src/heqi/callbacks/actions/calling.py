"""Calling: attempts that fail, and the answers of customers who were reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import CALL
from heqi.callbacks.actions.links import send_reply_link
from heqi.callbacks.actions.opinions import open_opinion
from heqi.callbacks.actions.solving import confirm_from, end_unconfirmed
from heqi.callbacks.events import (
    CallbackDone,
    CallbackFaulted,
    CallbackGivenUp,
)
from heqi.callbacks.facts import (
    attempt_rules,
    classes_of_scores,
    limit_from,
    opened_by,
    scale_of,
    window_at,
)
from heqi.callbacks.models import Attempt, CallbackTask
from heqi.callbacks.states import FLOW, Outcome, Status
from heqi.callbacks.works import source_of
from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import Refused, require
from heqi.policies.packs import common_pack


def _require_caller(task: CallbackTask, by: Actor) -> None:
    require(by, CALL, task)
    if task.is_own_work(by):
        raise Refused(_("Nobody calls back about what he or his team handled."), CALL)


@transaction.atomic
def record_attempt(
    task: CallbackTask, *, outcome: str, note: str = "", site: str = "", by: Actor, now: datetime
) -> CallbackTask:
    """A call that did not reach the customer.

    After as many attempts as the policy asks for, in as many different windows of the day, the
    customer is sent a link to answer by, where the policy wants it and ``site`` is the address of
    this site; without it, and without an answer by the latest day, he counts as
    unreachable. Raises ``ValidationError`` before the policy's gap is over.
    """
    _require_caller(task, by)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose how the call ended.")})
    if task.next_attempt_at and now < task.next_attempt_at:
        raise ValidationError(
            _("The next attempt is possible from {time} on.").format(
                time=f"{timezone.localtime(task.next_attempt_at):%H:%M}"
            )
        )
    rules = attempt_rules(now=now, subject=_attempted(task), company_id=task.company_id)
    answer = rules.answer or {}
    Attempt.objects.create(
        task=task, at=now, outcome=outcome, note=note[:200], by_id=by.id, by_name=by.name
    )
    made = task.attempts + 1
    final = outcome in (Outcome.WRONG_NUMBER, Outcome.REFUSED) or (
        made >= int(answer["attempts"])
        and len(_windows(task, answer)) >= int(answer["different_hours"])
    )
    linked = (
        final
        and outcome not in (Outcome.WRONG_NUMBER, Outcome.REFUSED)
        and "sms_link" in (answer.get("then") or [])
        and bool(site and task.contact_phone)
    )
    ended: dict[str, Any] = (
        {"is_open": False, "done_at": now, "result": "unreachable"} if final and not linked else {}
    )
    name = "try"
    if final:
        name = "ask_by_sms" if linked else "give_up"
    move(
        task,
        FLOW,
        name,
        code="callbacks.attempt",
        by=by,
        now=now,
        changes={"outcome": outcome, "attempt": made},
        decision=rules.pk,
        attempts=made,
        next_attempt_at=None if final else limit_from(rules.answer, "gap", task.company, now),
        caller_id=by.id if by.kind == "staff" else None,
        **ended,
    )
    if final:
        _note_call(task, by=by, now=now)
        _fault_if_late(task, by=by, now=now)
    if linked:
        send_reply_link(task, site=site, by=by, now=now)
    elif final:
        _give_up(task, "unreachable", now=now)
    return task


def _attempted(task: CallbackTask) -> str:
    """What the rule of attempts calls the matter."""
    return "complaint" if task.business == "complaint" else "other"


def _fault_if_late(task: CallbackTask, *, by: Actor, now: datetime) -> None:
    """A call after its limit is a fault of whoever called (callbacks.faults)."""
    if task.due_at and now > task.due_at:
        _fault(task, "late", by.id if by.kind == "staff" else None, now=now)


def _fault(task: CallbackTask, fault: str, staff_id: int | None, *, now: datetime) -> None:
    if fault in common_pack().question("callbacks.faults").facts["fault"].options:
        announce(
            CallbackFaulted(
                review_id=None,
                task_id=task.pk,
                staff_id=staff_id,
                fault=fault,
                company_id=task.company_id,
            ),
            now=now,
        )


def _over(task: CallbackTask, *, now: datetime) -> None:
    """The matter needs no call any more."""
    source, pk = source_of(task.subject)
    source.over(pk, now)


def _note_call(task: CallbackTask, *, by: Actor, now: datetime) -> None:
    """The promise was to call: it is kept, or late, whoever answered."""
    timeline = timeline_of(task)
    if timeline is not None:
        record_moment(timeline, "called", by=by, now=now)


def _windows(task: CallbackTask, answer: Mapping[str, Any]) -> set[str]:
    tried = Attempt.objects.filter(task=task)
    return {window_at(answer, attempt.at) for attempt in tried} - {""}


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
    by: Actor,
    now: datetime,
) -> CallbackTask:
    """The customer was reached: overall score 1 to 5, answers to the script, an opinion if any.

    What a score leads to (satisfied, follow-up, opinion) is the policy's word. ``recording`` is
    the reference of the recording, ``talk_seconds`` the length of the call.
    """
    _require_caller(task, by)
    if score not in range(1, 6):
        raise ValidationError({"score": _("The overall score runs from 1 to 5.")})
    classes = common_pack().question("callbacks.opinion").facts["opinion"].options
    if opinion and opinion not in classes:
        raise ValidationError({"opinion": _("Choose the class of the opinion.")})
    decision = scale_of(score, now=now, company_id=task.company_id)
    result = str((decision.answer or {})["result"])
    opinion = opinion or opened_by(decision)
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
        next_attempt_at=None,
    )
    _note_call(task, by=by, now=now)
    _fault_if_late(task, by=by, now=now)
    finish_answered(task, opens=opened_by(decision), sensitive=sensitive, by=by, now=now)
    return task


def finish_answered(
    task: CallbackTask, *, opens: str, sensitive: str = "", by: Actor, now: datetime
) -> None:
    """What follows from an answer: the matter is over, an opinion is confirmed or opened.

    ``opens`` is the class of the opinion that the score opens by itself; empty where it opens none.
    """
    result, opinion, opinion_text = task.result, task.opinion, task.opinion_text
    _over(task, now=now)
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
        heard = confirm_from(task, opens=opens, by=by, now=now) or heard
        sensitive = sensitive or (task.follows.sensitive if opinion in classes_of_scores() else "")
    if opinion and not (heard and opinion in classes_of_scores()):
        open_opinion(task, kind=opinion, text=opinion_text, sensitive=sensitive, by=by, now=now)


def expire_callbacks(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: what is still open at its latest day has expired; whoever did not answer the
    link that he was sent is unreachable."""
    rows = CallbackTask.objects.filter(is_open=True, expires_at__lte=now).select_related("company")
    done = 0
    for task in rows.order_by("expires_at", "id")[:batch]:
        asked = task.status == Status.LINKED
        why = "unreachable" if asked else "expired"
        with transaction.atomic():
            move(
                task,
                FLOW,
                "give_up" if asked else "expire",
                code="callbacks.expire",
                by=SYSTEM,
                now=now,
                is_open=False,
                done_at=now,
                result=why,
            )
            if not asked:
                _fault(task, "missing", None, now=now)
            _give_up(task, why, now=now)
        done += 1
    return done


def _give_up(task: CallbackTask, why: str, *, now: datetime) -> None:
    _over(task, now=now)
    end_unconfirmed(task, why, by=SYSTEM, now=now)
    announce(
        CallbackGivenUp(
            task_id=task.pk,
            subject=task.subject,
            order_id=task.order_id,
            why=why,
            company_id=task.company_id,
        ),
        now=now,
    )
