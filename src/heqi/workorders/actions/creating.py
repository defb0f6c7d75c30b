"""Making work orders: from a request, or by hand."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.service.actions.opening import unit_in_charge
from heqi.service.actions.timing import decide_commitments
from heqi.service.facts import area_of, commitment_facts, criterion_of, tier_of
from heqi.service.kinds import kind_of, order_kind
from heqi.service.models import ServiceRequest
from heqi.workorders.actions.timing import record, start_clocks, step
from heqi.workorders.events import OrderCreated
from heqi.workorders.guards import wanted_posts
from heqi.workorders.kinds import service_of, work
from heqi.workorders.models import Attendance, Priority, WorkOrder


@transaction.atomic
def create_order(
    *,
    request: ServiceRequest | None = None,
    kind: str = "",
    company: Unit | None = None,
    unit: Unit | None = None,
    address: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    description: str = "",
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    backfilled: bool = False,
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """Make an order for a request, or by hand without one, ready to be dispatched.

    ``kind`` is a kind of order (default: what the request gives). ``backfilled`` marks an order
    supplied after the work (authority/4-permission-1). Raises ``Refused``, ``ValidationError``.
    """
    place = unit or (request.unit if request else company)
    if place is None:
        raise ValidationError({"company": _("Name the company of the order.")})
    require(by, "workorders.create", place)
    kind = kind or (order_kind(request.kind, request.symptom) if request else "")
    if kind not in work()["titles"]:
        raise ValidationError({"kind": _("Choose the kind of work.")})
    if backfilled and kind not in work()["backfill"]["kinds"]:
        raise ValidationError({"kind": _("Work of this kind cannot be entered after it was done.")})
    if request is None and not (address.strip() or service_point):
        raise ValidationError({"address": _("Write down the address.")})

    home = request.company if request else (place.company or place)
    copied = (
        _of_request(request)
        if request
        else _by_hand(
            kind, party, service_point, address, contact_name, contact_phone, description, home, now
        )
    )
    service = kind_of(service_of(kind))
    order: WorkOrder = WorkOrder.objects.create(
        number=_number(request, service.prefix, now),
        request=request,
        company=home,
        unit=unit or (request.unit if request else unit_in_charge(service, home)),
        kind=kind,
        priority=_priority(service.urgent, copied),
        backfilled=backfilled,
        created_at=now,
        created_by_name=by.name,
        queue_at=now,
        **copied,
    )
    _name_attendance(order)
    start_clocks(order, by=by, now=now)
    _stamp_call(order, by=by, now=now)
    record(order, "ordered", by=by, now=now)

    audit(
        order,
        "workorders.create",
        by=by,
        now=now,
        changes={
            "kind": kind,
            "request": request.number if request else "",
            "backfilled": backfilled,
        },
        personal={"address": order.address, "phone": order.contact_phone},
        decision=order.decision_id,
    )
    _release(order, by=by, now=now)

    announce(
        OrderCreated(
            order_id=order.pk,
            number=order.number,
            kind=kind,
            request_id=request.pk if request else None,
            unit_id=order.unit_id,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


def _number(request: ServiceRequest | None, prefix: str, now: datetime) -> str:
    """The customer was told one number: the first order of a request bears it too."""
    if request is None:
        return next_number(prefix, timezone.localdate(now))
    others = WorkOrder.objects.filter(request=request).count()
    return f"{request.number}-{others + 1}" if others else request.number


def _of_request(request: ServiceRequest) -> dict[str, Any]:
    return {
        "party": request.party,
        "service_point": request.service_point,
        "tier": request.tier,
        "criterion": request.criterion,
        "vulnerable": request.vulnerable,
        "source": request.source,
        "customer_name": request.party.name if request.party else request.contact_name,
        "contact_name": request.contact_name,
        "contact_phone": request.contact_phone,
        "address": request.address,
        "area": request.area,
        "description": (request.description or request.symptom_label)[:200],
        "decision": request.decision,
        "booked_for": request.booked_for,
    }


def _by_hand(
    kind: str,
    party: Party | None,
    point: ServicePoint | None,
    address: str,
    name: str,
    phone: str,
    description: str,
    home: Unit,
    now: datetime,
) -> dict[str, Any]:
    facts, _assumed = commitment_facts(service_of(kind), tier=tier_of(party), area=area_of(point))
    return {
        "party": party,
        "service_point": point,
        "tier": tier_of(party),
        "criterion": criterion_of(party),
        "vulnerable": bool(party and party.vulnerable),
        "source": "staff",
        "customer_name": party.name if party else name,
        "contact_name": name or (party.name if party else ""),
        "contact_phone": phone,
        "address": address or (point.premises.text if point else ""),
        "area": area_of(point),
        "description": description[:200],
        "decision": decide_commitments(facts, now=now, company_id=home.pk),
    }


def _priority(urgent: bool, copied: dict[str, Any]) -> int:
    if urgent:
        return Priority.URGENT
    raised = copied["tier"] != "standard" or copied["vulnerable"] or copied["source"] == "12345"
    return Priority.HIGH if raised else Priority.NORMAL


def _name_attendance(order: WorkOrder) -> None:
    wanted = wanted_posts(order.decision)
    order.attend = [one.post for one in wanted]
    order.attend_clause = wanted[0].clause if wanted else ""
    WorkOrder.objects.filter(pk=order.pk).update(
        attend=order.attend, attend_clause=order.attend_clause
    )
    Attendance.objects.bulk_create(
        Attendance(order=order, post=one.post, clause=one.clause) for one in wanted
    )


def _stamp_call(order: WorkOrder, *, by: Actor, now: datetime) -> None:
    """The chain of an emergency begins with the call; while it lasts, its end is told later."""
    contact = order.request.contact if order.request else None
    if contact is None:
        record(order, "call_ended", at=_received(order, now), by=by, now=now)
        return
    record(order, "rung", at=contact.started_at, by=by, now=now)
    if contact.answered_at:
        record(order, "answered", at=contact.answered_at, by=by, now=now)
    if contact.ended_at:
        record(order, "call_ended", at=contact.ended_at, by=by, now=now)


def _received(order: WorkOrder, now: datetime) -> datetime:
    return order.request.opened_at if order.request else now


def _release(order: WorkOrder, *, by: Actor, now: datetime) -> None:
    step(order, "release", code="workorders.release", by=by, now=now)
