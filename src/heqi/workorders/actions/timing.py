"""The clocks of an order and of its request, and the copy of the governing one for the queue."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from heqi.approvals.actions import withdraw
from heqi.approvals.queries import approvals_of
from heqi.approvals.states import OPEN_STATES as OPEN_APPROVALS
from heqi.clocks.actions import copy_clock, place, record_moment, start_timeline
from heqi.clocks.models import Clock, Timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.states import move
from heqi.service.actions import record_step
from heqi.workorders.facts import decide_limits
from heqi.workorders.models import HoldState, WorkOrder
from heqi.workorders.states import FLOW, OPEN_STATES

# Moments that the customer's promises know as well.
SHARED = frozenset(
    {
        "dispatched",
        "arrived",
        "attended",
        "unattended",
        "gas_on",
        "repair_blocked",
        "solution_offered",
        "solution_term",
        "suspended",
        "resumed",
        "completed",
    }
)


def start_clocks(order: WorkOrder, *, by: Actor, now: datetime) -> Timeline:
    """Begin the order's own history with the limits of its kind."""
    decision, facts = decide_limits(order, now=now)
    return start_timeline(
        order,
        unit=order.unit,
        decision=decision if decision.status == "answered" else None,
        facts=facts,
        label=order.number,
        by=by,
        now=now,
    )


def record(
    order: WorkOrder,
    kind: str,
    *,
    at: datetime | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Record a moment of the order, and of its request where the promises know it."""
    timeline = timeline_of(order)
    if timeline is not None:
        record_moment(timeline, kind, at=at, reason=reason, facts=facts, by=by, now=now)
    if order.request is not None and kind in SHARED and _concerns_request(order, kind):
        record_step(
            order.request, kind, at=at, owner=order.unit, reason=reason, facts=facts, by=by, now=now
        )


def _concerns_request(order: WorkOrder, kind: str) -> bool:
    # A request with several orders is complete, or on hold, with the last of them only.
    if kind not in ("completed", "suspended"):
        return True
    others = WorkOrder.objects.filter(request_id=order.request_id, is_open=True)
    return not others.exclude(pk=order.pk).exclude(status="suspended").exists()


def step(
    order: WorkOrder,
    name: str,
    *,
    code: str,
    by: Actor,
    now: datetime,
    moment: str = "",
    moment_facts: Mapping[str, Any] | None = None,
    moment_reason: str = "",
    moment_at: datetime | None = None,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    decision: int | None = None,
    **values: Any,
) -> None:
    """Make a move of the flow, record its moment, and copy what the queue shows."""
    target = FLOW.target(order.status, name)
    if target is not None:
        values["is_open"] = target in OPEN_STATES
    move(
        order,
        FLOW,
        name,
        code=code,
        by=by,
        now=now,
        changes=changes,
        reason=reason,
        decision=decision,
        **values,
    )
    if moment:
        record(
            order, moment, at=moment_at, reason=moment_reason, facts=moment_facts, by=by, now=now
        )
    if order.hold_asked and FLOW.target(order.status, "suspend") is None:
        drop_asked_hold(order, by=by, now=now)
    copy_due(order, now=now)


def drop_asked_hold(order: WorkOrder, *, by: Actor, now: datetime) -> None:
    """The order went on without the hold that was asked for: nobody has to approve it any more."""
    for hold in order.suspensions.asked():
        order.suspensions.filter(pk=hold.pk).update(
            state=HoldState.DROPPED, until=now, decided_at=now, decided_by_name=by.name
        )
        for approval in approvals_of(hold).filter(status__in=OPEN_APPROVALS):
            withdraw(approval, by=SYSTEM, now=now)
    WorkOrder.objects.filter(pk=order.pk).update(hold_asked=False)
    order.hold_asked = False


def _timelines(order: WorkOrder) -> list[Timeline]:
    """Where the order's own limits run, and the promises of its request."""
    subjects = [order, *([order.request] if order.request else [])]
    return [found for one in subjects if (found := timeline_of(one)) is not None]


def _governing(timelines: Iterable[Timeline]) -> Clock | None:
    """The open clock that is due first."""
    found = [clock for one in timelines if (clock := governing_clock(one)) is not None]
    return min(found, key=lambda clock: (clock.due_at, clock.pk), default=None)


def ended_at(order: WorkOrder) -> datetime:
    """When what is over came to its end, as far as the row knows."""
    return order.closed_at or order.finished_at or order.created_at


def copy_due(order: WorkOrder, *, now: datetime) -> None:
    """Copy the governing clock to the row, so that the queue sorts and filters by an index.

    On hold the order waits for the latest end of the hold. What is over lies by its end.
    """
    timelines = _timelines(order) if order.is_open else []
    clock = _governing(timelines)
    due = clock.due_at if clock else None
    where = (
        place(clock, timelines, began=order.created_at)
        if order.is_open
        else {"queue_at": ended_at(order)}
    )
    if order.status == "suspended":
        wait = order.suspensions.in_force().values_list("cap_at", flat=True).first()
        where["queue_at"] = wait or where["queue_at"]
    copy_clock(
        order,
        clock,
        alert=("over" if due and now > due else ("soon" if clock and clock.alerts else "")),
        **where,
    )
