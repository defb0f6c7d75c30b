"""Reactions to requests, clocks and approvals."""

from dataclasses import replace
from datetime import datetime

from heqi.approvals.actions import withdraw
from heqi.approvals.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalReturned,
    ApprovalWithdrawn,
    Outcome,
)
from heqi.approvals.models import Approval
from heqi.approvals.queries import signer_of
from heqi.callbacks.events import CallbackDone, CallbackGivenUp, NationalResultHandedBack
from heqi.callbacks.models import CallbackTask, NationalResult
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.clocks.models import Clock
from heqi.complaints.actions.answering import climb
from heqi.complaints.actions.appealing import file_until
from heqi.complaints.actions.calling import (
    give_up_calling,
    note_call,
    queue_call,
)
from heqi.complaints.actions.extending import APPROVAL, decide_extension
from heqi.complaints.actions.intake import KIND, adopt_request
from heqi.complaints.actions.levels import raise_overdue
from heqi.complaints.actions.national.answering import go_on, post_message, tell_closed
from heqi.complaints.actions.national.callbacks import post_handling
from heqi.complaints.actions.telling import tell_posts
from heqi.complaints.calls import SOURCE, is_called
from heqi.complaints.events import (
    ComplaintClosed,
    ComplaintJudged,
    ComplaintReopened,
    ComplaintReplied,
    ComplaintsOfEmployee,
)
from heqi.complaints.models import (
    Appeal,
    Complaint,
    Extension,
    LevelChange,
    NationalCase,
    NationalMessage,
    PlanStep,
)
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.states import ExtensionState, HandOver, Status
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify
from heqi.people.models import Staff
from heqi.people.queries import actor_of
from heqi.policies.deciding import ask
from heqi.service.events import RequestKindChanged, RequestOpened, RequestReminded
from heqi.service.models import ServiceRequest

RELATED = ("unit", "company", "request", "handler", "compound", "accused")


@on(RequestOpened)
def make_case_of_request(event: RequestOpened, *, now: datetime) -> None:
    """A request of the kind complaint becomes a case."""
    if event.kind == KIND:
        _adopt(event.request_id, now=now)


@on(RequestKindChanged)
def make_case_of_changed_request(event: RequestKindChanged, *, now: datetime) -> None:
    """A request turned out to be a complaint."""
    if event.after == KIND:
        _adopt(event.request_id, now=now)


def _adopt(request_id: int, *, now: datetime) -> None:
    rows = ServiceRequest.objects.select_related(
        "unit", "company", "party", "service_point__premises"
    )
    adopt_request(rows.get(pk=request_id), by=SYSTEM, now=now)


@on(RequestReminded)
def climb_the_ladder(event: RequestReminded, *, now: datetime) -> None:
    """The customer asks after his complaint: the policy says whom that reaches."""
    rows = Complaint.objects.select_related(*RELATED).filter(is_open=True)
    complaint = rows.filter(request_id=event.request_id).first()
    if complaint is not None:
        climb(complaint, now=now)


def _complaint_of(event: ClockNearing | ClockBreached) -> Complaint | None:
    rows = Complaint.objects.select_related(*RELATED).filter(is_open=True)
    if event.subject_type == "complaints.complaint":
        return rows.filter(pk=event.subject_id).first()
    if event.subject_type == "complaints.levelchange":
        change = LevelChange.objects.filter(pk=event.subject_id).first()
        return rows.filter(pk=change.complaint_id).first() if change else None
    if event.subject_type == "complaints.planstep":
        step = PlanStep.objects.select_related("plan").filter(pk=event.subject_id).first()
        return rows.filter(pk=step.plan.complaint_id).first() if step else None
    if event.subject_type == "complaints.appeal":
        appeal = Appeal.objects.filter(pk=event.subject_id).first()
        found = Complaint.objects.select_related(*RELATED).filter(
            pk=appeal.complaint_id if appeal else 0
        )
        return found.first()
    return None


@on(ClockNearing)
def warn_of_limit(event: ClockNearing, *, now: datetime) -> None:
    """A limit of a complaint draws near: the policy says whom each warning reaches."""
    complaint = _complaint_of(event)
    # Corrected facts may have taken the promise away before the warning was delivered.
    clock = Clock.objects.filter(pk=event.clock_id).first()
    if complaint is None or clock is None:
        return
    tell_posts(
        complaint,
        ["handler", _warned(event, clock, now)],
        "complaints.nearing",
        key=f"clock{event.clock_id}:a{event.alert}",
        now=now,
        what=event.title_zh,
        due=event.due,
    )


def _warned(event: ClockNearing, clock: Clock, now: datetime) -> str:
    rows = {
        length: (ask("complaints.warnings", {"length": length}, on=now.date()).answer or {})[
            "steps"
        ]
        for length in ("long", "short")
    }
    longest = max(int(str(step["left"]).split()[0]) for step in rows["long"])
    hours = 0.0
    if clock.started_at and clock.due_at:
        hours = (clock.due_at - clock.started_at).total_seconds() / 3600
    steps = rows["long" if hours > longest else "short"]
    return str(steps[min(event.alert, len(steps)) - 1]["to"])


@on(ClockBreached)
def follow_broken_limit(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed: who must know, and of closing the level one step up."""
    complaint = _complaint_of(event)
    if complaint is None:
        return
    tell_posts(
        complaint,
        ["handler", "dept_head", "service_office"],
        "complaints.late",
        key=f"clock{event.clock_id}:b",
        now=now,
        what=event.title_zh,
        due=event.due,
    )
    extended = complaint.extended_until is not None and now < complaint.extended_until
    if event.name == "close" and not extended:
        raise_overdue(complaint, reason=event.title_zh, by=SYSTEM, now=now)


@on(ApprovalGranted)
def grant_extension(event: ApprovalGranted, *, now: datetime) -> None:
    """More time was granted."""
    extension = _extension(event)
    if extension is not None:
        decide_extension(extension, granted=True, by=signer_of(event), now=now)


@on(ApprovalRefused)
def refuse_extension(event: ApprovalRefused, *, now: datetime) -> None:
    """More time was refused."""
    _refuse(event, event.reason, now=now)


@on(ApprovalReturned)
def drop_returned_extension(event: ApprovalReturned, *, now: datetime) -> None:
    """Sent back counts as refused; it may be asked for anew."""
    if _extension(event) is not None:
        _refuse(event, event.reason, now=now)
        withdraw(Approval.objects.get(pk=event.approval_id), by=SYSTEM, now=now)


@on(ApprovalWithdrawn)
def drop_withdrawn_extension(event: ApprovalWithdrawn, *, now: datetime) -> None:
    """Whoever asked took it back."""
    _refuse(event, event.reason, now=now)


def _refuse(event: Outcome, reason: str, *, now: datetime) -> None:
    extension = _extension(event)
    if extension is not None:
        decide_extension(extension, granted=False, reason=reason, by=signer_of(event), now=now)


def _extension(event: Outcome) -> Extension | None:
    if event.kind != APPROVAL:
        return None
    rows = Extension.objects.select_related("complaint__unit", "complaint__handler")
    return rows.filter(pk=int(event.subject_id), state=ExtensionState.ASKED).first()


@on(ComplaintJudged)
def tell_of_verdict(event: ComplaintJudged, *, now: datetime) -> None:
    """Whoever was found responsible hears of the verdict and of his time to appeal; no more."""
    staff = Staff.objects.select_related("unit").filter(pk=event.staff_id or 0).first()
    if staff is None:
        return
    complaint = Complaint.objects.select_related("unit").get(pk=event.complaint_id)
    notify(
        staff,
        "complaints.verdict",
        context={
            "number": event.number,
            "until": file_until(complaint, Appellant.EMPLOYEE, now=now),
        },
        unit=staff.unit,
        url="/complaints/about-me/",
        key=f"complaint{event.complaint_id}:verdict:{staff.pk}:{event.verdict}",
        by=SYSTEM,
        now=now,
    )


@on(ComplaintsOfEmployee)
def tell_of_count(event: ComplaintsOfEmployee, *, now: datetime) -> None:
    """The number that raises a conduct case is reached: the office and the head hear of it."""
    complaint = Complaint.objects.select_related(*RELATED).get(pk=event.complaint_id)
    staff = Staff.objects.get(pk=event.staff_id)
    tell_posts(
        complaint,
        ["service_office", "dept_head"],
        "complaints.three",
        key=f"three{event.staff_id}:{event.count}",
        now=now,
        name=staff.name,
        count=event.count,
        numbers="、".join(event.numbers),
    )


@on(ComplaintReplied)
def tell_centre_of_reply(event: ComplaintReplied, *, now: datetime) -> None:
    """The national centre hears that the customer was replied to."""
    case = _national(event.complaint_id)
    if case is not None and case.state == HandOver.ACCEPTED:
        post_message(case, NationalMessage.Kind.PROGRESS, by=SYSTEM, now=now, note="replied")


@on(ComplaintClosed)
def tell_centre_of_closing(event: ComplaintClosed, *, now: datetime) -> None:
    """The national centre hears that it is closed."""
    case = _national(event.complaint_id)
    if case is not None:
        tell_closed(case, by=SYSTEM, now=now)


@on(ComplaintReopened)
def tell_centre_of_reopening(event: ComplaintReopened, *, now: datetime) -> None:
    """The national centre hears that it goes on."""
    case = _national(event.complaint_id)
    if case is not None:
        go_on(case, by=SYSTEM, now=now)


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


@on(CallbackGivenUp)
def hand_to_lead(event: CallbackGivenUp, *, now: datetime) -> None:
    """Nobody was reached: the lead confirms it and may end the service."""
    complaint = _called_about(event.subject)
    if complaint is not None and event.why == "unreachable":
        give_up_calling(complaint, by=SYSTEM, now=now)


def _called_about(subject: str) -> Complaint | None:
    """The complaint that a callback is about, while it waits for it."""
    code, _colon, pk = subject.partition(":")
    if code != SOURCE.code:
        return None
    rows = Complaint.objects.select_related(*RELATED)
    return rows.filter(pk=int(pk), status=Status.REPLIED).first()


@on(NationalResultHandedBack)
def tell_centre_of_handling(event: NationalResultHandedBack, *, now: datetime) -> None:
    """The national centre hears what was done about what a customer told it."""
    rows = NationalResult.objects.select_related("company", "task__opinion_row")
    row = rows.get(pk=event.result_id)
    post_handling(row, by=replace(SYSTEM, name=row.handed_back_by), now=now)


def _national(complaint_id: int) -> NationalCase | None:
    rows = NationalCase.objects.select_related("complaint", "company", "unit")
    return rows.filter(complaint_id=complaint_id).first()
