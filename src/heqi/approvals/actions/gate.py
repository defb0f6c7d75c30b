"""The one door to a pending approval, and walking its chain behind that door."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.approvals.events import ApprovalGranted, StepReached, StepStuck
from heqi.approvals.limits import sign_by
from heqi.approvals.models import Approval, Step
from heqi.approvals.seating import fill_seats, voters_of
from heqi.approvals.states import FLOW, Fault, Status, StepState
from heqi.evidence.actions import freeze
from heqi.evidence.queries import count_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState, move
from heqi.notices.actions import notify
from heqi.people.models import Post, Staff
from heqi.people.queries import holders_of_right


def enter(approval: Approval, *, step_id: int | None = None) -> Step:
    """Take the approval's row for this transaction and give back its open step.

    One UPDATE that names the state and the step: of any number of rivals one is inside at a time,
    on any database, and whoever comes when the step is over is told so (StaleState).
    ``step_id`` is the step that the signer saw; default the one of the row at hand.
    """
    if approval.status != Status.PENDING:
        raise IllegalMove(_("This approval is not open for signature."))
    seen = step_id or approval.current_id or 0
    rows = Approval.objects.filter(pk=approval.pk, status=Status.PENDING, current_id=seen)
    won = rows.update(version=F("version") + 1)
    if not won:
        raise StaleState(_("This step is already over: somebody else was faster. Reload the page."))
    approval.refresh_from_db()
    return Step.objects.select_related("approval", "unit").get(pk=seen)


def walk_on(approval: Approval, *, by: Actor, now: datetime) -> None:
    """Reach the next waiting step, or grant where none is left."""
    step = approval.steps.filter(state=StepState.WAITING).order_by("order", "id").first()
    if step is None:
        _grant(approval, by=by, now=now)
    else:
        reach(approval, step, now=now)


def reach(approval: Approval, step: Step, *, now: datetime) -> None:
    """Open a step: find who is asked at this moment, and tell them."""
    fill_seats(approval, step, on=timezone.localdate(now))
    step.state, step.reached_at, step.checked_at = StepState.OPEN, step.reached_at or now, now
    if step.due_at is None:
        limit = sign_by(approval, reached=step.reached_at)
        step.due_at, step.due_clause, step.due_mark = limit
    fields = [
        "state", "reached_at", "checked_at", "fault", "fault_party", "due_at", "due_clause",
        "due_mark",
    ]  # fmt: skip
    Step.objects.filter(pk=step.pk).update(**{name: getattr(step, name) for name in fields})
    Approval.objects.filter(pk=approval.pk).update(current=step)
    approval.current = step
    step.approval = approval
    seats = step.seats.filter(closed_at__isnull=True, vote__isnull=True)
    announce(
        StepReached(
            approval_id=approval.pk,
            step_id=step.pk,
            kind=approval.kind,
            subject_type=approval.subject_type,
            subject_id=approval.subject_id,
            voters=list(seats.order_by("id").values_list("staff_id", flat=True)),
        ),
        now=now,
    )
    for person in voters_of(step, on=timezone.localdate(now)):
        if approval.bundle:
            tell_of_bundle(approval, person, "approvals.bundle_reached", now=now)
            continue
        key = f"step{step.pk}.{approval.version}"  # reached again after somebody put before it
        tell(approval, person, "approvals.step_reached", now=now, key=key)
    if step.fault:
        report_fault(approval, step, now=now)


def report_fault(approval: Approval, step: Step, *, now: datetime) -> None:
    """Nobody can sign: say so to whoever may name a signer."""
    announce(
        StepStuck(
            approval_id=approval.pk,
            step_id=step.pk,
            kind=approval.kind,
            subject_type=approval.subject_type,
            subject_id=approval.subject_id,
            fault=step.fault,
            party=step.fault_party,
        ),
        now=now,
    )
    with override("zh-hans"):
        texts = {"party": party_label(step.fault_party), "fault": Fault(step.fault).label}
    for person in holders_of_right("approvals.manage", approval.unit, on=timezone.localdate(now)):
        key = f"stuck{step.pk}:{step.fault}"
        tell(approval, person, "approvals.stuck", now=now, key=key, **texts)


def party_label(party: str) -> str:
    """The post or the person behind ``post:code`` or ``staff:id``."""
    kind, _colon, pk = party.partition(":")
    if kind == "post":
        return str(Post.objects.filter(pk=pk).first() or pk)
    return str(Staff.objects.filter(pk=pk).first() or "")


def tell(
    approval: Approval, person: Staff, code: str, *, now: datetime, key: str, **texts: Any
) -> None:
    """Write one of our messages to somebody."""
    notify(
        person,
        code,
        context={
            "number": approval.number,
            "title": approval.title,
            "requester": approval.requester_name,
            **texts,
        },
        about=approval,
        unit=approval.unit,
        url=f"/approvals/{approval.pk}/",
        key=f"approval{approval.pk}:{key}",
        by=SYSTEM,
        now=now,
    )


def tell_of_bundle(
    approval: Approval, person: Staff, code: str, *, now: datetime, **texts: Any
) -> None:
    """Write once a day of all requests of a bundle; the list shows them one by one."""
    notify(
        person,
        code,
        context={"title": approval.title, "requester": approval.requester_name, **texts},
        about=approval,
        unit=approval.unit,
        url="/approvals/",
        key=f"{approval.bundle}:{code}:{timezone.localdate(now)}",
        by=SYSTEM,
        now=now,
    )


def tell_requester(approval: Approval, code: str, *, now: datetime, **texts: Any) -> None:
    """Tell the requester what became of it."""
    person = approval.requested_by
    if person and approval.bundle and code == "approvals.granted":
        tell_of_bundle(approval, person, "approvals.bundle_granted", now=now)
    elif person:
        tell(approval, person, code, now=now, key=f"{code}:{approval.round}", **texts)


def facts_of(approval: Approval, *, by: Actor, now: datetime) -> dict[str, Any]:
    """What every event about an approval says."""
    return {
        "approval_id": approval.pk,
        "kind": approval.kind,
        "subject_type": approval.subject_type,
        "subject_id": approval.subject_id,
        "number": approval.number,
        "unit_id": approval.unit_id,
        "company_id": approval.company_id,
        "amount": None if approval.amount is None else str(approval.amount),
        "round": approval.round,
        "requested_by": approval.requested_by_id,
        "decided_by": by.id,
        "decided_at": now,
    }


def close_step(step: Step, state: StepState, *, now: datetime) -> None:
    """End the open step."""
    Step.objects.filter(pk=step.pk).update(state=state, closed_at=now, fault="", fault_party="")
    # Only seats that still wait stay open: the lists of what waits for somebody read nothing else.
    step.seats.filter(closed_at__isnull=True).update(closed_at=now)
    step.state, step.closed_at, step.fault = state, now, ""


def drop_rest(approval: Approval) -> None:
    """Steps that will not be reached any more."""
    approval.steps.filter(state=StepState.WAITING).update(state=StepState.DROPPED)


def _grant(approval: Approval, *, by: Actor, now: datetime) -> None:
    move(
        approval,
        FLOW,
        "grant",
        code="approvals.grant",
        by=by,
        now=now,
        decided_at=now,
        decided_by_id=by.id,
        current=None,
    )
    if count_of(approval):
        freeze(approval, by=by, now=now)
    announce(ApprovalGranted(**facts_of(approval, by=by, now=now)), now=now)
    tell_requester(approval, "approvals.granted", now=now)
