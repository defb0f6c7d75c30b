"""Giving orders to crews."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import move_timeline
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import notify, notify_post
from heqi.people.access import Refused, require
from heqi.people.models import Staff
from heqi.workorders.actions.timing import copy_due, record, step
from heqi.workorders.events import OrderDispatched, OrderReturned
from heqi.workorders.guards import check_attendance, holds_post, require_crew
from heqi.workorders.kinds import kind_words, work
from heqi.workorders.models import Attendance, Visit, WorkOrder
from heqi.workorders.states import FLOW


@transaction.atomic
def dispatch_order(
    order: WorkOrder,
    *,
    assignee: Staff,
    attending: Iterable[Staff] = (),
    override_reason: str = "",
    choice: str = "",
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """Give an order to somebody; ``attending`` go there as well (a captain beside the crew).

    ``choice`` says why this one was chosen (the reasons of the board's proposal) and is kept.

    Raises ``NeedsReason`` where the policy wants a post that nobody sent holds (tiering/6.1(4):
    the repair captain) and no ``override_reason`` is given; the reason is audited.
    """
    require(by, "workorders.dispatch", order)
    return _give(
        order, "dispatch", assignee, list(attending), override_reason, choice[:300], by, now
    )


@transaction.atomic
def assign_at_intake(
    order: WorkOrder,
    *,
    assignee: Staff,
    attending: Iterable[Staff] = (),
    override_reason: str = "",
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """Who took the request up sends the crew at once (提交并派单), under the guard of dispatching.

    Only an order that waits for its first dispatch; afterwards it is the dispatchers' business.
    """
    require(by, "workorders.assign", order)
    took = order.request is not None and order.request.opened_by_id == by.id
    if by.kind == "staff" and not took:
        raise Refused(_("Only who took the request up sends its crew."), "workorders.assign")
    if order.dispatched_at is not None:
        raise IllegalMove(_("This order has been dispatched already."))
    return _give(order, "dispatch", assignee, list(attending), override_reason, "", by, now)


@transaction.atomic
def reassign_order(
    order: WorkOrder,
    *,
    assignee: Staff,
    reason: str,
    attending: Iterable[Staff] = (),
    override_reason: str = "",
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """Take an order from one crew and give it to another, with the reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    require(by, "workorders.dispatch", order)
    if order.assignee_id == assignee.pk:
        raise ValidationError({"assignee": _("The order is with this person already.")})
    return _give(
        order, "reassign", assignee, list(attending), override_reason, reason.strip(), by, now
    )


def _give(
    order: WorkOrder,
    name: str,
    assignee: Staff,
    attending: list[Staff],
    override_reason: str,
    reason: str,
    by: Actor,
    now: datetime,
) -> WorkOrder:
    if assignee.unit.company_id != order.company_id:
        raise ValidationError({"assignee": _("Choose somebody of the same company.")})
    if not assignee.is_employed(timezone.localdate(now)):
        raise ValidationError({"assignee": _("{name} no longer works here.").format(name=assignee)})
    # Before the guard: who cannot move the order needs no reason either.
    if FLOW.target(order.status, name) is None:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    check_attendance(order, assignee, attending=attending, override_reason=override_reason, now=now)

    before = order.assignee_id
    was_on_hold = order.status == "suspended"
    _end_open_work(order, by=by, now=now)
    step(
        order,
        name,
        code=f"workorders.{name}",
        by=by,
        now=now,
        moment="dispatched",
        moment_facts={"assignee": assignee.pk},
        changes={
            "assignee": [before, assignee.pk],
            "unit": [order.unit_id, assignee.unit_id],
            **({"override": override_reason} if override_reason else {}),
        },
        reason=override_reason or reason,
        decision=order.decision_id,
        assignee_id=assignee.pk,
        unit_id=assignee.unit_id,
        override_reason=override_reason[:300],
        dispatched_at=now,
        accepted_at=None,
    )
    order.assignee, order.unit = assignee, assignee.unit
    timeline = timeline_of(order)
    if timeline is not None:
        move_timeline(timeline, unit=assignee.unit)
    if was_on_hold:
        record(order, "resumed", by=by, now=now)
        copy_due(order, now=now)
    _call_in(order, [assignee, *attending], by=by, now=now)
    notify(
        assignee,
        "workorders.dispatched",
        context=_told(order),
        about=order,
        url=f"/orders/{order.number}/",
        key=f"dispatched:{order.pk}:{now.isoformat()}",
        by=by,
        now=now,
    )

    announce(
        OrderDispatched(
            order_id=order.pk,
            number=order.number,
            assignee_id=assignee.pk,
            unit_id=assignee.unit_id,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


def _end_open_work(order: WorkOrder, *, by: Actor, now: datetime) -> None:
    Visit.objects.filter(order=order, left_at__isnull=True).update(left_at=now, result="reassigned")
    order.suspensions.in_force().update(until=now)


def _call_in(order: WorkOrder, sent: Sequence[Staff], *, by: Actor, now: datetime) -> None:
    """Note who comes for which post; posts that go beside the crew are called in."""
    beside = order.kind in work()["attend_beside"]
    for wanted in Attendance.objects.filter(order=order, arrived_at__isnull=True):
        found = next((s for s in sent if holds_post(s, wanted.post, now=now)), None)
        Attendance.objects.filter(pk=wanted.pk).update(staff=found, called_at=now)
        if found is None and beside:
            notify_post(
                wanted.post,
                order.company,
                "workorders.attend",
                context=_told(order) | {"clause": wanted.clause},
                about=order,
                url=f"/orders/{order.number}/",
                key=f"attend:{order.pk}:{wanted.post}",
                by=by,
                now=now,
            )
        elif found is not None and found.pk != order.assignee_id:
            notify(
                found,
                "workorders.attend",
                context=_told(order) | {"clause": wanted.clause},
                about=order,
                url=f"/orders/{order.number}/",
                key=f"attend:{order.pk}:{wanted.post}:{found.pk}",
                by=by,
                now=now,
            )


@transaction.atomic
def call_post(
    order: WorkOrder, *, post: str, clause: str, staff: Staff | None, by: Actor, now: datetime
) -> Attendance:
    """Want a post at an order that its own promises may not name (tiering/6.1(5): a neighbour's).

    Called by the app that decided it, which checked the right, tells the holders and keeps the
    clock on their coming.
    """
    row, _created = Attendance.objects.get_or_create(
        order=order, post=post, defaults={"clause": clause}
    )
    rows = Attendance.objects.filter(pk=row.pk)
    rows.filter(called_at__isnull=True).update(staff=staff, called_at=now)
    rows.update(timed=True)
    return row


def _told(order: WorkOrder) -> dict[str, object]:
    return {
        "number": order.number,
        "kind": kind_words(order.kind),
        "address": order.address,
        "due": order.due_at,
        "what": {"zh": order.due_title_zh, "en": order.due_title_en},
    }


@transaction.atomic
def return_order(
    order: WorkOrder, *, reason: str, entry_error: str = "", by: Actor, now: datetime
) -> WorkOrder:
    """The crew gives the order back to be dispatched anew, with the reason.

    ``entry_error`` is the class of the error where the entry was at fault (data-entry/7.3).
    """
    require_crew(order, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    before = order.assignee_id
    step(
        order,
        "return",
        code="workorders.return",
        by=by,
        now=now,
        changes={"assignee": [before, None]},
        reason=reason.strip(),
        assignee_id=None,
        accepted_at=None,
    )
    order.assignee = None
    announce(
        OrderReturned(
            order_id=order.pk,
            number=order.number,
            reason=reason.strip(),
            entry_error=entry_error,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order
