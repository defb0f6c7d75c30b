"""A repair comes late: warned, escalated, red in the queue, and a miss of its clause."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heqi.ledger.loop import tick
from heqi.notices.models import Notice
from heqi.policies.measures import measures
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.actions import dispatch_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import clocks_of_order
from tests.cast import Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]


def told(about: str) -> set[str]:
    """Who has a message of this kind in the inbox."""
    rows = Notice.objects.filter(template__startswith=about, channel="in_app")
    return set(rows.values_list("recipient_name", flat=True))


@pytest.mark.clause("tiering/6.1(4)")
def test_a_late_repair_is_warned_escalated_red_and_counted(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    party, point = make_vip(cast)
    make_request(cast, party=party, service_point=point, place="indoor")
    order = WorkOrder.objects.select_related("request", "unit", "company").get()
    dispatch_order(order, assignee=cast.staff["zhou"], by=cast.sun, now=clock.now)
    running = [c for c in clocks_of_order(order) if c.is_open() and c.due_at]
    last = max(running, key=lambda c: c.due_at)
    clause = last.clause

    # Through every warning point, quarter by quarter, up to the promise.
    start = clock.now
    for share in (0.5, 0.8, 0.95):
        clock.now = start + (last.due_at - start) * share
        tick(now=clock.now)
    warned = told("workorders.nearing")
    assert "周立峰" in warned, set(Notice.objects.values_list("template", "recipient_name"))

    clock.now = last.due_at + timedelta(minutes=1)
    tick(now=clock.now)
    escalated = told("workorders.breached")
    assert {"韩雪", "吴班"} <= escalated, set(
        Notice.objects.values_list("template", "recipient_name")
    )

    queue = sign_in("sun").get(reverse("workorders:queue"), {"tab": "late"}).content.decode()
    assert order.number in queue
    assert "over" in queue

    found = measures(cast.units["gas"], clock.now.date().replace(day=1), cast.he).get(clause, [])
    assert sum(row.decided - row.kept for row in found) >= 1, (clause, found)
    policy, number = clause.split("/", 1)
    rate = sign_in("he").get(reverse("policies:clause", args=[policy, number])).content.decode()
    assert "0%" in rate or "0/" in rate or "0 / " in rate
