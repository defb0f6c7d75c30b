"""Holds: for a reason that the policy allows, with proof, approved, up to its cap."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.actions import submit
from heqi.approvals.plans import StepPlan
from heqi.clocks.facts import calendar_for
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import may, require
from heqi.people.models import Staff
from heqi.policies.models import Decision
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit
from heqi.workorders.actions.timing import copy_due, record, step
from heqi.workorders.events import (
    OrderHoldAsked,
    OrderHoldRefused,
    OrderResumed,
    OrderSuspended,
)
from heqi.workorders.facts import clause_of, decide_suspension
from heqi.workorders.guards import holds_post, require_crew
from heqi.workorders.models import HoldState, Suspension, WorkOrder
from heqi.workorders.posts import staffed
from heqi.workorders.states import FLOW

APPROVAL = "workorders.suspend"


@transaction.atomic
def suspend_order(
    order: WorkOrder,
    *,
    reason: str,
    explanation: str = "",
    proof: Iterable[str] = (),
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """Put an order on hold, or ask for it where the policy wants an approval.

    Whoever holds the approving post decides as he asks. Otherwise the hold waits, the clocks run
    and the state stays, until :func:`grant_hold`. ``reason`` and ``proof`` are codes of
    ``workorders.suspension``. Raises ``ValidationError`` where the policy does not allow the
    reason, asks for a proof that is not given, or a hold waits for its approval already.
    """
    if not may(by, "workorders.suspend", order):
        require_crew(order, by)
    if FLOW.target(order.status, "suspend") is None:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if order.suspensions.asked().exists():
        raise ValidationError(_("A hold of this order is waiting for its approval already."))
    decision = decide_suspension(reason, now=now, company_id=order.company_id)
    answer = decision.answer or {}
    given = list(proof)
    if not answer.get("allowed"):
        raise ValidationError(
            {"reason": _("The policy does not allow a hold for this reason. Give another one.")}
        )
    wanted = list(answer.get("proof") or [])
    if wanted and not set(given) & set(wanted):
        raise ValidationError({"proof": _("Attach one of the proofs that the policy asks for.")})

    hold = _open(order, reason, explanation, given, decision, by, now)
    posts = staffed(order, answer.get("approve") or [])
    if not posts or _decides(posts, by, now):
        return _begin(order, hold, by=by, now=now)
    return _ask(order, hold, posts, by=by, now=now)


def _decides(posts: Iterable[str], by: Actor, now: datetime) -> bool:
    """Whether the actor himself holds a post that approves; the loop asks nobody."""
    if by.kind != "staff" or by.id is None:
        return True
    staff = Staff.objects.get(pk=by.id)
    return any(holds_post(staff, post, now=now) for post in posts)


def _open(
    order: WorkOrder,
    reason: str,
    explanation: str,
    proof: list[str],
    decision: Decision,
    by: Actor,
    now: datetime,
) -> Suspension:
    try:
        with transaction.atomic():
            hold: Suspension = Suspension.objects.create(
                order=order,
                reason=reason,
                explanation=explanation[:300],
                proof=proof,
                decision=decision,
                clause=clause_of(decision, "cap"),
                state=HoldState.ASKED,
                asked_at=now,
                since=now,
                by_id=by.id,
                by_name=by.name,
            )
            return hold
    except IntegrityError:  # somebody else put it on hold
        raise StaleState(
            _("Somebody else was faster: the record has changed. Reload the page.")
        ) from None


def _ask(
    order: WorkOrder, hold: Suspension, posts: list[str], *, by: Actor, now: datetime
) -> WorkOrder:
    WorkOrder.objects.filter(pk=order.pk).update(hold_asked=True)
    order.hold_asked = True
    submit(
        hold,
        kind=APPROVAL,
        number=order.number,
        title=_("Hold of {number}: {reason}").format(number=order.number, reason=hold.reason_label),
        unit=order.unit,
        steps=[StepPlan(posts=posts)],
        summary=[
            (_("Order"), f"{order.number} {order.kind_label}"),
            (_("Address"), order.address),
            (_("Reason for the hold"), hold.reason_label),
            (_("Explanation"), hold.explanation or "—"),
        ],
        clauses=[hold.clause] if hold.clause else [],
        url=f"/orders/{order.number}/",
        batch=True,
        decision=hold.decision_id,
        by=by,
        now=now,
    )
    audit(
        order,
        "workorders.ask_suspension",
        by=by,
        now=now,
        changes={"reason": hold.reason, "proof": hold.proof, "posts": posts},
        reason=hold.explanation or hold.reason,
        decision=hold.decision_id,
    )
    announce(
        OrderHoldAsked(
            order_id=order.pk,
            number=order.number,
            reason=hold.reason,
            posts=posts,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


def _begin(order: WorkOrder, hold: Suspension, *, by: Actor, now: datetime) -> WorkOrder:
    """The hold stands, from when the policy says; its cap is counted from there."""
    counts_from = (hold.decision.answer or {}).get("counts_from")
    since = now if counts_from == "approval" else hold.asked_at
    cap_at = _cap(order, hold.decision, since)
    values = {
        "state": HoldState.GRANTED,
        "decided_at": now,
        "decided_by_name": by.name,
        "since": since,
        "cap_at": cap_at,
    }
    if not Suspension.objects.filter(pk=hold.pk, state=HoldState.ASKED).update(**values):
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    WorkOrder.objects.filter(pk=order.pk).update(hold_asked=False)
    order.hold_asked = False
    step(
        order,
        "suspend",
        code="workorders.suspend",
        by=by,
        now=now,
        moment="suspended",
        moment_reason=hold.reason,
        moment_at=since,
        changes={"since": since, "cap_at": cap_at, "proof": hold.proof, "asked_by": hold.by_name},
        reason=hold.explanation or hold.reason,
        decision=hold.decision_id,
    )
    announce(
        OrderSuspended(
            order_id=order.pk,
            number=order.number,
            reason=hold.reason,
            until=cap_at.isoformat() if cap_at else "",
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


@transaction.atomic
def grant_hold(hold: Suspension, *, by: Actor, now: datetime) -> None:
    """The approvers agreed: the clocks stand still, from the request where the policy says so."""
    require(by, "workorders.suspend", hold.order)
    if hold.state != HoldState.ASKED:
        return
    _begin(hold.order, hold, by=by, now=now)


@transaction.atomic
def refuse_hold(hold: Suspension, *, reason: str, by: Actor, now: datetime) -> None:
    """The approvers did not agree: the clocks never stood still; the crew reads why."""
    require(by, "workorders.suspend", hold.order)
    order = hold.order
    refused = Suspension.objects.filter(pk=hold.pk, state=HoldState.ASKED).update(
        state=HoldState.REFUSED,
        until=now,
        decided_at=now,
        decided_by_name=by.name,
        refusal=reason[:500],
    )
    if not refused:
        return
    WorkOrder.objects.filter(pk=order.pk).update(hold_asked=False)
    order.hold_asked = False
    audit(
        order,
        "workorders.refuse_suspension",
        by=by,
        now=now,
        changes={"reason": hold.reason},
        reason=reason,
        decision=hold.decision_id,
    )
    announce(
        OrderHoldRefused(
            order_id=order.pk, number=order.number, reason=reason, company_id=order.company_id
        ),
        now=now,
    )


def _cap(order: WorkOrder, decision: Decision, since: datetime) -> datetime | None:
    given = (decision.answer or {}).get("cap")
    rows = given if isinstance(given, list) else [given] if given else []
    limits = [row["limit"] if isinstance(row, dict) and "limit" in row else row for row in rows]
    calendar = calendar_for(order.unit)
    start = timezone.localtime(since)
    dues = [due_at(parse_limit(limit), start, calendar, facts={}) for limit in limits]
    instants = [at for at in (due.at or due.provisional_at for due in dues) if at is not None]
    return min(instants, default=None)


@transaction.atomic
def resume_order(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """The work goes on, and with it the clocks."""
    if not may(by, "workorders.suspend", order):
        require_crew(order, by)
    step(order, "resume", code="workorders.resume", by=by, now=now, moment="resumed")
    Suspension.objects.in_force().filter(order=order).update(until=now)
    copy_due(order, now=now)
    announce(
        OrderResumed(order_id=order.pk, number=order.number, company_id=order.company_id), now=now
    )
    return order


def expire_suspensions(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: where a cap is reached the clocks run again, whatever the state says."""
    rows = (
        Suspension.objects.in_force()
        .filter(expired_at__isnull=True, cap_at__lte=now)
        .select_related("order__request", "order__unit")
    )
    done = 0
    for row in rows.order_by("cap_at", "id")[:batch]:
        with transaction.atomic():
            if not Suspension.objects.filter(pk=row.pk, expired_at__isnull=True).update(
                expired_at=now
            ):
                continue
            order = row.order
            record(order, "resumed", at=row.cap_at, reason="cap", by=SYSTEM, now=now)
            copy_due(order, now=now)
            audit(
                order,
                "workorders.expire_suspension",
                by=SYSTEM,
                now=now,
                changes={"cap_at": row.cap_at},
                decision=row.decision_id,
            )
            done += 1
    return done
