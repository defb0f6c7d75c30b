"""The customer calls again on the same matter: no second order, a reminder that everybody hears."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.notices.models import Notice
from heqi.service.models import Contact, ServiceRequest
from heqi.service.tests.makers import make_vip
from heqi.workorders.models import WorkOrder
from heqi.workorders.tests.makers import bring
from tests.cast import Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]
REPAIR = {
    "do": "submit",
    "kind": "repair",
    "symptom": "no_flame",
    "description": "左侧灶眼松手即熄",
    "address": "滨江新城3幢2单元1102室",
}


def calls(agent: Client, ref: str) -> Contact:
    """The customer's call rings and is taken."""
    told = {"caller_number": "13800102207", "external_ref": ref}
    contact = agent.post(reverse("desk:receive"), told).json()["contact"]
    agent.post(reverse("desk:answer", args=[contact]))
    return Contact.objects.get(pk=contact)


def test_the_second_call_reminds_of_the_first_order(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    make_vip(cast)
    agent, dispatcher = sign_in("lin"), sign_in("sun")
    first = calls(agent, "call-1")
    agent.post(reverse("desk:session", args=[first.pk]), {**REPAIR, "key": "k1"})
    agent.post(reverse("desk:finish", args=[first.pk]))
    order = bring(
        WorkOrder.objects.select_related("request", "unit", "company").get(),
        "accepted",
        cast,
        override_reason="队长在抢修",
    )

    clock.pass_by(minutes=25)
    second = calls(agent, "call-2")
    page = agent.get(reverse("desk:session", args=[second.pk])).content.decode()
    assert order.number in page
    assert "催办并入" in page
    given = {"do": f"remind:{order.number}", "description": "还没有人来"}
    agent.post(reverse("desk:session", args=[second.pk]), given)

    assert ServiceRequest.objects.count() == WorkOrder.objects.count() == 1
    told = Notice.objects.filter(template="workorders.reminded", channel="in_app")
    assert set(told.values_list("recipient_name", flat=True)) == {"马超群", "孙磊"}
    # On the row for everybody, in the order's history with what was said, in the call log.
    assert "催 1 次" in dispatcher.get(reverse("workorders:queue")).content.decode()
    history = dispatcher.get(reverse("workorders:order", args=[order.number])).content.decode()
    assert "还没有人来" in history
    assert order.number in agent.get(reverse("desk:calls")).content.decode()
