"""One matter of the past: its plan, and what the field left of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Staff
from heqi.service.models import Contact, ServiceRequest
from heqi.web.demo.clients import Client
from heqi.web.demo.matters import Course, Matter
from heqi.web.demo.recalls import Recall
from heqi.web.demo.timelines import Happened, happened
from heqi.workorders.guards import wanted_posts
from heqi.workorders.models import (
    Attendance,
    FeeLine,
    MaterialLine,
    Outcome,
    Visit,
    WorkOrder,
)


@dataclass
class Past:
    """One matter that is over: plan and rows."""

    client: Client
    matter: Matter
    course: Course
    agent: Staff
    crew: Staff | None
    contact: Contact | None = None
    request: ServiceRequest | None = None
    order: WorkOrder | None = None
    recall: Recall | None = None
    paid: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def write_field_work(rows: list[Past]) -> None:
    """Visits, who came, what was used and paid of the orders that somebody went out for."""
    went = [row for row in rows if row.order and row.order.assignee_id and row.crew]
    Visit.objects.bulk_create(
        Visit(
            order=row.order,
            staff=row.crew,
            post=row.crew.post_id,
            set_out_at=row.course.set_out,
            arrived_at=row.course.arrived,
            left_at=row.course.finished,
            result="done",
        )
        for row in went
        if row.crew
    )
    Attendance.objects.bulk_create(
        Attendance(
            order=row.order,
            post=one.post,
            clause=one.clause,
            staff=row.crew if one.post == row.crew.post_id else None,
            called_at=row.course.dispatched,
            arrived_at=row.course.arrived if one.post == row.crew.post_id else None,
            outcome=Outcome.CAME if one.post == row.crew.post_id else Outcome.ABSENT,
            settled_at=row.course.finished,
        )
        for row in went
        if row.order and row.crew
        for one in wanted_posts(row.order.decision)
    )
    paid = [row for row in went if row.paid]
    MaterialLine.objects.bulk_create(
        MaterialLine(
            order=row.order,
            name=row.matter.material,
            measure="件",
            issued=Decimal(1),
            used=Decimal(1),
            returned=Decimal(0),
            price=Decimal(row.matter.fee),
        )
        for row in paid
    )
    FeeLine.objects.bulk_create(
        FeeLine(order=row.order, kind="material", amount=Decimal(row.matter.fee)) for row in paid
    )


def moments_of_work(row: Past, order: WorkOrder, actor: Callable[[Staff], Actor]) -> list[Happened]:
    """What the clocks hear of an order, from sending to the end."""
    times = row.course
    if order.assignee is None:
        return [happened("cancelled", times.dispatched, SYSTEM)]
    crew = actor(order.assignee)
    found = [
        happened("dispatched", times.dispatched, SYSTEM, assignee=order.assignee.pk),
        happened("set_out", times.set_out, crew),
        happened("arrived", times.arrived, crew, post=crew.post),
    ]
    wanted = {one.post for one in wanted_posts(order.decision)}
    if wanted:
        came = wanted == {crew.post}
        kind, at = ("attended", times.arrived) if came else ("unattended", times.finished)
        found.append(happened(kind, at, crew))
    if order.reported_at:
        found.append(happened("first_report", order.reported_at, crew))
    if order.kind == "gas_on":
        found.append(happened("gas_on", times.finished, crew))
    return [*found, happened("completed", times.finished, crew)]
