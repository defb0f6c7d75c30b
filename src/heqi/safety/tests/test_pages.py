"""The pages: plans, the door on the phone, hazards, papers."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heqi.customers.panels import panels_of
from heqi.safety.actions import Draft
from heqi.safety.checklist import items_of
from heqi.safety.models import Check, Hazard, Plan
from heqi.safety.tests.scenes import (
    PIXEL,
    checked,
    fresh,
    household,
    photographed,
    planned,
    post_of,
    under_way,
)
from tests.cast import NOW, Cast
from tests.surface.clock import Clock as StillClock
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StillClock:
    """Pages answer as of the Monday of the cast."""
    return still_clock(monkeypatch)


JSON = {"Accept": "application/json"}


def test_a_plan_is_drawn_up_assigned_and_sent_from_the_pages(cast: Cast, sign_in: SignIn) -> None:
    _party, point = household(cast)
    captain = sign_in("zhou")
    given = {
        "name": "滨江十一月", "unit": cast.units["repair1"].pk, "since": "2026-11-01",
        "until": "2026-11-30", "compounds": [point.premises.compound_id],
    }  # fmt: skip
    assert captain.post(reverse("safety:new_plan"), given).status_code == 302
    plan = Plan.objects.get()
    route = plan.routes.get()
    page = captain.get(reverse("safety:plan", args=[plan.pk])).content.decode()
    assert "滨江新城" in page
    assert captain.post(reverse("safety:change_plan", args=[plan.pk, "open"])).status_code == 422
    url = reverse("safety:change_route", args=[route.pk, "assign"])
    assert captain.post(url, {"inspector": cast.staff["ma"].pk}).status_code == 302
    assert captain.post(reverse("safety:change_plan", args=[plan.pk, "open"])).status_code == 302
    assert "滨江新城" in sign_in("ma").get(reverse("safety:mine")).content.decode()


@pytest.mark.clause("tiering/6.1(6)")
def test_the_page_stops_a_non_senior_inspector_with_the_clause(cast: Cast, sign_in: SignIn) -> None:
    household(cast, 1, tier="vip_person")
    route = planned(cast, vips=True, compounds=[]).routes.get()
    url = reverse("safety:change_route", args=[route.pk, "assign"])
    answer = sign_in("zhou").post(url, {"inspector": cast.staff["ma"].pk})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "资深安检员" in page
    assert "override_reason" in page


def posted(check: Check, **values: str) -> dict[str, str]:
    """The phone's form with everything in order."""
    items = {f"item-{code}": "ok" for code in items_of(check.customer_kind, check.scope)}
    return {"key": "k1", "signer": "住户", "signature": PIXEL, **items, **values}


def test_the_phone_sends_a_check_and_is_told_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    household(cast)
    check = under_way(cast)
    phone = sign_in("ma")
    url = reverse("safety:step", args=[check.number, "finish"])
    answer = phone.post(url, posted(check), headers=JSON)
    assert answer.status_code == 422
    assert "照片" in answer.json()["message"]
    photographed(check)
    late = (NOW - timedelta(hours=2)).isoformat()
    answer = phone.post(url, posted(check, device_at=late), headers=JSON)
    assert answer.json() == {"accepted": True, "message": "", "repeated": False}
    assert phone.post(url, posted(check), headers=JSON).json()["repeated"]
    answer = phone.post(url, posted(check, key="k2"), headers=JSON)
    assert answer.status_code == 409
    assert "已检" in answer.json()["message"]


def test_without_a_script_the_form_keeps_what_was_entered(cast: Cast, sign_in: SignIn) -> None:
    household(cast)
    check = under_way(cast)
    url = reverse("safety:step", args=[check.number, "finish"])
    answer = sign_in("ma").post(url, posted(check, note="门锁坏"))
    assert answer.status_code == 422
    assert "门锁坏" in answer.content.decode()


def test_a_door_of_somebody_else_is_not_shown(cast: Cast, sign_in: SignIn) -> None:
    household(cast)
    check = under_way(cast)
    assert sign_in("li").get(reverse("safety:door", args=[check.number])).status_code == 404
    url = reverse("safety:step", args=[check.number, "miss"])
    answer = sign_in("li").post(url, {"key": "k", "card_left": "on"}, headers=JSON)
    assert answer.status_code == 409
    assert json.loads(answer.content)["message"]


def test_papers_are_printed(cast: Cast, sign_in: SignIn) -> None:
    household(cast)
    check = checked(cast, under_way(cast), Draft("hose_age", "hose_cracked"))
    hazard = Hazard.objects.get()
    captain = sign_in("zhou")
    for url, words in (
        (reverse("safety:sheet", args=[check.number]), "燃气安检单"),
        (reverse("safety:notice", args=[hazard.number]), "隐患整改通知单"),
    ):
        page = captain.get(url).content.decode()
        assert words in page
        assert "住户" in page


def test_a_hazard_goes_its_way_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    household(cast)
    checked(cast, under_way(cast), Draft("hose_age", "hose_cracked"))
    hazard = Hazard.objects.get()
    captain = sign_in("zhou")
    page = captain.get(reverse("safety:hazards")).content.decode()
    assert hazard.number in page
    url = reverse("safety:change_hazard", args=[hazard.number, "mend"])
    assert captain.post(url, {"note": ""}).status_code == 422
    assert captain.post(url, {"note": "已换软管"}).status_code == 302
    url = reverse("safety:change_hazard", args=[hazard.number, "recheck"])
    assert sign_in("ma").post(url, {"passed": "1", "note": "合格"}).status_code == 302
    hazard.refresh_from_db()
    assert hazard.status == "closed"
    assert "已销号" in captain.get(reverse("safety:hazard", args=[hazard.number])).content.decode()


def test_a_full_check_is_initiated_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    party, _point = household(cast, 1, tier="vip_org", customer_kind="industrial")
    post_of(cast, "qian", "account_manager")
    given = {
        "party": party.pk, "unit": cast.units["repair1"].pk, "planned_on": "2026-11-27",
        "lead": cast.staff["ma"].pk, "members": [],
    }  # fmt: skip
    deputy = sign_in("zhoujm")
    answer = deputy.post(reverse("safety:new_full"), given)
    assert answer.status_code == 422
    assert "客户经理" in answer.content.decode()
    given["lead"] = cast.staff["qian"].pk
    assert deputy.post(reverse("safety:new_full"), given).status_code == 302
    assert party.name in deputy.get(reverse("safety:full")).content.decode()


def test_the_figures_of_a_month_are_shown_and_taken_out(cast: Cast, sign_in: SignIn) -> None:
    household(cast)
    checked(cast, under_way(cast), Draft("hose_age", "hose_cracked"))
    captain = sign_in("zhou")
    page = captain.get(reverse("safety:statistics") + "?month=2026-11").content.decode()
    assert "滨江新城" in page
    book = captain.get(reverse("safety:statistics") + "?month=2026-11&as=xlsx")
    assert book.content[:2] == b"PK"


def test_the_customers_page_shows_open_hazards(cast: Cast) -> None:
    party, _point = household(cast)
    checked(cast, under_way(cast), Draft("hose_age", "hose_cracked"))
    panel = next(one for one in panels_of("safety") if one.key == "safety.checks")
    shown = panel.show(cast.lin, party, NOW)
    assert shown is not None
    assert shown.count == 1
    assert fresh(Check.objects.get()).status == "done"
