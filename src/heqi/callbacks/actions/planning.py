"""Which closed orders are called about."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.events import CallbackPlanned
from heqi.callbacks.facts import attempt_rules, limit_from, plan_facts
from heqi.callbacks.models import CallbackTask, Draw
from heqi.callbacks.states import Round
from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import due_values, governing_clock
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import require
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.rulebook.sampling import falls_in
from heqi.workorders.actions import archive_order, send_to_callback
from heqi.workorders.models import WorkOrder

PREFIX = "HF"


@transaction.atomic
def draw_order(order: WorkOrder, *, by: Actor, now: datetime) -> CallbackTask | None:
    """Decide by the policy whether a closed order is called about, and keep why.

    What must be called is planned; the rest is drawn one by one from a seed of the company and
    month, so that anybody can repeat the draw. What is not drawn is archived. Raises
    ``NoSingleAnswer`` for a fault of the policy.
    """
    known = CallbackTask.objects.filter(order=order, round=Round.FIRST).first()
    if known or Draw.objects.filter(order=order).exists():
        return known
    facts = plan_facts(order, now=now)
    if not facts["business"]:
        return None
    decision = ask("callbacks.plan", facts, on=timezone.localdate(now))
    draw = made_draw(order, facts, decision, now)
    draw.save(force_insert=True)
    audit(
        order,
        "callbacks.draw",
        by=by,
        now=now,
        changes={"drawn": draw.drawn, "ratio": str(draw.ratio), "seed": draw.seed},
        reason=draw.because_zh,
        decision=decision.pk,
    )
    if not draw.drawn:
        archive_order(order, by=SYSTEM, now=now)
        return None
    return _plan(order, decision, facts, draw, draw.because_zh, by=by, now=now)


def made_draw(order: WorkOrder, facts: dict[str, Any], decision: Decision, now: datetime) -> Draw:
    """The draw of one order as the decision wants it, not yet stored."""
    answer = decision.answer or {}
    base = Decimal(str(answer.get("ratio", 0)))
    mandatory = bool(answer.get("mandatory"))
    factor = Decimal(1) if mandatory else Decimal(str(answer.get("season_factor", 1)))
    ratio = min(base * factor, Decimal(1))
    seed = f"{order.company_id}:{timezone.localdate(now):%Y-%m}"
    drawn = mandatory or falls_in(seed, order.number, ratio)
    percent = f"{(ratio * 100).normalize():f}%"
    if mandatory:
        zh, en = "必须回访", "must be called"
    elif drawn:
        zh, en = f"按 {percent} 抽中", f"drawn at {percent}"
    else:
        zh, en = f"按 {percent} 未抽中", f"not drawn at {percent}"
    return Draw(
        order=order,
        company=order.company,
        business=facts["business"],
        decision=decision,
        seed=seed,
        ratio=ratio,
        drawn=drawn,
        because_zh=zh,
        because_en=en,
        clause=_clause(decision, "ratio"),
        at=now,
    )


@transaction.atomic
def plan_callback(order: WorkOrder, *, reason: str, by: Actor, now: datetime) -> CallbackTask:
    """Plan a callback by hand, with the reason, whatever the draw said."""
    require(by, "callbacks.plan", order.company)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if order.status not in ("closed", "to_call_back"):
        raise ValidationError({"order": _("Only closed orders are called about.")})
    facts = plan_facts(order, now=now)
    decision = ask("callbacks.plan", facts, on=timezone.localdate(now))
    return _plan(order, decision, facts, None, reason.strip(), by=by, now=now)


def _plan(
    order: WorkOrder,
    decision: Decision,
    facts: dict[str, Any],
    draw: Draw | None,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> CallbackTask:
    finished = order.finished_at or order.closed_at or now
    request = order.request
    handlers = {order.assignee_id, request.opened_by_id if request else None}
    try:
        with transaction.atomic():
            task: CallbackTask = CallbackTask.objects.create(
                number=next_number(PREFIX, timezone.localdate(now)),
                company=order.company,
                unit=order.company,
                business=facts["business"],
                order=order,
                request=request,
                party=order.party,
                draw=draw,
                decision=decision,
                reason=reason[:200],
                handlers=sorted(one for one in handlers if one),
                queue_at=now,
                planned_at=now,
                expires_at=limit_from(attempt_rules(now=now), "expires", order, now),
            )
    except IntegrityError:  # planned meanwhile
        return CallbackTask.objects.get(order=order, round=Round.FIRST)
    timeline = start_timeline(
        task,
        unit=task.unit,
        decision=decision,
        facts=facts,
        label=task.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "completed", at=finished, by=by, now=now)
    copy_due(task, timeline)
    if order.status == "closed":
        send_to_callback(order, by=SYSTEM, now=now)
    audit(
        task,
        "callbacks.plan",
        by=by,
        now=now,
        changes={"order": order.number},
        reason=reason,
        decision=decision.pk,
    )
    announce(
        CallbackPlanned(
            task_id=task.pk, number=task.number, order_id=order.pk, company_id=order.company_id
        ),
        now=now,
    )
    return task


def copy_due(task: CallbackTask, timeline: Any) -> None:
    """Copy the governing clock to the row, for the list."""
    clock = governing_clock(timeline)
    if clock is None:
        return
    values = {**due_values(clock), "queue_at": clock.due_at}
    CallbackTask.objects.filter(pk=task.pk).update(**values)
    for name, value in values.items():
        setattr(task, name, value)


def _clause(decision: Decision, field: str) -> str:
    grants = (decision.trace.get("sources") or {}).get(field) or []
    return str(grants[0]["clause"]) if grants else next(iter(decision.clauses), "")
