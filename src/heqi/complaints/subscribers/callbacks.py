"""Complaints in the queue of callbacks, and what was heard there."""

from datetime import datetime

from heqi.callbacks.events import CallbackAmended, CallbackDone, CallbackGivenUp
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.states import Result
from heqi.complaints.actions.calling import (
    call_anew,
    give_up_calling,
    note_call,
    queue_call,
)
from heqi.complaints.actions.telling import tell_posts
from heqi.complaints.calls import SOURCE, is_called
from heqi.complaints.events import ComplaintReplied
from heqi.complaints.facts import satisfied_at_least
from heqi.complaints.models import Complaint
from heqi.complaints.queries.case import RELATED
from heqi.complaints.states import Status
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.people.queries import actor_of


@on(ComplaintReplied)
def queue_callback(event: ComplaintReplied, *, now: datetime) -> None:
    """Whoever complained and was replied to is called, valid or not (callback/scope)."""
    complaint = Complaint.objects.select_related(*RELATED).get(pk=event.complaint_id)
    if complaint.status == Status.REPLIED and not is_called(complaint):
        queue_call(complaint, now=now)


@on(CallbackDone)
def take_callback_over(event: CallbackDone, *, now: datetime) -> None:
    """What the queue heard: satisfied, the complaint can be closed; dissatisfied, it goes on."""
    complaint = _called_about(event.subject)
    task = CallbackTask.objects.select_related("caller").get(pk=event.task_id)
    at = task.done_at or now
    if complaint is not None and (complaint.called_at is None or complaint.called_at < at):
        by = actor_of(task.caller, now=now) if task.caller else SYSTEM
        note_call(complaint, score=event.score, note=task.opinion_text, by=by, now=at)


@on(CallbackAmended)
def follow_correction(event: CallbackAmended, *, now: datetime) -> None:
    """A score was corrected: it counts while the complaint waits; of a closed one the office hears.

    Whether a closed complaint is opened again is for a person to decide.
    """
    complaint = _complaint_of(event.subject)
    if complaint is None or complaint.satisfaction == event.score:
        return
    if complaint.status == Status.REPLIED:
        note_call(complaint, score=event.score, note="", by=SYSTEM, now=now)
    elif complaint.status == Status.CLOSED and event.score < satisfied_at_least(
        now=now, company_id=complaint.company_id
    ):
        tell_posts(
            complaint,
            ["service_office"],
            "complaints.corrected",
            key=f"corrected{event.task_id}:{event.score}",
            now=now,
            score=event.score,
        )


@on(CallbackGivenUp)
def hand_to_lead(event: CallbackGivenUp, *, now: datetime) -> None:
    """Nobody was reached: the lead confirms it and may end the service. Nobody called: he is still
    to be called."""
    complaint = _called_about(event.subject)
    if complaint is None:
        return
    if event.why == Result.EXPIRED:
        call_anew(complaint, now=now)
    else:
        give_up_calling(complaint, by=SYSTEM, now=now)


def _called_about(subject: str) -> Complaint | None:
    """The complaint that a callback is about, while it waits for it."""
    found = _complaint_of(subject)
    return found if found is not None and found.status == Status.REPLIED else None


def _complaint_of(subject: str) -> Complaint | None:
    code, _colon, pk = subject.partition(":")
    if code != SOURCE.code:
        return None
    return Complaint.objects.select_related(*RELATED).filter(pk=int(pk)).first()
