"""A resident turns out to be a journalist: proposed by the agent, signed, and the captain comes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from heqi.service.tests.makers import make_request
from heqi.tiers.models import Assessment
from heqi.workorders.actions import create_order
from heqi.workorders.models import WorkOrder
from tests.cast import NOW, Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]


@pytest.mark.clause("tiering/7.2-50", "tiering/7.2-60", "tiering/4.1-media", "tiering/6.1(4)")
def test_from_a_criterion_met_to_the_captain_at_the_next_repair(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    party, point = make_customer(cast.units["gas"])
    agent, leader = sign_in("lin"), sign_in("zhoujm")

    # The customer's file offers the proposal; the form says by which criteria.
    opened = agent.get(reverse("customers:customer", args=[party.pk]), {"purpose": "incoming_call"})
    assert opened.status_code == 200
    assert reverse("tiers:propose", args=[party.pk]) in opened.content.decode()
    url = reverse("tiers:propose", args=[party.pk])
    form = agent.get(url).content.decode()
    assert "4.1" in form
    empty = agent.post(url, {"criterion": "media", "on": NOW.date().isoformat()})
    assert empty.status_code == 422
    given = {
        "criterion": "media", "position": "临江日报记者", "on": NOW.date().isoformat(),
        "proof": "记者证", "reason": "来电自述，已核实",
    }  # fmt: skip
    assert agent.post(url, given).status_code == 302
    made = Assessment.objects.get()
    assert made.status == "under_review"
    assert Party.objects.get().tier == "standard"

    # The agent cannot decide on it; the leader in charge can, with its basis in view.
    ticked = {"id": [made.pk], "do": "approve"}
    agent.post(reverse("tiers:decide"), ticked)
    assert Party.objects.get().tier == "standard"
    sitting = leader.get(reverse("tiers:review")).content.decode()
    assert "临江日报记者" in sitting
    assert "记者证" in sitting
    clock.pass_by(minutes=10)
    assert leader.post(reverse("tiers:decide"), ticked).status_code == 302
    assert Party.objects.get().tier == "vip_person"

    # The next repair is a VIP's: the captain within the hour.
    party.refresh_from_db()
    request = make_request(cast, party=party, service_point=point, now=clock.now)
    order = WorkOrder.objects.filter(request=request).first() or create_order(
        request=request, by=cast.sun, now=clock.now
    )
    assert (order.tier, order.attend_clause) == ("vip_person", "tiering/6.1(4)")
    seen = leader.get(reverse("tiers:vip", args=[party.pk])).content.decode()
    assert made.number in seen
    assert "周敬民" in seen
