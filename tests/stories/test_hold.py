"""Nobody at home: the crew asks by phone to wait, the dispatcher decides, the clock follows."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.approvals.models import Approval
from heqi.clocks.models import Clock
from heqi.service.tests.makers import make_request
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import clocks_of_order
from heqi.workorders.tests.makers import bring
from tests.cast import Cast
from tests.surface.clock import Clock as StillClock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]


def working(cast: Cast) -> WorkOrder:
    """A repair that the technician has begun."""
    request = make_request(cast)
    order = WorkOrder.objects.select_related("request", "unit", "company").get(request=request)
    return bring(order, "working", cast)


def asks(phone: Client, order: WorkOrder, key: str) -> None:
    """The phone's form for a hold, sent."""
    url = reverse("workorders:command", kwargs={"pk": order.pk, "action": "suspend"})
    given = {"key": key, "reason": "customer_absent", "proof": "photo", "explanation": "敲门无人"}
    answer = phone.post(url, given, headers={"Accept": "application/json"})
    assert answer.json()["accepted"], answer.content.decode()


def total(order: WorkOrder) -> Clock:
    """The clock over the whole order."""
    return next(c for c in clocks_of_order(order) if c.name == "total")


@pytest.mark.clause("tiering/6.1(4)")
def test_the_clock_waits_from_the_request_once_the_dispatcher_agrees(
    cast: Cast, sign_in: SignIn, clock: StillClock
) -> None:
    order = working(cast)
    phone, dispatcher = sign_in("ma"), sign_in("sun")
    due = total(order).due_at
    clock.pass_by(minutes=20)
    asks(phone, order, "k1")

    page = phone.get(reverse("workorders:field_order", args=[order.pk])).content.decode()
    assert "申请挂起：客户不在" in page
    assert "待调度员批准" in page
    assert total(order).state == "running"

    # Refused in a sentence, which the phone shows; the clock never stood still.
    refusal = reverse("approvals:refuse", args=[Approval.objects.get().pk])
    dispatcher.post(refusal, {"reason": "客户十点半在家，请等候"})
    page = phone.get(reverse("workorders:field_order", args=[order.pk])).content.decode()
    assert "孙磊：客户十点半在家，请等候" in page
    assert total(order).due_at == due

    clock.pass_by(minutes=30)
    asks(phone, order, "k2")
    asked_at = clock.now
    clock.pass_by(minutes=15)
    waiting = Approval.objects.get(status="pending")
    assert waiting.number in dispatcher.get("/approvals/").content.decode()
    dispatcher.post(reverse("approvals:approve", args=[waiting.pk]))
    order.refresh_from_db()
    hold = order.suspensions.in_force().get()
    assert (order.status, hold.since) == ("suspended", asked_at)
    assert total(order).state == "paused"
    drawer = dispatcher.get(reverse("workorders:order", args=[order.number])).content.decode()
    assert "马超群 申请，孙磊 批准" in drawer
