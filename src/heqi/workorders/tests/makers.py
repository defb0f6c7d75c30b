"""Makers of work orders for tests of this app and of those above it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from heqi.service.tests.makers import make_request
from heqi.workorders.actions import (
    accept_order,
    arrive,
    dispatch_order,
    finish_order,
    set_out,
    start_work,
)
from heqi.workorders.models import WorkOrder
from tests.cast import NOW, Cast

Capture = Callable[..., Any]
STEPS = ("dispatched", "accepted", "on_the_way", "on_site", "working", "done")


def make_order(cast: Cast, capture: Capture, **values: Any) -> WorkOrder:
    """The order that a request gives once it is announced."""
    with capture(execute=True):
        request = make_request(cast, **values)
    return WorkOrder.objects.select_related("request", "unit", "company").get(request=request)


def bring(
    order: WorkOrder,
    to: str,
    cast: Cast,
    *,
    crew: str = "ma",
    since: datetime = NOW,
    **dispatch: Any,
) -> WorkOrder:
    """Walk an order to a state, a minute per step."""
    actor = getattr(cast, crew)
    moves: list[Callable[[datetime], object]] = [
        lambda at: dispatch_order(
            order, assignee=cast.staff[crew], by=cast.sun, now=at, **dispatch
        ),
        lambda at: accept_order(order, by=actor, now=at),
        lambda at: set_out(order, by=actor, now=at),
        lambda at: arrive(order, latitude="30.21", longitude="120.12", by=actor, now=at),
        lambda at: start_work(order, by=actor, now=at),
        lambda at: finish_order(order, result="repaired", by=actor, now=at),
    ]
    for minute, step in enumerate(moves[: STEPS.index(to) + 1], start=1):
        step(since + timedelta(minutes=minute))
    return order
