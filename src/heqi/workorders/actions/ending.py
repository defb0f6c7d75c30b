"""Reviewing, closing, doing again, giving up."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.entry.findings import ERRORS
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.people.access import Refused, require
from heqi.workorders.actions.attending import except_attendance
from heqi.workorders.actions.fieldwork import leave
from heqi.workorders.actions.timing import record, step
from heqi.workorders.events import OrderCancelled, OrderClosed, OrderMerged, OrderReworked
from heqi.workorders.models import WorkOrder


def _reason(reason: str, field: str = "reason") -> str:
    if not reason.strip():
        raise ValidationError({field: _("Give the reason.")})
    return reason.strip()


@transaction.atomic
def review_order(
    order: WorkOrder,
    *,
    passed: bool,
    note: str = "",
    entry_error: str = "",
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """Somebody else than the crew looks at finished work: close it, or have it done again.

    The next step's operator checks the entry of the step before; ``entry_error`` is the class of
    its error where the sheet was filled in wrongly (data-entry/7.3).
    """
    require(by, "workorders.review", order)
    if passed and entry_error:
        raise ValidationError(
            {"entry_error": _("An order with an error in its entry goes back; it is not closed.")}
        )
    if by.kind == "staff" and by.id == order.assignee_id:
        raise Refused(_("Nobody reviews his own work."), "workorders.review")
    WorkOrder.objects.filter(pk=order.pk).update(
        reviewed_by_id=by.id if by.kind == "staff" else None, review_note=note[:300]
    )
    order.reviewed_by_id, order.review_note = (by.id if by.kind == "staff" else None), note[:300]
    if passed:
        return _close(order, code="workorders.review", reason=note, by=by, now=now)
    return _rework(
        order,
        code="workorders.review",
        reason=_reason(note, "note"),
        entry_error=entry_error,
        by=by,
        now=now,
    )


@transaction.atomic
def close_order(order: WorkOrder, *, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """Close an order that needs no visit any more (settled by phone), with the reason."""
    require(by, "workorders.close", order)
    if order.status != "done":
        _reason(reason)
    return _close(order, code="workorders.close", reason=reason, by=by, now=now)


def _close(order: WorkOrder, *, code: str, reason: str, by: Actor, now: datetime) -> WorkOrder:
    was_done = order.status == "done"
    step(order, "close", code=code, by=by, now=now, reason=reason, closed_at=now)
    if not was_done:
        except_attendance(order, reason=reason, now=now)
        record(order, "completed", reason="no visit", by=by, now=now)
    announce(
        OrderClosed(
            order_id=order.pk,
            number=order.number,
            kind=order.kind,
            tier=order.tier,
            request_id=order.request_id,
            party_id=order.party_id,
            assignee_id=order.assignee_id,
            unit_id=order.unit_id,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


@transaction.atomic
def rework_order(
    order: WorkOrder, *, reason: str, entry_error: str = "", by: Actor, now: datetime
) -> WorkOrder:
    """It was not good enough: the order is to be dispatched again.

    ``entry_error`` is the class of the error where the sheet was filled in wrongly.
    """
    require(by, "workorders.review", order)
    return _rework(
        order,
        code="workorders.rework",
        reason=_reason(reason),
        entry_error=entry_error,
        by=by,
        now=now,
    )


def _rework(
    order: WorkOrder, *, code: str, reason: str, entry_error: str, by: Actor, now: datetime
) -> WorkOrder:
    if entry_error and entry_error not in ERRORS:
        raise ValidationError({"entry_error": _("Choose the class of the error.")})
    step(
        order,
        "rework",
        code=code,
        by=by,
        now=now,
        reason=reason,
        rework_count=order.rework_count + 1,
        finished_at=None,
        closed_at=None,
    )
    record(order, "reopened", reason=reason, by=by, now=now)
    announce(
        OrderReworked(
            order_id=order.pk,
            number=order.number,
            reason=reason,
            company_id=order.company_id,
            entry_error=entry_error,
        ),
        now=now,
    )
    return order


@transaction.atomic
def cancel_order(order: WorkOrder, *, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """The order is given up, with the reason; nobody cancels what has been begun on site."""
    require(by, "workorders.cancel", order)
    reason = _reason(reason)
    step(
        order,
        "cancel",
        code="workorders.cancel",
        by=by,
        now=now,
        moment="cancelled",
        reason=reason,
        closed_at=now,
    )
    leave(order, by=by, now=now, result="cancelled")
    except_attendance(order, reason=reason, now=now)
    order.suspensions.in_force().update(until=now)
    announce(
        OrderCancelled(
            order_id=order.pk, number=order.number, reason=reason, company_id=order.company_id
        ),
        now=now,
    )
    return order


@transaction.atomic
def merge_order(
    order: WorkOrder, *, into: WorkOrder, reason: str = "", by: Actor, now: datetime
) -> WorkOrder:
    """The same work is to be done under another order."""
    require(by, "workorders.cancel", order)
    if into.pk == order.pk or into.company_id != order.company_id:
        raise ValidationError({"into": _("Choose another order of the same company.")})
    if not into.is_open:
        raise ValidationError({"into": _("The other order is no longer open.")})
    step(
        order,
        "merge",
        code="workorders.merge",
        by=by,
        now=now,
        moment="merged",
        changes={"into": into.number},
        reason=reason,
        merged_into_id=into.pk,
        closed_at=now,
    )
    leave(order, by=by, now=now, result="merged")
    except_attendance(order, reason=into.number, now=now)
    order.suspensions.in_force().update(until=now)
    audit(into, "workorders.absorb", by=by, now=now, changes={"order": order.number})
    announce(OrderMerged(order_id=order.pk, into_id=into.pk, company_id=order.company_id), now=now)
    return order


@transaction.atomic
def send_to_callback(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """The closed order was drawn for a callback."""
    require(by, "workorders.call_back", order)
    step(order, "call_back", code="workorders.call_back", by=by, now=now)
    return order


@transaction.atomic
def archive_order(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """Nothing is left to do, the callback included."""
    require(by, "workorders.call_back", order)
    step(order, "archive", code="workorders.archive", by=by, now=now)
    return order
