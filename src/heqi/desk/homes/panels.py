"""The panels of a home: a template each, with what it shows."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from heqi.approvals.queries import pending_for
from heqi.customers.queries import tasks
from heqi.desk.homes.figures import Reading
from heqi.desk.homes.promises import THRESHOLDS, below_target, league, running, trend
from heqi.desk.homes.wants import wants
from heqi.notices.queries import inbox
from heqi.policies.measures import month_before
from heqi.policies.packs import current_pack
from heqi.safety.queries.hazards import hazards
from heqi.service.models import ServiceRequest
from heqi.service.queries import my_clocks, my_contacts
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import Filters, first_orders, my_orders, team_load

ROWS = 8


def _orders(filters: Filters) -> Callable[[Reading], list[WorkOrder]]:
    return lambda read: _shown(read, filters)


def _shown(read: Reading, filters: Filters) -> list[WorkOrder]:
    return first_orders(read.actor, filters, now=read.now, limit=ROWS)


def _nearing(read: Reading) -> list[WorkOrder]:
    near = Q(due_at__isnull=False) & (Q(due_at__lt=read.now) | Q(alert__gt=""))
    return first_orders(read.actor, Filters(), now=read.now, limit=ROWS, also=near)


def _complaints(read: Reading) -> list[ServiceRequest]:
    rows = ServiceRequest.objects.visible_to(read.actor).filter(kind="complaint", is_open=True)
    return list(rows.select_related("unit", "party").order_by("queue_at", "id")[:ROWS])


def _replies(read: Reading) -> list[ServiceRequest]:
    """Open complaints of VIPs, which the deputy general manager answers (tiering/6.1(7))."""
    rows = ServiceRequest.objects.visible_to(read.actor).filter(kind="complaint", is_open=True)
    rows = rows.exclude(tier="standard").select_related("unit", "party")
    return list(rows.order_by("queue_at", "id")[:ROWS])


def _below(read: Reading) -> dict[str, Any]:
    """This month's clauses below target; last month's while nothing is decided in this one."""
    today = timezone.localdate(read.now)
    month = today if read.kept.decided else month_before(today)
    rows = below_target(read.actor, read.company, month) if read.company else []
    goal = current_pack(read.actor.company_id).value(THRESHOLDS, today)
    good = f"{float(goal.content['good']) * 100:.0f}%"
    return {"rows": rows, "goal": goal, "good": good, "month": f"{month:%Y-%m}"}


PANELS: dict[str, tuple[str, Callable[[Reading], Any]]] = {
    "my_clocks": ("desk/mine.html", lambda read: my_clocks(read.actor)),
    "to_finish": ("desk/home/sessions.html", lambda read: list(my_contacts(read.actor)[:ROWS])),
    "notices": ("desk/home/notices.html", lambda read: list(inbox(read.actor, unread=True)[:ROWS])),
    "waiting": ("desk/home/waiting.html", _orders(Filters(tab="to_dispatch"))),
    "nearing": ("desk/home/nearing.html", _nearing),
    "crews": ("desk/home/crews.html", lambda read: team_load(read.actor, now=read.now)[:12]),
    "in_person": ("desk/home/in_person.html", lambda read: read.in_person[:ROWS]),
    "own": ("desk/home/own.html", lambda read: my_orders(read.actor, limit=ROWS)),
    "complaints": ("desk/home/complaints.html", _complaints),
    "hazards": (
        "desk/home/hazards.html",
        lambda read: list(hazards(read.actor, {"sort": "due"}, now=read.now)[:ROWS]),
    ),
    "replies": ("desk/home/replies.html", _replies),
    "trend": (
        "desk/home/trend.html",
        lambda read: trend(read.actor, timezone.localdate(read.now)),
    ),
    "units": ("desk/home/units.html", lambda read: running(read.actor, read.now)),
    "league": (
        "desk/home/league.html",
        lambda read: league(read.actor, read.now, timezone.localdate(read.now)),
    ),
    "below": ("desk/home/below.html", _below),
    "wants": ("desk/home/wants.html", wants),
    "tasks": (
        "desk/home/tasks.html",
        lambda read: list(tasks(read.actor, now=read.now)[:ROWS]),
    ),
    "approvals": (
        "desk/home/approvals.html",
        lambda read: list(pending_for(read.actor, now=read.now)[:5]),
    ),
}


def panels_of(names: tuple[str, ...], read: Reading) -> list[dict[str, Any]]:
    """The panels of one column: template and what it shows."""
    return [{"template": PANELS[name][0], "shown": PANELS[name][1](read)} for name in names]
