"""Holds: for a reason that the policy allows, with proof, up to its cap."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState
from heqi.people.access import may, require
from heqi.policies.models import Decision
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit
from heqi.workorders.actions.timing import copy_due, record, step
from heqi.workorders.events import OrderResumed, OrderSuspended
from heqi.workorders.facts import clause_of, decide_suspension
from heqi.workorders.guards import require_crew
from heqi.workorders.models import Suspension, WorkOrder


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
    """Put an order on hold; its clocks stand still until it is resumed or the cap is reached.

    ``reason`` and ``proof`` are codes of ``workorders.suspension``. Raises ``ValidationError``
    where the policy does not allow the reason or asks for a proof that is not given.
    """
    if may(by, "workorders.suspend", order):
        require(by, "workorders.suspend", order)
    else:
        require_crew(order, by)
    decision = decide_suspension(reason, now=now)
    answer = decision.answer or {}
    given = list(proof)
    if not answer.get("allowed"):
        raise ValidationError(
            {"reason": _("The policy does not allow a hold for this reason. Give another one.")}
        )
    wanted = list(answer.get("proof") or [])
    if wanted and not set(given) & set(wanted):
        raise ValidationError({"proof": _("Attach one of the proofs that the policy asks for.")})

    cap_at = _cap(order, decision, now)
    row = _open(order, reason, explanation, given, decision, cap_at, by, now)
    step(
        order,
        "suspend",
        code="workorders.suspend",
        by=by,
        now=now,
        moment="suspended",
        moment_reason=reason,
        changes={"cap_at": cap_at, "proof": given},
        reason=explanation or reason,
        decision=decision.pk,
    )

    announce(
        OrderSuspended(
            order_id=order.pk,
            number=order.number,
            reason=reason,
            until=row.cap_at.isoformat() if row.cap_at else "",
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


def _open(
    order: WorkOrder,
    reason: str,
    explanation: str,
    proof: list[str],
    decision: Decision,
    cap_at: datetime | None,
    by: Actor,
    now: datetime,
) -> Suspension:
    try:
        with transaction.atomic():
            row: Suspension = Suspension.objects.create(
                order=order,
                reason=reason,
                explanation=explanation[:300],
                proof=proof,
                decision=decision,
                clause=clause_of(decision, "cap" if cap_at else "allowed"),
                since=now,
                cap_at=cap_at,
                by_id=by.id,
                by_name=by.name,
            )
            return row
    except IntegrityError:  # somebody else put it on hold
        raise StaleState(
            _("Somebody else was faster: the record has changed. Reload the page.")
        ) from None


def _cap(order: WorkOrder, decision: Decision, now: datetime) -> datetime | None:
    given = (decision.answer or {}).get("cap")
    rows = given if isinstance(given, list) else [given] if given else []
    limits = [row["limit"] if isinstance(row, dict) and "limit" in row else row for row in rows]
    calendar = calendar_for(order.unit)
    dues = [
        due_at(parse_limit(limit), timezone.localtime(now), calendar, facts={}) for limit in limits
    ]
    instants = [at for at in (due.at or due.provisional_at for due in dues) if at is not None]
    return min(instants, default=None)


@transaction.atomic
def resume_order(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """The work goes on, and with it the clocks."""
    if not may(by, "workorders.suspend", order):
        require_crew(order, by)
    step(order, "resume", code="workorders.resume", by=by, now=now, moment="resumed")
    Suspension.objects.filter(order=order, until__isnull=True).update(until=now)
    copy_due(order, now=now)
    announce(
        OrderResumed(order_id=order.pk, number=order.number, company_id=order.company_id), now=now
    )
    return order


def expire_suspensions(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: where a cap is reached the clocks run again, whatever the state says."""
    rows = Suspension.objects.filter(
        until__isnull=True, expired_at__isnull=True, cap_at__lte=now
    ).select_related("order__request", "order__unit")
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
