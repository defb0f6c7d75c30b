"""What crews do: accept, book, set out, arrive, work. Stamps are the server's time."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.service.actions.timing import copy_due as copy_request_due
from heqi.service.actions.timing import record_booking
from heqi.service.models import ServiceRequest
from heqi.workorders.actions.attending import note_attendance
from heqi.workorders.actions.timing import copy_due, record, step
from heqi.workorders.events import OrderArrived
from heqi.workorders.guards import require_crew
from heqi.workorders.kinds import work
from heqi.workorders.models import Visit, WorkOrder


@transaction.atomic
def accept_order(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """The crew has seen the order and will do it."""
    require_crew(order, by)
    step(order, "accept", code="workorders.accept", by=by, now=now, accepted_at=now)
    return order


@transaction.atomic
def book_visit(order: WorkOrder, *, booked_for: datetime, by: Actor, now: datetime) -> WorkOrder:
    """Agree a time with the customer; the policy says whether it takes precedence."""
    require_crew(order, by)
    if booked_for < now:
        raise ValidationError({"booked_for": _("The booked time must lie in the future.")})
    before = order.booked_for
    step(
        order,
        "book",
        code="workorders.book",
        by=by,
        now=now,
        changes={"booked_for": [before, booked_for]},
        booked_for=booked_for,
    )
    if order.request is not None:
        ServiceRequest.objects.filter(pk=order.request.pk).update(booked_for=booked_for)
        timeline = timeline_of(order.request)
        if timeline is not None:
            record_booking(timeline, booked_for, by=by, now=now)
            copy_request_due(order.request, timeline)
    copy_due(order, now=now)
    return order


@transaction.atomic
def set_out(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """On the way."""
    require_crew(order, by)
    step(order, "set_out", code="workorders.set_out", by=by, now=now, moment="set_out")
    visit = _visit(order, by)
    if visit is not None:
        Visit.objects.filter(pk=visit.pk, set_out_at__isnull=True).update(set_out_at=now)
    return order


@transaction.atomic
def arrive(
    order: WorkOrder,
    *,
    latitude: object = None,
    longitude: object = None,
    accuracy_m: int | None = None,
    device_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """At the door: the server's time counts, with the position the phone gives (degrees, metres).

    Where the policy wants a post on the spot, the arrival of its holder is noted as attendance.
    """
    require_crew(order, by)
    position = _position(latitude, longitude)
    late = order.is_late(now)
    step(
        order,
        "arrive",
        code="workorders.arrive",
        by=by,
        now=now,
        moment="arrived",
        moment_facts={"post": by.post} if by.post else {},
        changes={"position": bool(position)},
        arrived_at=order.arrived_at or now,
    )
    visit = _visit(order, by)
    if visit is not None:
        Visit.objects.filter(pk=visit.pk).update(
            arrived_at=now,
            device_at=device_at,
            accuracy_m=accuracy_m,
            **(position or {}),
        )
    note_attendance(order, by=by, now=now)

    announce(
        OrderArrived(
            order_id=order.pk,
            number=order.number,
            staff_id=by.id or 0,
            arrived_at=now.isoformat(),
            late=late,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


@transaction.atomic
def start_work(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """The work begins."""
    require_crew(order, by)
    step(order, "start", code="workorders.start", by=by, now=now)
    return order


@transaction.atomic
def report_first(order: WorkOrder, *, report: str, by: Actor, now: datetime) -> WorkOrder:
    """First report from the site of an emergency; its clock runs from the arrival."""
    require_crew(order, by)
    if not report.strip():
        raise ValidationError({"report": _("Write down what you found.")})
    if order.arrived_at is None or not order.is_open:
        raise IllegalMove(_("A report is possible only from the site."))
    WorkOrder.objects.filter(pk=order.pk).update(
        report=report.strip(), reported_at=order.reported_at or now
    )
    order.report, order.reported_at = report.strip(), order.reported_at or now
    record(order, "first_report", by=by, now=now)
    copy_due(order, now=now)
    audit(order, "workorders.report", by=by, now=now)
    return order


@transaction.atomic
def wasted_trip(order: WorkOrder, *, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """Nobody there, or nothing could be done: the order waits for another trip."""
    require_crew(order, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    step(order, "waste", code="workorders.waste", by=by, now=now, reason=reason.strip())
    leave(order, by=by, now=now, result="wasted", note=reason.strip())
    return order


def leave(order: WorkOrder, *, by: Actor, now: datetime, result: str, note: str = "") -> None:
    """End the open trips of an order."""
    Visit.objects.filter(order=order, left_at__isnull=True).update(
        left_at=now, result=result, note=note[:300]
    )


def _visit(order: WorkOrder, by: Actor) -> Visit | None:
    if by.kind != "staff" or by.id is None:
        return None
    try:
        with transaction.atomic():
            visit, _created = Visit.objects.get_or_create(
                order=order, staff_id=by.id, left_at=None, defaults={"post": by.post}
            )
    except IntegrityError:  # the phone sent it twice at once
        visit = Visit.objects.get(order=order, staff_id=by.id, left_at=None)
    return visit


def _position(latitude: object, longitude: object) -> dict[str, Any]:
    if latitude in (None, "") or longitude in (None, ""):
        return {}
    step_size = Decimal(1).scaleb(-int(work()["positions"]["decimals"]))
    try:
        lat, lon = Decimal(str(latitude)), Decimal(str(longitude))
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise InvalidOperation
        return {"latitude": lat.quantize(step_size), "longitude": lon.quantize(step_size)}
    except InvalidOperation:
        raise ValidationError({"latitude": _("The position is not a place on earth.")}) from None
