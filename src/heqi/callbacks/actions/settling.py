"""Callbacks that end without a call from the queue: the matter was called about or is no more."""

from datetime import datetime
from typing import Any

from django.db import transaction

from heqi.callbacks.actions.calling import finish_answered
from heqi.callbacks.actions.solving import end_unconfirmed
from heqi.callbacks.facts import scale_of
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.states import FLOW
from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.states import move


def _waiting(subject: str) -> list[CallbackTask]:
    rows = CallbackTask.objects.filter(subject=subject, is_open=True)
    return list(rows.select_related("company", "unit").order_by("pk"))


@transaction.atomic
def settle_called(
    subject: str, *, score: int, note: str, off_hours: str = "", by: Actor, now: datetime
) -> None:
    """The customer was called on the page of the matter: the queue has nothing to ask any more."""
    for task in _waiting(subject):
        decision = scale_of(score, company_id=task.company_id, now=now)
        _end(
            task,
            "complete",
            "called",
            by=by,
            now=now,
            caller_id=by.id if by.kind == "staff" else None,
            score=score,
            result=str((decision.answer or {})["result"]),
            opinion_text=note,
            off_hours=off_hours,
        )
        finish_answered(task, scale=decision, by=by, now=now)


@transaction.atomic
def drop_callbacks(subject: str, *, reason: str, by: Actor, now: datetime) -> None:
    """The matter is no more: nobody is called about it, and nobody has missed a call."""
    for task in _waiting(subject):
        _end(task, "drop", "cancelled", reason=reason, by=by, now=now, result="dropped")
        end_unconfirmed(task, "dropped", by=by, now=now)


def _end(
    task: CallbackTask,
    name: str,
    moment: str,
    *,
    reason: str = "",
    by: Actor,
    now: datetime,
    **values: Any,
) -> None:
    move(
        task,
        FLOW,
        name,
        code=f"callbacks.{name}_elsewhere",
        by=by,
        now=now,
        reason=reason,
        is_open=False,
        done_at=now,
        next_attempt_at=None,
        **values,
    )
    timeline = timeline_of(task)
    if timeline is not None:
        record_moment(timeline, moment, by=by, now=now)
