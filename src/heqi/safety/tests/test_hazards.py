"""Hazards: what the policy does with each level."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.customers.actions import carry_out_supply_step, carry_out_transfer
from heqi.customers.models import Meter, ServicePoint
from heqi.customers.tests.makers import papers
from heqi.ledger.events import deliver_open
from heqi.people.access import Refused
from heqi.policies.measures import measures
from heqi.policies.measures.actions import take_measures
from heqi.safety.actions import (
    Draft,
    assign_route,
    escalate_hazard,
    give_notice,
    open_plan,
    order_mending,
    organise_route,
    recheck,
    report_mended,
)
from heqi.safety.models import Check, Hazard
from heqi.safety.tests.scenes import checked, fresh, household, planned, post_of, under_way
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LEAK = Draft("leak_test", "leak", did="stopped", note="表前接头")
HOSE = Draft("hose_age", "hose_cracked")


def found(cast: Cast, draft: Draft, **values: object) -> Hazard:
    """A hazard of a household."""
    household(cast)
    check = checked(cast, under_way(cast), draft, **values)  # type: ignore[arg-type]
    return Hazard.objects.select_related("unit", "company", "decision", "check_row", "party").get(
        check_row=check
    )


@pytest.mark.clause("tiering/5(7)")
def test_a_level_one_hazard_must_stop_the_gas(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="停气"):
        found(cast, Draft("leak_test", "leak", did="told"))


@pytest.mark.clause("tiering/5(7)")
def test_a_level_one_hazard_stops_the_gas_until_the_re_check(cast: Cast) -> None:
    hazard = found(cast, LEAK)
    point = ServicePoint.objects.get(pk=hazard.service_point_id)
    assert (point.state, hazard.status, hazard.has_stop) == ("sealed", "notified", True)
    report_mended(hazard, note="已更换接头", by=cast.wu, now=NOW + timedelta(hours=4))
    with pytest.raises(ValidationError, match="恢复"):
        recheck(hazard, passed=True, note="不漏", by=cast.ma, now=NOW + timedelta(hours=5))
    recheck(
        hazard, passed=True, note="不漏", restored=True, by=cast.ma, now=NOW + timedelta(hours=5)
    )
    point.refresh_from_db()
    assert (point.state, hazard.status, hazard.is_open) == ("gas_on", "closed", False)
    assert {clock.state for clock in clocks_of(hazard)} == {"met"}


@pytest.mark.clause("tiering/5(7)")
def test_a_hazard_that_is_not_put_right_in_time_is_handed_up(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    hazard = found(cast, HOSE)
    assert hazard.due_at is not None
    assert hazard.due_at.date() == (NOW + 15 * DAY).date()
    watch_clocks(now=NOW + 17 * DAY)
    deliver_open(now=NOW + 17 * DAY)
    hazard.refresh_from_db()
    assert hazard.status == "escalated"
    assert "整改期限" in hazard.escalated_reason


def test_gas_that_could_not_be_stopped_is_handed_up_at_once(cast: Cast) -> None:
    draft = Draft("leak_test", "leak", did="not_stopped", note="客户阻拦")
    hazard = found(cast, draft)
    assert hazard.status == "escalated"


@pytest.mark.clause("tiering/5(7)")
def test_a_failed_re_check_goes_on_with_the_first_limit(cast: Cast) -> None:
    hazard = found(cast, HOSE)
    due = hazard.due_at
    assert due is not None
    report_mended(hazard, note="客户自换", by=cast.zhou, now=NOW + DAY)
    recheck(hazard, passed=False, note="仍未更换", by=cast.ma, now=NOW + 2 * DAY)
    hazard.refresh_from_db()
    assert (hazard.status, hazard.due_at, hazard.mended_at) == (
        "notified",
        due + DAY,  # the wait for the re-check does not count
        None,
    )


def test_nobody_re_checks_what_he_put_right_himself(cast: Cast) -> None:
    hazard = found(cast, Draft("meter_state", "seal_broken"))
    report_mended(hazard, note="换封", by=cast.zhou, now=NOW + DAY)
    with pytest.raises(Refused):
        recheck(hazard, passed=True, note="好", by=cast.zhou, now=NOW + DAY)


def test_the_company_puts_right_by_an_order(cast: Cast) -> None:
    hazard = found(cast, Draft("meter_state", "meter_stuck"))
    assert hazard.side == "company"
    order_mending(hazard, by=cast.zhou, now=NOW)
    assert hazard.order is not None
    assert (hazard.status, hazard.order.kind) == ("mending", "pipe_valve")
    with pytest.raises(Exception, match="已有工单"):
        order_mending(hazard, by=cast.zhou, now=NOW)


def test_put_right_on_the_spot_is_closed_at_once(cast: Cast) -> None:
    hazard = found(cast, Draft("hose_fitting", "hose_unclipped", did="mended"), notice_to="")
    assert (hazard.status, hazard.is_open, hazard.mended_by) == ("closed", False, "马超群")


@pytest.mark.clause("gas-meter-verification/life")
def test_a_meter_over_its_life_is_a_hazard_whatever_the_eye_sees(cast: Cast) -> None:
    household(cast)
    Meter.objects.update(replace_on=NOW.date() - DAY)
    check = checked(cast, under_way(cast), notice_to="住户")
    assert fresh(check).items["meter_age"] == "bad"
    assert Hazard.objects.get(check_row=check).kind == "meter_over_age"


def test_a_hazard_is_handed_up_by_hand_with_a_reason(cast: Cast) -> None:
    hazard = found(cast, HOSE)
    with pytest.raises(ValidationError):
        escalate_hazard(hazard, reason=" ", by=cast.zhou, now=NOW)
    escalate_hazard(hazard, reason="住户拒绝整改", by=cast.zhou, now=NOW)
    assert hazard.escalated_reason == "住户拒绝整改"
    with pytest.raises(Exception, match="已送达"):
        give_notice(hazard, to="住户", by=cast.zhou, now=NOW)


@pytest.mark.clause("tiering/6.1(6)")
def test_the_measure_counts_vips_checked_by_the_right_people(cast: Cast) -> None:
    household(cast, 1, tier="vip_person")
    plan = planned(cast, vips=True, compounds=[])
    route = plan.routes.get()
    post_of(cast, "li", "senior_inspector")
    assign_route(route, inspector=cast.staff["li"], by=cast.zhou, now=NOW)
    organise_route(route, by=cast.zhoujm, now=NOW)
    open_plan(plan, by=cast.zhou, now=NOW)
    checked(cast, fresh(plan.checks.get()), who="zhou")
    gas, month = cast.units["gas"], NOW.date().replace(day=1)

    def measured() -> tuple[int, int]:
        take_measures(gas, month, now=NOW)
        row = measures(gas, month, cast.zhoujm)["tiering/6.1(6)"][-1]
        return row.kept, row.decided

    assert measured() == (0, 1)
    Check.objects.update(inspector_post="senior_inspector")
    assert measured() == (1, 1)


@pytest.mark.clause("data-entry/3")
def test_a_hazard_of_level_one_stands_in_the_way_of_a_transfer(cast: Cast) -> None:
    hazard = found(cast, LEAK)
    point = ServicePoint.objects.get(pk=hazard.service_point_id)
    with pytest.raises(ValidationError, match=f"隐患尚未消除：{hazard.number}"):
        carry_out_transfer(
            point, newcomer={"name": "李娜"}, papers=papers("transfer"), by=cast.qian, now=NOW
        )
    with pytest.raises(ValidationError, match="隐患尚未消除"):
        carry_out_supply_step(point, kind="unseal", papers=papers("unseal"), by=cast.qian, now=NOW)
    Hazard.objects.filter(pk=hazard.pk).update(is_open=False, status="closed")
    carry_out_supply_step(point, kind="unseal", papers=papers("unseal"), by=cast.qian, now=NOW)
    assert point.state == "gas_on"


def test_a_slight_hazard_does_not_stand_in_the_way_of_a_transfer(cast: Cast) -> None:
    hazard = found(cast, HOSE)
    assert hazard.level != "1"
    carry_out_transfer(
        ServicePoint.objects.get(pk=hazard.service_point_id),
        newcomer={"name": "李娜"}, papers=papers("transfer"), by=cast.qian, now=NOW,
    )  # fmt: skip
