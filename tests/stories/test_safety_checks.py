"""Safe supply at the door: not at home twice, a leak, a VIP, a VIP organisation's half-year."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heqi.clocks.queries import clocks_of
from heqi.customers.models import ServicePoint
from heqi.notices.models import Notice
from heqi.policies.measures import measures
from heqi.policies.measures.actions import take_measures
from heqi.safety.checklist import items_of
from heqi.safety.models import Check, FullCheck, Hazard, Route
from heqi.safety.tests.scenes import (
    PIXEL,
    fresh,
    household,
    photographed,
    planned,
    post_of,
    under_way,
)
from tests.cast import Cast
from tests.surface.clock import Clock as StillClock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]
JSON = {"Accept": "application/json"}


def sends(phone: Client, check: Check, step: str, key: str, **values: str) -> Any:
    """A step of the phone."""
    url = reverse("safety:step", args=[check.number, step])
    return phone.post(url, {"key": key, **values}, headers=JSON)


def all_right(check: Check, **values: str) -> dict[str, str]:
    """Everything in order, signed."""
    items = {f"item-{code}": "ok" for code in items_of(check.customer_kind, check.scope)}
    return {**items, "signer": "住户", "signature": PIXEL, **values}


@pytest.mark.clause("tiering/5(7)")
def test_a_resident_is_not_at_home_twice_and_then_checked(
    cast: Cast, sign_in: SignIn, clock: StillClock
) -> None:
    household(cast)
    check = under_way(cast)
    phone = sign_in("ma")
    assert sends(phone, check, "miss", "a", card_left="on").json()["accepted"]
    # The same evening does not count as another call.
    clock.pass_by(hours=8)
    phone = sign_in("ma")
    refused = sends(phone, check, "miss", "b", card_left="on")
    assert refused.status_code == 422
    assert "2026-11-24" in refused.json()["message"]
    clock.pass_by(hours=18)
    phone = sign_in("ma")
    assert sends(phone, check, "miss", "c", card_left="on").json()["accepted"]
    assert Notice.objects.filter(template="safety.nobody_home").count() == 2
    clock.pass_by(days=1)
    phone = sign_in("ma")
    photographed(check)
    assert sends(phone, check, "finish", "d", **all_right(check)).json()["accepted"]
    done = fresh(check)
    assert (done.status, done.attempts, done.signer) == ("done", 3, "住户")
    page = sign_in("zhou").get(reverse("safety:check", args=[check.number])).content.decode()
    assert "到访不遇" in page
    assert "入户安检" in page


@pytest.mark.clause("tiering/5(7)")
def test_a_leak_stops_the_supply_at_once_and_is_re_checked(
    cast: Cast, sign_in: SignIn, clock: StillClock
) -> None:
    party, point = household(cast)
    check = under_way(cast)
    phone = sign_in("ma")
    photographed(check)
    leak = all_right(
        check, **{"item-leak_test": "bad", "hazard-leak_test": "leak", "notice_to": "住户"}
    )
    told = sends(phone, check, "finish", "a", **leak, **{"did-leak_test": "told"})
    assert told.status_code == 422
    assert "停气" in told.json()["message"]
    stopped = sends(phone, check, "finish", "a", **leak, **{"did-leak_test": "stopped"})
    assert stopped.json()["accepted"], stopped.content.decode()
    hazard = Hazard.objects.get()
    assert ServicePoint.objects.get(pk=point.pk).state == "sealed"
    assert {clock.clause for clock in clocks_of(hazard)} == {"tiering/5(7)"}

    clock.pass_by(hours=5)
    phone = sign_in("ma")
    captain = sign_in("zhou")
    url = reverse("safety:change_hazard", args=[hazard.number, "mend"])
    assert captain.post(url, {"note": "更换接头"}).status_code == 302
    clock.pass_by(hours=1)
    url = reverse("safety:change_hazard", args=[hazard.number, "recheck"])
    assert phone.post(url, {"passed": "1", "note": "不漏"}).status_code == 422
    assert phone.post(url, {"passed": "1", "note": "不漏", "restored": "on"}).status_code == 302
    assert ServicePoint.objects.get(pk=point.pk).state == "gas_on"
    hazard.refresh_from_db()
    assert hazard.status == "closed"
    assert {clock.state for clock in clocks_of(hazard)} == {"met"}
    assert party.number


@pytest.mark.clause("tiering/6.1(6)")
def test_a_vip_is_checked_by_a_senior_inspector_organised_by_the_deputy_general_manager(
    cast: Cast, sign_in: SignIn, clock: StillClock
) -> None:
    household(cast, 1, tier="vip_person")
    plan = planned(cast, vips=True, compounds=[])
    route = Route.objects.get(plan=plan)
    captain, deputy = sign_in("zhou"), sign_in("zhoujm")
    senior = post_of(cast, "wu", "senior_inspector")
    url = reverse("safety:change_route", args=[route.pk, "assign"])
    stopped = captain.post(url, {"inspector": cast.staff["ma"].pk})
    assert stopped.status_code == 422
    assert "资深安检员" in stopped.content.decode()
    assert captain.post(url, {"inspector": senior.pk}).status_code == 302
    organise = reverse("safety:change_route", args=[route.pk, "organise"])
    assert captain.post(organise).status_code == 403
    assert deputy.post(organise).status_code == 302
    captain.post(reverse("safety:change_plan", args=[plan.pk, "open"]))
    check = fresh(plan.checks.first())
    photographed(check)
    answer = sends(sign_in("wu"), check, "finish", "a", **all_right(check))
    assert answer.json()["accepted"], answer.content.decode()
    done = fresh(check)
    assert (done.inspector, done.inspector_post) == (senior, "senior_inspector")
    assert clock.now


@pytest.mark.clause("tiering/6.1(6)")
def test_a_plain_inspector_breaks_the_promise_and_a_refusal_is_the_vips_own(
    cast: Cast, sign_in: SignIn, clock: StillClock
) -> None:
    for n in (1, 2, 3):
        household(cast, n, tier="vip_person", room=f"{n}01")
    plan = planned(cast, vips=True, compounds=[])
    route = Route.objects.get(plan=plan)
    captain, deputy, office = sign_in("zhou"), sign_in("zhoujm"), sign_in("he")
    assign = reverse("safety:change_route", args=[route.pk, "assign"])
    senior = post_of(cast, "wu", "senior_inspector")
    captain.post(assign, {"inspector": senior.pk})
    captain.post(reverse("safety:change_plan", args=[plan.pk, "open"]))
    kept, broken, refused = plan.checks.order_by("place")

    # Nobody organised it yet: the route cannot be walked.
    stopped = sends(sign_in("wu"), kept, "finish", "a", **all_right(kept))
    assert stopped.status_code == 422
    assert "分管副总经理" in stopped.json()["message"]
    assert deputy.post(
        reverse("safety:change_route", args=[route.pk, "organise"])
    ).status_code == 302  # fmt: skip
    photographed(kept)
    assert sends(sign_in("wu"), kept, "finish", "b", **all_right(kept)).json()["accepted"]
    said = sends(sign_in("wu"), refused, "refuse", "c", reason="no_time", witness="门卫")
    assert said.json()["accepted"], said.content.decode()

    # The senior inspector falls ill; somebody else goes, with a reason: made, and not kept.
    captain.post(assign, {"inspector": cast.staff["ma"].pk, "override_reason": "资深安检员病假"})
    photographed(broken)
    assert sends(sign_in("ma"), broken, "finish", "d", **all_right(broken)).json()["accepted"]
    take_measures(cast.units["gas"], clock.now.date(), now=clock.now)
    found = measures(cast.units["gas"], clock.now.date().replace(day=1), cast.he)
    row = next(one for one in found["tiering/6.1(6)"] if "资深" in one.title)
    assert (row.kept, row.decided) == (1, 2)
    query = {"clause": "tiering/6.1(6)", "source": "safety", "name": "senior", "month": "2026-11"}
    misses = office.get(reverse("policies:misses"), query).content.decode()
    assert broken.number in misses
    assert refused.number not in misses


@pytest.mark.clause("tiering/6.2(5)")
def test_the_half_yearly_full_check_of_a_vip_organisation(
    cast: Cast, sign_in: SignIn, clock: StillClock
) -> None:
    party, _point = household(cast, 1, tier="vip_org", customer_kind="industrial")
    lead = post_of(cast, "wu", "account_manager")
    deputy = sign_in("zhoujm")
    given = {
        "party": party.pk, "unit": cast.units["repair1"].pk, "planned_on": "2026-11-26",
        "lead": lead.pk, "members": [cast.staff["ma"].pk],
    }  # fmt: skip
    assert deputy.post(reverse("safety:new_full"), given).status_code == 302
    full = FullCheck.objects.get()
    clock.pass_by(days=3)
    deputy, leader = sign_in("zhoujm"), sign_in("wu")
    begin = reverse("safety:change_full", args=[full.number, "begin"])
    assert leader.post(begin, {"present": [cast.staff["ma"].pk]}).status_code == 422
    assert leader.post(begin, {"present": [lead.pk, cast.staff["ma"].pk]}).status_code == 302
    write = reverse("safety:change_full", args=[full.number, "write"])
    assert leader.post(write, {"report": "良好"}).status_code == 422
    check = fresh(full.checks.first())
    assert (
        "专用设施"
        in sign_in("ma").get(reverse("safety:door", args=[check.number])).content.decode()
    )
    photographed(check)
    answer = sends(sign_in("ma"), check, "finish", "a", **all_right(check))
    assert answer.json()["accepted"], answer.content.decode()
    assert leader.post(write, {"report": "设施完好", "measures": "无"}).status_code == 302
    paper = deputy.get(reverse("safety:full_report", args=[full.number])).content.decode()
    assert "设施完好" in paper
    assert "吴班" in paper
