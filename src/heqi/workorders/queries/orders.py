"""One order, and what an actor can do with it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Q

from heqi.clocks.models import Clock
from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.workorders.extras import extra_moves
from heqi.workorders.kinds import work
from heqi.workorders.models import Attendance, FeeLine, MaterialLine, WorkOrder
from heqi.workorders.states import FLOW

BUTTONS = {
    "dispatch": "workorders.dispatch",
    "reassign": "workorders.dispatch",
    "accept": "workorders.work",
    "return": "workorders.work",
    "book": "workorders.work",
    "set_out": "workorders.work",
    "arrive": "workorders.work",
    "start": "workorders.work",
    "suspend": "workorders.work",
    "resume": "workorders.work",
    "waste": "workorders.work",
    "finish": "workorders.work",
    "close": "workorders.close",
    "rework": "workorders.review",
    "cancel": "workorders.cancel",
    "merge": "workorders.cancel",
    "call_back": "workorders.call_back",
    "archive": "workorders.call_back",
}


def moves_for(actor: Actor, order: WorkOrder) -> list[str]:
    """Names of the moves that are possible from here and that the actor may make.

    ``review`` stands for closing or returning finished work, ``remind`` for asking after it.
    """
    names = []
    for name in FLOW.moves_from(order.status):
        if name == "suspend" and order.hold_asked:
            continue
        code = BUTTONS.get(name)
        if code is None or not may(actor, code, order):
            continue
        if code == "workorders.work" and not _is_crew(actor, order):
            continue
        names.append(name)
    reviewer = order.status == "done" and may(actor, "workorders.review", order)
    if reviewer and actor.id != order.assignee_id:
        names.insert(0, "review")
    names += extra_moves(actor, order)
    if order.is_open and may(actor, "service.remind", order):
        names.append("remind")
    return names


def _is_crew(actor: Actor, order: WorkOrder) -> bool:
    return order.assignee_id == actor.id or may(actor, "workorders.dispatch", order)


# The one big button of the phone, by state.
NEXT_STEP = {
    "dispatched": "accept",
    "accepted": "set_out",
    "booked": "set_out",
    "on_the_way": "arrive",
    "on_site": "finish",
    "working": "finish",
    "suspended": "resume",
}


def next_step(actor: Actor, order: WorkOrder) -> str:
    """The step that comes next on the phone; empty when there is none for this actor."""
    step = NEXT_STEP.get(order.status, "")
    return step if step in moves_for(actor, order) else ""


def my_orders(actor: Actor, *, limit: int = 50) -> list[WorkOrder]:
    """The actor's open orders, the first due first, and those he must attend; for the phone."""
    if actor.kind != "staff" or actor.id is None:
        return []
    called = Attendance.objects.filter(staff_id=actor.id, arrived_at__isnull=True)
    wanted = Q(assignee_id=actor.id) | Q(pk__in=called.values("order_id"))
    rows = WorkOrder.objects.visible_to(actor).still_open().filter(wanted)
    return list(rows.select_related("unit", "assignee").order_by("queue_at", "id")[:limit])


def clocks_of_order(order: WorkOrder) -> list[Clock]:
    """Every clock of the order and of its request, the open ones by what is due first."""
    wanted = Q(timeline__subject_type="workorders.workorder", timeline__subject_id=order.pk)
    if order.request_id:
        wanted |= Q(
            timeline__subject_type="service.servicerequest",
            timeline__subject_id=order.request_id,
        )
    return sorted(
        Clock.objects.filter(wanted).exclude(state="not_started"),
        key=lambda clock: (
            not clock.is_open(),
            clock.due_at is None,
            clock.due_at.timestamp() if clock.due_at else 0,
            clock.pk,
        ),
    )


def orders_of(actor: Actor, party: Party, *, limit: int = 50) -> models.QuerySet[WorkOrder]:
    """A customer's orders, newest first."""
    rows = WorkOrder.objects.visible_to(actor).filter(party=party)
    return rows.select_related("unit", "assignee").order_by("-created_at", "-id")[:limit]


def order_of_request(actor: Actor, request_id: int) -> WorkOrder | None:
    """The latest order of a request."""
    rows = WorkOrder.objects.visible_to(actor).filter(request_id=request_id)
    return rows.select_related("unit", "assignee").order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Hint:
    """A fee that is waived for this customer as a rule, with the clause (authority/4-waiver-1)."""

    fees: tuple[str, ...]
    clause: str


def waiver_hint(order: WorkOrder) -> Hint | None:
    """What the crew should know before it asks a VIP for money."""
    if not order.is_vip:
        return None
    row = work()["waiver"]
    return Hint(tuple(row["fees"]), row["clause"])


@dataclass(frozen=True, slots=True)
class Sums:
    """Money of an order: asked for, waived, borne by others, paid by the customer."""

    material: Decimal
    fees: Decimal
    waived: Decimal
    payable: Decimal
    borne: Decimal = Decimal(0)


def sums_of(order: WorkOrder) -> Sums:
    """What material cost and what the customer pays; two queries."""
    material = sum((row.amount for row in MaterialLine.objects.filter(order=order)), Decimal(0))
    fees = list(FeeLine.objects.filter(order=order))
    asked = sum((row.amount for row in fees), Decimal(0))
    waived = sum((row.waived for row in fees), Decimal(0))
    payable = sum((row.payable for row in fees), Decimal(0))
    return Sums(material, asked, waived, payable, asked - waived - payable)
