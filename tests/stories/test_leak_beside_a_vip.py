"""A leak next to a VIP's compound: the leaders are called, one comes in time, one late."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.clocks.queries import clocks_of
from heqi.customers.actions import make_neighbours
from heqi.customers.tests.makers import make_compound
from heqi.ledger.actors import SYSTEM
from heqi.ledger.loop import tick
from heqi.notices.models import Notice
from heqi.outages.models import Emergency
from heqi.outages.tests.makers import make_leader
from heqi.service.tests.makers import make_vip
from tests.cast import NOW, Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]
JSON = {"Accept": "application/json"}


@pytest.mark.clause("tiering/6.1(5)")
def test_a_leak_beside_a_vip_brings_the_leaders_to_the_site(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    make_vip(cast)
    beside = make_compound(cast.units["gas"], "江畔小区")
    own = make_compound(cast.units["gas"], "滨江新城")
    make_neighbours(own, beside, by=SYSTEM, now=NOW)
    head = make_leader(cast, "head_pipeline", "pipeline", "方管网", "6001")
    cast.staff["fang"] = head
    agent, dispatcher, crew = (sign_in(who) for who in ("lin", "sun", "ma"))

    # An address and a phone: the order is there, and the band stands above the dispatcher's pages.
    taken = agent.post(
        reverse("desk:emergency"),
        {"kind": "gas_leak", "address": "江畔小区5幢楼下", "phone": "13800105519", "key": "k"},
    )
    assert taken.status_code == 302, taken.content.decode()
    emergency = Emergency.objects.select_related("order").get()
    order = emergency.order
    assert emergency.compound == beside
    band = dispatcher.get(reverse("outages:band")).content.decode()
    assert order.number in band

    # The VIP next door calls two leaders, in-app and by SMS, each once.
    calls = {one.post_id: one for one in emergency.summons.all()}
    assert set(calls) == {"deputy_gm", "head_pipeline"}
    told = Notice.objects.filter(template="outages.summoned")
    assert told.filter(recipient=cast.staff["zhoujm"]).count() == 2

    clock.pass_by(minutes=2)
    sent = dispatcher.post(
        reverse("workorders:board_dispatch"),
        {"order": order.pk, "assignee": cast.staff["ma"].pk, "proposed": "1"},
    )
    assert sent.status_code == 302
    leader = sign_in("zhoujm")
    answer = reverse("outages:answer", args=[calls["deputy_gm"].pk, "acknowledge"])
    assert leader.post(answer, headers=JSON).json()["accepted"]
    for minutes, action in ((1, "accept"), (1, "set_out"), (20, "arrive")):
        clock.pass_by(minutes=minutes)
        url = reverse("workorders:command", kwargs={"pk": order.pk, "action": action})
        done = crew.post(url, {"key": f"p-{action}"}, headers=JSON)
        assert done.json()["accepted"], done.json()

    # The deputy is there after 25 minutes, the head of pipeline operations after 61.
    there = reverse("outages:answer", args=[calls["deputy_gm"].pk, "attend"])
    assert leader.post(there, headers=JSON).json()["accepted"]
    clock.pass_by(minutes=37)
    tick(now=clock.now)
    assert Notice.objects.filter(template="outages.leader_late").exists()
    late = sign_in("fang")
    there = reverse("outages:answer", args=[calls["head_pipeline"].pk, "attend"])
    assert late.post(there, headers=JSON).json()["accepted"]

    outcomes = {one.post_id: one.outcome(clock.now) for one in emergency.summons.all()}
    assert outcomes == {"deputy_gm": "kept", "head_pipeline": "late"}
    states = {
        (row.post_id, one.name): one.state for row in calls.values() for one in clocks_of(row)
    }
    assert states["deputy_gm", "attend"] == "met"
    assert states["head_pipeline", "attend"] == "missed"
    assert {one.clause for row in calls.values() for one in clocks_of(row)} == {"tiering/6.1(5)"}

    # Made safe on the phone; what happened is on the page, to the printed report.
    url = reverse("workorders:command", kwargs={"pk": order.pk, "action": "made_safe"})
    assert crew.post(url, {"key": "safe", "note": "浓度归零"}, headers=JSON).json()["accepted"]
    page = dispatcher.get(reverse("outages:emergency", args=[order.number])).content.decode()
    for words in ("王志远", "方管网", "浓度归零", "超时", "6.1(5)"):
        assert words in page, words
    over = dispatcher.post(reverse("outages:act", args=[order.number, "end"]))
    assert over.status_code == 302
    emergency.refresh_from_db()
    assert emergency.stage == "ended"
