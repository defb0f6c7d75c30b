"""The dispatch board: what waits, and who has how much."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit
from heqi.service.queries import capped_count
from heqi.workorders.guards import wanted_posts
from heqi.workorders.kinds import work
from heqi.workorders.models import WorkOrder
from heqi.workorders.states import IN_HAND, TO_DISPATCH_STATES


@dataclass(frozen=True, slots=True)
class Crew:
    """A member of a crew on the dispatch board: whose orders of today, how many are open."""

    staff: Staff
    orders: list[WorkOrder] = field(default_factory=list)
    open_count: int = 0
    late_count: int = 0


@dataclass(frozen=True, slots=True)
class DispatchBoard:
    """Left: what waits to be dispatched, first due first. Right: crews with their orders."""

    waiting: list[WorkOrder]
    waiting_count: int
    crews: list[Crew]


def dispatch_board(
    actor: Actor, *, unit: Unit | None = None, now: datetime, limit: int = 60
) -> DispatchBoard:
    """The dispatcher's board of today; a fixed number of queries whatever the load."""
    rows = WorkOrder.objects.visible_to(actor).select_related(
        "unit", "assignee", "decision", "service_point__premises"
    )
    waiting = rows.still_open().filter(status__in=TO_DISPATCH_STATES)
    crews = _crews(actor, unit)
    mine = rows.still_open().filter(assignee_id__in=list(crews), status__in=IN_HAND)
    if unit is not None:
        under = Unit.objects.filter(path__startswith=unit.path).values("pk")
        waiting = waiting.filter(Q(unit_id__in=under) | Q(unit_id=unit.parent_id))
    for order in mine.order_by("queue_at", "id")[:500]:
        crew = crews[order.assignee_id or 0]
        crew.orders.append(order)
    return DispatchBoard(
        waiting=list(waiting.order_by("queue_at", "id")[:limit]),
        waiting_count=capped_count(waiting),
        crews=[
            Crew(c.staff, c.orders, len(c.orders), sum(o.is_late(now) for o in c.orders))
            for c in crews.values()
        ],
    )


def urgent_orders(actor: Actor, *, limit: int = 30) -> list[WorkOrder]:
    """Open emergencies, those not dispatched first, then the oldest: the top of the board."""
    rows = (
        WorkOrder.objects.visible_to(actor)
        .still_open()
        .filter(kind__in=work()["attend_beside"])
        .select_related("unit", "assignee", "decision", "service_point__premises")
        .order_by("queue_at", "id")[:limit]
    )
    return sorted(rows, key=lambda one: (one.status not in TO_DISPATCH_STATES, one.created_at))


def _crews(actor: Actor, unit: Unit | None) -> dict[int, Crew]:
    teams = visible_units(actor, "workorders.view", ["team"])
    if unit is not None:
        teams = teams.filter(path__startswith=unit.path)
    staff = (
        Staff.objects.filter(unit__in=teams, left_on__isnull=True)
        .select_related("unit", "post")
        .order_by("unit__path", "post__rank", "number")[:200]
    )
    return {one.pk: Crew(one) for one in staff}


def crew_choices(actor: Actor, order: WorkOrder) -> list[Staff]:
    """Whom an order can be dispatched to, holders of the posts the policy wants first."""
    wanted = {one.post for one in wanted_posts(order.decision)}
    return crew_of(actor, order.company_id, wanted)


def crew_of(actor: Actor, company_id: int, wanted: Collection[str] = ()) -> list[Staff]:
    """Crews of a company that the actor sees, holders of the posts wanted first."""
    crews = [crew.staff for crew in _crews(actor, None).values()]
    same = [staff for staff in crews if staff.unit.company_id == company_id]
    return sorted(same, key=lambda staff: (staff.post_id not in wanted, staff.unit.path))


def team_load(actor: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """Open, late and waiting orders per unit, as rows of unit_id, unit, open, late, on_hold."""
    rows = (
        WorkOrder.objects.visible_to(actor)
        .still_open()
        .order_by()
        .values("unit_id", "unit__name")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            on_hold=Count("pk", filter=Q(status="suspended")),
        )
    )
    found = [
        {
            "unit_id": row["unit_id"],
            "unit": row["unit__name"],
            "open": row["open"],
            "late": row["late"],
            "on_hold": row["on_hold"],
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: -row["open"])
