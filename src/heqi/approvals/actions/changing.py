"""Changing the chain while it is signed: more signers, other signers, reminders, gaps."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.approvals.actions.gate import close_step, enter, reach, report_fault, tell, walk_on
from heqi.approvals.actions.voting import take_seat
from heqi.approvals.models import Approval, Seat, Step
from heqi.approvals.seating import close_seats_of_leavers, fill_seats, has_passed, voters_of
from heqi.approvals.states import Status, StepState
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import StaleState
from heqi.people.access import may, refuse, require
from heqi.people.models import Staff

# How often an open step that nobody can sign looks for holders again.
CHECK_MINUTES = 10


@transaction.atomic
def add_signer(
    approval: Approval,
    *,
    staff: Staff,
    where: str,
    reason: str = "",
    step: int | None = None,
    by: Actor,
    now: datetime,
) -> Step:
    """Ask one more person, ``before`` the open step or ``after`` it (加签); by who is asked in it.

    Before: the open step waits, what was signed in it stays.
    """
    if where not in ("before", "after"):
        raise ValidationError({"where": _("Please say whether before or after.")})
    open_step = enter(approval, step_id=step)
    take_seat(approval, open_step, by, now)
    _check_signer(approval, staff, now)
    if open_step.seats.filter(staff=staff, closed_at__isnull=True).exists():
        raise ValidationError({"staff": _("This person is asked in this step already.")})
    place = open_step.order if where == "before" else open_step.order + 1
    approval.steps.filter(order__gte=place).update(order=F("order") + 1)
    added: Step = Step.objects.create(
        approval=approval,
        order=place,
        round=approval.round,
        named=[staff.pk],
        unit=approval.unit,
        added_by_id=by.id,
        added_reason=reason[:200],
    )
    changes = {"step": open_step.pk, "added": added.pk, "staff": staff.pk, "where": where}
    audit(approval, "approvals.add_signer", by=by, now=now, changes=changes, reason=reason)
    if where == "before":
        Step.objects.filter(pk=open_step.pk).update(state=StepState.WAITING)
        reach(approval, added, now=now)
    return added


@transaction.atomic
def hand_over(
    approval: Approval,
    *,
    to: Staff,
    reason: str,
    step: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Let somebody else sign in one's place (转交)."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    open_step = enter(approval, step_id=step)
    seat, _staff_id = take_seat(approval, open_step, by, now)
    _check_signer(approval, to, now)
    if open_step.seats.filter(staff=to).exists():
        raise ValidationError({"to": _("This person is or was asked in this step already.")})
    Seat.objects.filter(pk=seat.pk).update(handed_to=to, closed_at=now, reason=reason[:200])
    Seat.objects.create(
        step=open_step,
        staff=to,
        parties=seat.parties,
        handed_from_id=seat.staff_id,
        reason=reason[:200],
    )
    signer = by.signing_for(seat.staff.name) if seat.staff_id != by.id else by
    changes = {"step": open_step.pk, "from": seat.staff_id, "to": to.pk}
    audit(approval, "approvals.hand_over", by=signer, now=now, changes=changes, reason=reason)
    tell(approval, to, "approvals.step_reached", now=now, key=f"step{open_step.pk}")


@transaction.atomic
def remind_voters(approval: Approval, *, reason: str = "", by: Actor, now: datetime) -> int:
    """Tell those who have not signed again (催办); at most once an hour; how many were told."""
    is_requester = by.kind == "staff" and by.id == approval.requested_by_id
    if not is_requester and not may(by, "approvals.manage", approval):
        raise refuse(_("Only the requester can remind the signers."))
    open_step = enter(approval)
    people = voters_of(open_step, on=timezone.localdate(now))
    key = f"remind{open_step.pk}:{timezone.localtime(now):%Y%m%d%H}"
    for person in people:
        tell(approval, person, "approvals.reminder", now=now, key=key, by=by.name, reason=reason)
    changes = {"step": open_step.pk, "told": [person.pk for person in people]}
    audit(approval, "approvals.remind", by=by, now=now, changes=changes, reason=reason)
    return len(people)


def tell_of_late(*, now: datetime, limit: int = 100) -> int:
    """Tell who is asked and who waits of steps over their limit (authority/1.3), once each."""
    late = Step.objects.filter(
        state=StepState.OPEN, late_told_at=None, due_at__lte=now, approval__status=Status.PENDING
    )
    return sum(_tell_of_late(step, now) for step in list(late.select_related("approval")[:limit]))


@transaction.atomic
def _tell_of_late(step: Step, now: datetime) -> bool:
    open_and_untold = Step.objects.filter(pk=step.pk, state=StepState.OPEN, late_told_at=None)
    if not open_and_untold.update(late_told_at=now):
        return False
    approval, due = step.approval, timezone.localtime(step.due_at).strftime("%Y-%m-%d %H:%M")
    people = voters_of(step, on=timezone.localdate(now))
    for person in people:
        tell(approval, person, "approvals.late", now=now, key=f"late{step.pk}", due=due)
    if approval.requested_by:
        with override("zh-hans"):
            asked = _("nobody yet") if not people else "、".join(person.name for person in people)
        tell(
            approval, approval.requested_by, "approvals.late_for_requester", now=now,
            key=f"late{step.pk}", due=due, asked=asked,
        )  # fmt: skip
    return True


@transaction.atomic
def assign_signer(
    approval: Approval, *, staff: Staff, reason: str, by: Actor, now: datetime
) -> None:
    """Name somebody for a step that nobody can sign; never oneself, never the requester."""
    require(by, "approvals.manage", approval)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    if by.kind == "staff" and by.id == staff.pk:
        raise ValidationError({"staff": _("Nobody can name himself as signer.")})
    open_step = enter(approval)
    _check_signer(approval, staff, now)
    if not open_step.fault:
        raise ValidationError(_("This step can be signed; nobody needs to be named."))
    if open_step.seats.filter(staff=staff).exists():
        raise ValidationError({"staff": _("This person is or was asked in this step already.")})
    party = open_step.fault_party
    Seat.objects.create(step=open_step, staff=staff, parties=[party], reason=reason[:200])
    changes = {"step": open_step.pk, "staff": staff.pk, "party": party}
    audit(approval, "approvals.assign", by=by, now=now, changes=changes, reason=reason)
    tell(approval, staff, "approvals.step_reached", now=now, key=f"step{open_step.pk}")
    _look_again(approval, open_step, now)


def recheck_steps(*, now: datetime, limit: int = 50) -> int:
    """Look again for holders where a step is stuck or somebody asked has left; how many changed."""
    today = timezone.localdate(now)
    due = Step.objects.filter(
        Q(checked_at__isnull=True) | Q(checked_at__lte=now - timedelta(minutes=CHECK_MINUTES)),
        Q(fault__gt="")
        | Q(
            pk__in=Seat.objects.filter(
                closed_at__isnull=True,
                vote__isnull=True,
                staff__left_on__lte=today,
                step__state=StepState.OPEN,
            ).values("step")
        ),
        state=StepState.OPEN,
        approval__status=Status.PENDING,
    )
    changed = 0
    for step in list(due.select_related("approval")[:limit]):
        try:
            changed += _recheck(step.approval, step.pk, now)
        except StaleState:
            continue  # signed in the meantime
    return changed


@transaction.atomic
def _recheck(approval: Approval, step_id: int, now: datetime) -> bool:
    step = enter(approval, step_id=step_id)
    before = (step.fault, step.fault_party, step.seats.filter(closed_at__isnull=True).count())
    close_seats_of_leavers(step, now=now, on=timezone.localdate(now))
    _look_again(approval, step, now)
    after = (step.fault, step.fault_party, step.seats.filter(closed_at__isnull=True).count())
    return before != after


def _look_again(approval: Approval, step: Step, now: datetime) -> None:
    was = step.fault
    made = fill_seats(approval, step, on=timezone.localdate(now))
    values = {"fault": step.fault, "fault_party": step.fault_party, "checked_at": now}
    Step.objects.filter(pk=step.pk).update(**values)
    for seat in made:
        tell(approval, seat.staff, "approvals.step_reached", now=now, key=f"step{step.pk}")
    if step.fault and step.fault != was:
        report_fault(approval, step, now=now)
    # Those who signed may now be enough: whoever was still waited for has left.
    if has_passed(step):
        close_step(step, StepState.PASSED, now=now)
        walk_on(approval, by=SYSTEM, now=now)


def _check_signer(approval: Approval, staff: Staff, now: datetime) -> None:
    if staff.pk == approval.requested_by_id:
        raise ValidationError(_("The requester cannot sign his own request."))
    if approval.concerned.filter(pk=staff.pk).exists():
        raise ValidationError(_("This request is about this person; others sign it."))
    if not staff.is_employed(timezone.localdate(now)):
        raise ValidationError(_("This person does not work here any more."))
