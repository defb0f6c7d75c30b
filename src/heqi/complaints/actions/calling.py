"""The callback about a complaint: in the queue of callbacks, or on the page of the complaint."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heqi.callbacks.actions import (
    drop_callbacks,
    off_hours_reason,
    plan_again,
    record_attempt,
    refuse_barred,
    settle_called,
    take_up,
)
from heqi.callbacks.facts import ATTEMPTS
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.states import Outcome
from heqi.callbacks.states import Status as CallStatus
from heqi.complaints.access import CALL_BACK
from heqi.complaints.actions.answering import climb
from heqi.complaints.actions.telling import acting, refuse_concerned, tell_posts
from heqi.complaints.actions.timing import record
from heqi.complaints.calls import SOURCE, handlers_of, subject_for, work_of
from heqi.complaints.facts import look, satisfied_at_least
from heqi.complaints.models import Complaint
from heqi.complaints.states import FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import refuse, require


@transaction.atomic
def queue_call(complaint: Complaint, *, now: datetime) -> None:
    """A complaint that was replied to stands in the queue of callbacks; after each reply anew.

    What expired there was no call: it is planned anew, with a limit of its own. Of a group every
    household is called about its own case.
    """
    if complaint.is_group:
        return
    draw = take_up(SOURCE, work_of(complaint), complaint.company, now=now)
    if draw is None:
        return
    tasks = CallbackTask.objects.filter(subject=subject_for(complaint))
    if tasks.filter(is_open=True).exists():
        return
    since_reply = tasks.filter(planned_at__gte=complaint.finished_at or now)
    if not since_reply.exists():
        plan_again(draw, reason=_("Replied to anew"), now=now)
    elif not since_reply.exclude(status=CallStatus.EXPIRED).exists():
        plan_again(draw, reason=_("The callback expired"), since=now, now=now)


def call_anew(complaint: Complaint, *, now: datetime) -> None:
    """Nobody called in time: the customer is still to be called, and the lead hears of it."""
    queue_call(complaint, now=now)
    tasks = CallbackTask.objects.filter(subject=subject_for(complaint))
    tell_posts(
        complaint,
        confirmers(company_id=complaint.company_id, now=now),
        "complaints.callback_expired",
        key=f"expired{tasks.count()}",
        now=now,
    )


def drop_call(complaint: Complaint, *, reason: str, by: Actor, now: datetime) -> None:
    """Nobody is to be called any more."""
    drop_callbacks(subject_for(complaint), reason=reason, by=by, now=now)


def _require_caller(complaint: Complaint, by: Actor) -> None:
    require(by, CALL_BACK, complaint.company)
    refuse_concerned(complaint, by)
    refuse_barred(by)
    if by.kind == "staff" and by.id in handlers_of(complaint):
        raise refuse(_("Nobody calls back about a complaint that he handled."))
    if complaint.is_group:
        raise IllegalMove(_("Every household of the group is called about its own case."))
    if complaint.status != "replied":
        raise IllegalMove(_("The callback comes after the reply."))


@transaction.atomic
def call_back(
    complaint: Complaint,
    *,
    score: int,
    note: str = "",
    off_hours: str = "",
    by: Actor,
    now: datetime,
) -> bool:
    """The customer was called: how satisfied he is. Below the policy's score it goes on.

    Outside the policy's hours for calling it asks for a reason (``off_hours``, callback/timing).
    """
    _require_caller(complaint, by)
    if score not in range(1, 6):
        raise ValidationError({"score": _("The overall score runs from 1 to 5.")})
    off_hours = off_hours_reason(off_hours, company_id=complaint.company_id, now=now)
    satisfied = note_call(complaint, score=score, note=note, by=by, now=now)
    settle_called(
        subject_for(complaint), score=score, note=note, off_hours=off_hours, by=by, now=now
    )
    return satisfied


def note_call(complaint: Complaint, *, score: int, note: str, by: Actor, now: datetime) -> bool:
    """What the callback brought, wherever it was made. Called within a transaction."""
    satisfied = score >= satisfied_at_least(now=now, company_id=complaint.company_id)
    values = {
        "satisfaction": score,
        "called_at": now,
        "called_by": by.name,
        "call_note": note.strip()[:300],
    }
    Complaint.objects.filter(pk=complaint.pk).update(**values)
    for name, value in values.items():
        setattr(complaint, name, value)
    audit(complaint, "complaints.call_back", by=by, now=now, changes={"score": score})
    record(complaint, "called", by=by, now=now)
    if not satisfied:
        move(
            complaint,
            FLOW,
            "dissatisfy",
            code="complaints.dissatisfied",
            by=by,
            now=now,
            reason=note,
            disputed=True,
            finished_at=None,
            call_attempts=0,
        )
        climb(complaint, now=now)
    return satisfied


@transaction.atomic
def note_call_attempt(
    complaint: Complaint, *, outcome: str, off_hours: str = "", by: Actor, now: datetime
) -> int:
    """A call that did not reach the customer; after the policy's attempts the lead confirms.

    It is an attempt of the queue like any other (callback/timing): not before the gap is over, in
    as many windows of the day as the policy asks for; a wrong number or a refusal ends it at once.
    """
    _require_caller(complaint, by)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose how the call ended.")})
    queue_call(complaint, now=now)
    tasks = CallbackTask.objects.filter(subject=subject_for(complaint), is_open=True)
    task = tasks.select_related("company", "unit", "team").order_by("-pk").first()
    if task is None:
        raise IllegalMove(_("The attempts are over; the lead decides."))
    record_attempt(task, outcome=outcome, off_hours=off_hours, by=acting(by), now=now)
    wanted = wanted_attempts(now=now, company_id=complaint.company_id)
    made = min(task.attempts, wanted - 1) if task.is_open else max(task.attempts, wanted)
    complaint.call_attempts = made
    Complaint.objects.filter(pk=complaint.pk).update(call_attempts=made)
    audit(
        complaint,
        "complaints.call_attempt",
        by=by,
        now=now,
        changes={"outcome": outcome, "attempt": task.attempts},
    )
    return made


def confirmers(*, company_id: int | None, now: datetime) -> list[str]:
    """The posts that confirm that a complainant could not be reached (callback/timing)."""
    answer = look(ATTEMPTS, {"subject": "complaint"}, now=now, company_id=company_id)
    return [str(post) for post in answer.get("confirm_by") or []]


def give_up_calling(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """The queue reached nobody in all its attempts: the lead confirms (callback/timing)."""
    attempts = max(
        complaint.call_attempts, wanted_attempts(now=now, company_id=complaint.company_id)
    )
    Complaint.objects.filter(pk=complaint.pk).update(call_attempts=attempts)
    complaint.call_attempts = attempts
    audit(complaint, "complaints.call_attempt", by=by, now=now, changes={"attempt": attempts})
    tell_posts(
        complaint,
        confirmers(company_id=complaint.company_id, now=now),
        "complaints.unreachable",
        key=f"unreachable{CallbackTask.objects.filter(subject=subject_for(complaint)).count()}",
        now=now,
    )


def wanted_attempts(*, company_id: int | None, now: datetime) -> int:
    """How many attempts the policy asks for."""
    return int(look(ATTEMPTS, {"subject": "complaint"}, now=now, company_id=company_id)["attempts"])


def is_unreachable(complaint: Complaint, *, now: datetime) -> bool:
    """Whether the attempts that the policy asks for were made in vain; of a group, whether all of
    its households have ended and nobody of them was reached."""
    if complaint.is_group:
        reached = Q(is_open=True) | Q(called_at__isnull=False)
        return complaint.status == "replied" and not complaint.children.filter(reached).exists()
    return complaint.status == "replied" and complaint.call_attempts >= wanted_attempts(
        now=now, company_id=complaint.company_id
    )
