"""Who is due, in what order, and who is sent."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.safety.actions import assign_route, close_plan, make_plan, open_plan, organise_route
from heqi.safety.actions.monthly import draw_vips
from heqi.safety.models import Check, Plan, Reach
from heqi.safety.tests.scenes import checked, household, planned, post_of, under_way
from heqi.workorders.guards import NeedsReason
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def test_doors_come_in_the_order_of_the_building(cast: Cast) -> None:
    for n, room in enumerate(("1102", "301", "1101"), start=1):
        household(cast, n, room=room)
    plan = planned(cast)
    rooms = plan.checks.order_by("place").values_list("service_point__premises__room", flat=True)
    assert list(rooms) == ["301", "1101", "1102"]


@pytest.mark.clause("tiering/5(7)")
def test_a_household_is_due_once_a_year_and_a_business_twice(cast: Cast) -> None:
    household(cast, 1)
    household(cast, 2, customer_kind="commercial")
    for check in planned(cast).checks.all():
        Check.objects.filter(pk=check.pk).update(
            status="done", is_open=False, checked_at=NOW - timedelta(days=200)
        )
    again = planned(cast)
    assert list(again.checks.values_list("customer_kind", flat=True)) == ["commercial"]


def test_gas_turned_on_this_year_was_looked_at_then(cast: Cast) -> None:
    household(cast, 1, gassed_on=date(2026, 3, 1))
    household(cast, 2, gassed_on=date(2025, 3, 1))
    plan = planned(cast)
    assert plan.checks.get().service_point.account_no == "0301-0002"


def test_nobody_is_in_two_open_plans(cast: Cast) -> None:
    household(cast)
    planned(cast)
    with pytest.raises(ValidationError, match="没有到期"):
        planned(cast)


def test_what_a_closed_plan_left_is_due_in_the_next_one(cast: Cast) -> None:
    household(cast)
    check = under_way(cast)
    assert close_plan(check.plan, by=cast.zhou, now=NOW) == 1
    assert planned(cast).checks.count() == 1


@pytest.mark.clause("tiering/6.1(6)")
def test_a_vip_person_is_checked_by_a_senior_inspector(cast: Cast) -> None:
    household(cast, 1, tier="vip_person")
    plan = planned(cast, vips=True, compounds=[])
    route = plan.routes.get()
    assert (route.reach, route.inspectors) == (Reach.VIP_PERSON, ["senior_inspector"])
    with pytest.raises(NeedsReason, match="资深安检员"):
        assign_route(route, inspector=cast.staff["ma"], by=cast.zhou, now=NOW)
    assign_route(
        route, inspector=cast.staff["ma"], override_reason="资深安检员休假", by=cast.zhou, now=NOW
    )
    assert (route.override_reason, route.override_by) == ("资深安检员休假", "周立峰")
    senior = post_of(cast, "li", "senior_inspector")
    assign_route(route, inspector=senior, by=cast.zhou, now=NOW)
    assert route.override_reason == ""


@pytest.mark.clause("tiering/6.1(6)")
def test_the_deputy_general_manager_organises_the_check_of_vips(cast: Cast) -> None:
    household(cast, 1, tier="vip_person")
    route = planned(cast, vips=True, compounds=[]).routes.get()
    with pytest.raises(Refused):
        organise_route(route, by=cast.zhou, now=NOW)
    with pytest.raises(NeedsReason, match="分管副总经理"):
        organise_route(route, by=cast.zheng, now=NOW)
    organise_route(route, by=cast.zhoujm, now=NOW)
    assert route.organiser == cast.staff["zhoujm"]


@pytest.mark.clause("tiering/6.2(5)")
def test_a_vip_organisation_is_due_every_month(cast: Cast) -> None:
    household(cast, 1, tier="vip_org", customer_kind="industrial")
    check = planned(cast, vips=True, compounds=[]).checks.get()
    Check.objects.filter(pk=check.pk).update(
        status="done", is_open=False, checked_at=NOW - timedelta(days=30)
    )
    assert planned(cast, vips=True, compounds=[]).checks.count() == 1


def test_a_plan_needs_an_inspector_for_each_route(cast: Cast) -> None:
    household(cast)
    plan = planned(cast)
    with pytest.raises(ValidationError, match="滨江新城"):
        open_plan(plan, by=cast.zhou, now=NOW)


def test_a_plan_is_made_by_who_plans(cast: Cast) -> None:
    household(cast)
    with pytest.raises(Refused):
        make_plan(
            unit=cast.units["repair1"], name="x", since=NOW.date(), until=NOW.date(),
            vips=True, by=cast.lin, now=NOW,
        )  # fmt: skip


def test_a_check_that_is_done_is_not_due_again(cast: Cast) -> None:
    household(cast)
    checked(cast, under_way(cast))
    with pytest.raises(ValidationError, match="没有到期"):
        planned(cast)


@pytest.mark.clause("tiering/6.1(6)", "tiering/6.2(5)")
def test_the_loop_draws_the_vips_of_the_month_once(cast: Cast) -> None:
    household(cast, 1, tier="vip_person")
    household(cast, 2, tier="vip_org", customer_kind="industrial")
    household(cast, 3)
    assert draw_vips(now=NOW) == 0  # nobody is a senior inspector yet
    senior = post_of(cast, "wu", "senior_inspector")
    assert [draw_vips(now=NOW), draw_vips(now=NOW)] == [1, 0]
    plan = Plan.objects.get()
    assert (plan.unit, plan.status, plan.drawn_for) == (senior.unit, "draft", date(2026, 11, 1))
    assert sorted(plan.checks.values_list("tier", flat=True)) == ["vip_org", "vip_person"]
    told = Notice.objects.filter(template="safety.vips_drawn")
    assert cast.staff["zhou"].pk in told.values_list("recipient", flat=True)
    # The next month: the organisation is due again once its check is made.
    Check.objects.update(status="done", is_open=False, checked_at=NOW)
    later = NOW + timedelta(days=10)
    assert draw_vips(now=later) == 1
    drawn = Plan.objects.get(drawn_for=date(2026, 12, 1))
    assert [check.tier for check in drawn.checks.all()] == ["vip_org"]


def test_one_more_customer_is_added_at_the_end_of_a_route(cast: Cast, sign_in: SignIn) -> None:
    household(cast, 1, tier="vip_person")
    plan = planned(cast, vips=True, compounds=[])
    route = plan.routes.get()
    household(cast, 2, tier="vip_person", room="201")
    household(cast, 3, room="301")
    address = reverse("safety:change_route", args=[route.pk, "add"])
    captain = sign_in("zhou")
    for account, said in (("0301-0003", "单独"), ("0301-9999", "户号"), ("0301-0001", "计划")):
        refused = captain.post(address, {"account": account})
        assert refused.status_code == 422
        assert said in refused.content.decode()
        assert account in refused.content.decode()
    assert captain.post(address, {"account": "0301-0002"}).status_code == 302
    assert list(route.checks.order_by("place").values_list("place", flat=True)) == [1, 2]
    assert sign_in("ma").post(address, {"account": "0301-0003"}).status_code == 403
