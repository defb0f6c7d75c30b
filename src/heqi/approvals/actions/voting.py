"""Signing: once per person and step, never one's own request, for the absent with both names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.access import visible_to
from heqi.approvals.actions.gate import (
    close_step,
    drop_rest,
    enter,
    facts_of,
    reach,
    tell_requester,
    walk_on,
)
from heqi.approvals.events import ApprovalRefused, ApprovalReturned
from heqi.approvals.models import Approval, Seat, Step, Vote
from heqi.approvals.seating import has_passed, seat_for
from heqi.approvals.states import FLOW, Choice, StepState
from heqi.evidence.actions import attach_signature
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState, move
from heqi.people.access import Refused, refuse
from heqi.people.withholding import is_kept_from

MAX_BATCH = 100


@transaction.atomic
def approve(
    approval: Approval,
    *,
    opinion: str = "",
    signature: str = "",
    step: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Sign the open step; the last step's last signature grants, exactly once.

    ``step`` is the id of the step that the signer saw, ``signature`` a drawn PNG as data address.
    """
    open_step = enter(approval, step_id=step)
    _vote(approval, open_step, Choice.APPROVE, opinion, signature, by, now)
    if has_passed(open_step):
        close_step(open_step, StepState.PASSED, now=now)
        walk_on(approval, by=by, now=now)


@transaction.atomic
def refuse_approval(
    approval: Approval, *, reason: str, step: int | None = None, by: Actor, now: datetime
) -> None:
    """Refuse for good; one refusal ends it, whatever the step's rule."""
    _require_reason(reason)
    open_step = enter(approval, step_id=step)
    _vote(approval, open_step, Choice.REFUSE, reason, "", by, now)
    close_step(open_step, StepState.REFUSED, now=now)
    drop_rest(approval)
    _end(approval, "refuse", reason, by, now)
    facts = facts_of(approval, by=by, now=now)
    announce(ApprovalRefused(**facts, reason=reason), now=now)
    tell_requester(approval, "approvals.refused", now=now, by=by.name, reason=reason)


@transaction.atomic
def return_approval(
    approval: Approval,
    *,
    reason: str,
    to: int | None = None,
    step: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Send back with a reason: to the requester, or ``to`` an earlier step that had passed.

    From an earlier step on everything is signed again, by whoever holds the posts then.
    """
    _require_reason(reason)
    open_step = enter(approval, step_id=step)
    earlier = None
    if to is not None:
        earlier = approval.steps.filter(
            pk=to,
            state=StepState.PASSED,
            round=approval.round,
            order__lt=open_step.order,
            repeated=False,
        ).first()
        if earlier is None:
            raise ValidationError({"to": _("It can only go back to a step that was passed.")})
    _vote(approval, open_step, Choice.RETURN, reason, "", by, now)
    close_step(open_step, StepState.RETURNED, now=now)
    if earlier is not None:
        _repeat_from(approval, earlier, open_step, now)
        return
    drop_rest(approval)
    _end(approval, "return", reason, by, now)
    facts = facts_of(approval, by=by, now=now)
    announce(ApprovalReturned(**facts, reason=reason), now=now)
    tell_requester(approval, "approvals.returned", now=now, by=by.name, reason=reason)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row of a batch; ``sentence`` says why not."""

    pk: int
    number: str
    done: bool
    sentence: str = ""


def approve_many(pks: Iterable[int], *, by: Actor, now: datetime) -> list[Outcome]:
    """Approve from the list, each on its own: only flows that allow it, and never money."""
    wanted = list(dict.fromkeys(pks))[:MAX_BATCH]
    rows = visible_to(by).filter(pk__in=wanted).in_bulk()
    return [_approve_one(rows[pk], by, now) for pk in wanted if pk in rows]


def _approve_one(approval: Approval, by: Actor, now: datetime) -> Outcome:
    try:
        if approval.amount is not None:
            raise refuse(_("What costs money is approved one by one."))
        if not approval.batch:
            raise refuse(_("This kind of approval is signed one by one."))
        approve(approval, by=by, now=now)
    except (Refused, IllegalMove, StaleState) as error:
        return Outcome(approval.pk, approval.number, False, str(error))
    return Outcome(approval.pk, approval.number, True)


def _vote(
    approval: Approval,
    step: Step,
    choice: Choice,
    opinion: str,
    signature: str,
    by: Actor,
    now: datetime,
) -> Vote:
    """Record a voice; we are behind the gate, so what is read here holds until commit."""
    if len(opinion) > 500:
        raise ValidationError({"opinion": _("Please keep to 500 characters.")})
    seat, staff_id = take_seat(approval, step, by, now)
    absent = seat.staff if seat.staff_id != staff_id else None
    signer = by.signing_for(absent.name) if absent else by
    signature_id = None
    if signature:
        signature_id = attach_signature(approval, drawn=signature, by=signer, now=now).pk
    vote: Vote = Vote.objects.create(
        step=step,
        seat=seat,
        staff_id=staff_id,
        standing_in_for=absent,
        choice=choice,
        opinion=opinion.strip(),
        signature_id=signature_id,
        at=now,
    )
    changes = {"step": step.pk, "order": step.order, "choice": choice, "seat": seat.staff_id}
    audit(approval, f"approvals.{choice}", by=signer, now=now, changes=changes, reason=opinion)
    return vote


def take_seat(approval: Approval, step: Step, by: Actor, now: datetime) -> tuple[Seat, int]:
    """The seat from which the actor may act in the open step, and his id; or the reason why not."""
    if by.kind != "staff" or by.id is None:
        raise refuse(_("Only a member of staff can sign."))
    if by.id == approval.requested_by_id:
        raise refuse(_("Nobody signs his own request."))
    if is_kept_from(by, approval) or approval.concerned.filter(pk=by.id).exists():
        raise refuse(_("This request is about you; others sign it."))
    if Vote.objects.filter(step=step, staff_id=by.id).exists():
        raise IllegalMove(_("You have already signed this step."))
    seat = seat_for(step, by.id, on=timezone.localdate(now))
    if seat is None:
        raise refuse(_("You are not asked to sign this step."))
    return seat, by.id


def _end(approval: Approval, name: str, reason: str, by: Actor, now: datetime) -> None:
    move(
        approval,
        FLOW,
        name,
        code=f"approvals.{'send_back' if name == 'return' else 'end_refused'}",
        by=by,
        now=now,
        reason=reason,
        decided_at=now,
        decided_by_id=by.id,
        current=None,
    )
    Approval.objects.filter(pk=approval.pk).update(reason=reason[:500])
    approval.reason = reason[:500]


def _repeat_from(approval: Approval, earlier: Step, last: Step, now: datetime) -> None:
    """Put copies of the steps from ``earlier`` to ``last`` behind it, before what waits."""
    stretch = approval.steps.filter(
        round=approval.round,
        order__gte=earlier.order,
        order__lte=last.order,
        repeated=False,
    ).exclude(state=StepState.DROPPED)
    again = list(stretch)
    stretch.update(repeated=True)
    approval.steps.filter(order__gt=last.order).update(order=F("order") + len(again))
    copies = [
        Step(
            approval=approval,
            order=last.order + place,
            round=step.round,
            label=step.label,
            posts=step.posts,
            named=step.named,
            unit_id=step.unit_id,
            rule=step.rule,
            quorum=step.quorum,
            counter_sign=step.counter_sign,
            added_by_id=step.added_by_id,
            added_reason=step.added_reason,
        )
        for place, step in enumerate(again, start=1)
    ]
    first = Step.objects.bulk_create(copies)[0]
    reach(approval, first, now=now)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
