"""Calling: attempts that fail, and the answers of customers who were reached."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.events import CallbackDone, CallbackGivenUp, OpinionGiven
from heqi.callbacks.facts import attempt_rules, limit_from, scale_of
from heqi.callbacks.models import Attempt, CallbackTask
from heqi.callbacks.states import FLOW, Outcome
from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import Refused, require
from heqi.policies.packs import current_pack
from heqi.workorders.actions import archive_order


def _require_caller(task: CallbackTask, by: Actor) -> None:
    require(by, "callbacks.call", task)
    if by.kind == "staff" and by.id in task.handlers:
        raise Refused(_("Nobody calls back about an order that he handled."), "callbacks.call")


@transaction.atomic
def record_attempt(
    task: CallbackTask, *, outcome: str, note: str = "", by: Actor, now: datetime
) -> CallbackTask:
    """A call that did not reach the customer.

    After as many attempts as the policy asks for, in as many different windows of the day, the
    customer counts as unreachable. Raises ``ValidationError`` before the policy's gap is over.
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
    rules = attempt_rules(now=now)
    answer = rules.answer or {}
    Attempt.objects.create(
        task=task, at=now, outcome=outcome, note=note[:200], by_id=by.id, by_name=by.name
    )
    made = task.attempts + 1
    final = outcome in (Outcome.WRONG_NUMBER, Outcome.REFUSED) or (
        made >= int(answer["attempts"])
        and len(_windows(task, answer)) >= int(answer["different_hours"])
    )
    ended: dict[str, Any] = (
        {"is_open": False, "done_at": now, "result": "unreachable"} if final else {}
    )
    move(
        task,
        FLOW,
        "give_up" if final else "try",
        code="callbacks.attempt",
        by=by,
        now=now,
        changes={"outcome": outcome, "attempt": made},
        decision=rules.pk,
        attempts=made,
        next_attempt_at=None if final else limit_from(rules, "gap", task.order, now),
        caller_id=by.id if by.kind == "staff" else None,
        **ended,
    )
    if final:
        _note_call(task, by=by, now=now)
        _give_up(task, "unreachable", now=now)
    return task


def _note_call(task: CallbackTask, *, by: Actor, now: datetime) -> None:
    """The promise was to call: it is kept, or late, whoever answered."""
    timeline = timeline_of(task)
    if timeline is not None:
        record_moment(timeline, "called", by=by, now=now)


def _windows(task: CallbackTask, answer: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for attempt in Attempt.objects.filter(task=task):
        clock = timezone.localtime(attempt.at).time()
        for window in answer.get("hours") or []:
            since, until = (time.fromisoformat(part) for part in str(window).split("-"))
            if since <= clock < until:
                found.add(str(window))
    return found


@transaction.atomic
def record_result(
    task: CallbackTask,
    *,
    score: int,
    answers: Mapping[str, Any] | None = None,
    opinion: str = "",
    opinion_text: str = "",
    by: Actor,
    now: datetime,
) -> CallbackTask:
    """The customer was reached: overall score 1 to 5, answers to the script, an opinion if any.

    What a score leads to (satisfied, follow-up, opinion) is the policy's word.
    """
    _require_caller(task, by)
    if score not in range(1, 6):
        raise ValidationError({"score": _("The overall score runs from 1 to 5.")})
    classes = current_pack().question("callbacks.opinion").facts["opinion"].options
    if opinion and opinion not in classes:
        raise ValidationError({"opinion": _("Choose the class of the opinion.")})
    decision = scale_of(score, now=now)
    result = str((decision.answer or {})["result"])
    if result == "opinion" and not opinion:
        opinion = "dissatisfied"
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
        next_attempt_at=None,
    )
    _note_call(task, by=by, now=now)
    if task.order.status == "to_call_back":
        archive_order(task.order, by=SYSTEM, now=now)
    announce(
        CallbackDone(
            task_id=task.pk,
            number=task.number,
            order_id=task.order_id,
            result=result,
            score=score,
            company_id=task.company_id,
        ),
        now=now,
    )
    if opinion:
        announce(
            OpinionGiven(
                task_id=task.pk,
                order_id=task.order_id,
                request_id=task.request_id,
                opinion=opinion,
                text=opinion_text,
                company_id=task.company_id,
            ),
            now=now,
        )
    return task


def expire_callbacks(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: what is still open at its latest day has expired."""
    rows = CallbackTask.objects.filter(is_open=True, expires_at__lte=now).select_related("order")
    done = 0
    for task in rows.order_by("expires_at", "id")[:batch]:
        with transaction.atomic():
            move(
                task,
                FLOW,
                "expire",
                code="callbacks.expire",
                by=SYSTEM,
                now=now,
                is_open=False,
                done_at=now,
                result="expired",
            )
            _give_up(task, "expired", now=now)
        done += 1
    return done


def _give_up(task: CallbackTask, why: str, *, now: datetime) -> None:
    if task.order.status == "to_call_back":
        archive_order(task.order, by=SYSTEM, now=now)
    announce(
        CallbackGivenUp(
            task_id=task.pk, order_id=task.order_id, why=why, company_id=task.company_id
        ),
        now=now,
    )
