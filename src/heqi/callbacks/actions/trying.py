"""Attempts that reach nobody, and what is still open when its time is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.callbacks.actions.calling import (
    fault,
    fault_if_late,
    note_call,
    off_hours_reason,
    over,
    require_caller,
)
from heqi.callbacks.actions.links import send_reply_link
from heqi.callbacks.actions.solving import end_unconfirmed
from heqi.callbacks.events import CallbackGivenUp
from heqi.callbacks.facts import attempt_rules, limit_from, window_at
from heqi.callbacks.models import Attempt, CallbackTask
from heqi.callbacks.states import FLOW, Outcome, Result, Status
from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.customers.actions.tasks import open_task
from heqi.customers.models import TaskKind
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move


@transaction.atomic
def record_attempt(
    task: CallbackTask,
    *,
    outcome: str,
    note: str = "",
    off_hours: str = "",
    site: str = "",
    by: Actor,
    now: datetime,
) -> CallbackTask:
    """A call that did not reach the customer.

    After as many attempts as the policy asks for, in as many different windows of the day, the
    customer is sent a link to answer by, where the policy wants it and ``site`` is the address of
    this site; without it, and without an answer by the latest day, he counts as unreachable.
    A wrong number, a refusal and somebody else's answer are results of their own; which of them
    end the callback at once is the policy's word. Raises ``ValidationError`` before the
    policy's gap is over, and outside its hours without a reason (``off_hours``).
    """
    require_caller(task, by)
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
        task=task,
        at=now,
        outcome=outcome,
        note=note[:200],
        off_hours=off_hours_reason(off_hours, company_id=task.company_id, now=now),
        by_id=by.id,
        by_name=by.name,
    )
    made = task.attempts + 1
    ends = outcome in (answer.get("ends") or [])
    final = ends or (
        made >= int(answer["attempts"])
        and len(_windows(task, answer)) >= int(answer["different_hours"])
    )
    linked = (
        final
        and not ends
        and "sms_link" in (answer.get("then") or [])
        and bool(site and task.contact_phone)
    )
    ended: dict[str, Any] = (
        {"is_open": False, "done_at": now, "result": result_of(outcome)}
        if final and not linked
        else {}
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
        note_call(task, by=by, now=now)
        fault_if_late(task, by=by, now=now)
    if linked:
        send_reply_link(task, site=site, by=by, now=now)
    elif final:
        _give_up(task, task.result, now=now)
    return task


def result_of(outcome: str) -> str:
    """The result of a callback whose last attempt ended so."""
    return str(Result.UNREACHABLE if outcome == Outcome.NO_ANSWER else outcome)


def _attempted(task: CallbackTask) -> str:
    """What the rule of attempts calls the matter."""
    return "complaint" if task.business == "complaint" else "other"


def _windows(task: CallbackTask, answer: Mapping[str, Any]) -> set[str]:
    tried = Attempt.objects.filter(task=task)
    return {window_at(answer, attempt.at) for attempt in tried} - {""}


def expire_callbacks(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: what is still open at its latest day has expired; whoever did not answer the
    link that he was sent is unreachable."""
    rows = CallbackTask.objects.filter(is_open=True, expires_at__lte=now).select_related("company")
    done = 0
    for task in rows.order_by("expires_at", "id")[:batch]:
        asked = task.status == Status.LINKED
        last = task.tries.last() if asked else None
        why = result_of(last.outcome if last else Outcome.NO_ANSWER) if asked else Result.EXPIRED
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
                result=str(why),
            )
            if not asked:
                fault(task, "missing", None, now=now)
                timeline = timeline_of(task)
                if timeline is not None:
                    record_moment(timeline, "expired", by=SYSTEM, now=now)
            _give_up(task, str(why), now=now)
        done += 1
    return done


def _give_up(task: CallbackTask, why: str, *, now: datetime) -> None:
    over(task, now=now)
    if why == Result.WRONG_NUMBER:
        _ask_for_the_phone(task, now=now)
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


def _ask_for_the_phone(task: CallbackTask, *, now: datetime) -> None:
    """A number that is not the customer's is to be put right in his file (data-entry/6.3)."""
    if task.party is None:
        return
    with override("zh-hans"):  # what is kept is read by everybody
        title = _("Correct the phone number")
        detail = _("Callback {number}: the number on file is not the customer's.")
    open_task(
        unit=task.unit,
        kind=TaskKind.UPDATE,
        title=title,
        detail=detail.format(number=task.number),
        party=task.party,
        service_point=task.service_point,
        source_type="callbacks.callbacktask",
        source_id=str(task.pk),
        source_number=task.number,
        by=SYSTEM,
        now=now,
    )
