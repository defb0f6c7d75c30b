"""Emergencies: the chain, the VIP customers near, the leaders who are called."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.queries import clocks_of
from heqi.customers.actions import make_neighbours
from heqi.customers.tests.makers import make_compound
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.outages.actions import (
    acknowledge_summons,
    attend_summons,
    cut_supply,
    end_emergency,
    explain_absence,
    judge_absence,
    make_safe,
    note_line,
    restore_supply,
    set_place,
)
from heqi.outages.models import Emergency, Summons
from heqi.outages.tests.makers import make_emergency, make_leader
from heqi.people.access import Refused
from heqi.people.models import Staff
from heqi.people.queries import actor_of
from heqi.service.tests.makers import make_vip
from heqi.tiers.actions import name_contact
from heqi.workorders.actions import cancel_order
from heqi.workorders.models import Attendance, WorkOrder
from heqi.workorders.tests.makers import bring
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Capture) -> Capture:
    """Runs what waits for the commit."""
    return django_capture_on_commit_callbacks


def beside_a_vip(cast: Cast, capture: Capture, tier: str = "vip_person") -> Emergency:
    """A leak in the compound beside a VIP's."""
    make_vip(cast, tier)
    beside = make_compound(cast.units["gas"], "江畔小区")
    own = make_compound(cast.units["gas"], "滨江新城")
    make_neighbours(own, beside, by=SYSTEM, now=NOW)
    return make_emergency(cast, capture, address="江畔小区5幢")


def test_an_address_and_a_phone_are_enough(cast: Cast, capture: Capture) -> None:
    emergency = make_emergency(cast, capture)
    assert (emergency.kind, emergency.place, emergency.stage) == (
        "gas_leak", "courtyard", "running",
    )  # fmt: skip
    assert emergency.order.status == "to_dispatch"
    told = Notice.objects.filter(template="outages.emergency")
    assert [one.recipient_id for one in told] == [cast.staff["sun"].pk]


def test_a_leak_indoors_taken_up_as_a_repair_is_an_emergency_too(
    cast: Cast, capture: Capture
) -> None:
    emergency = make_emergency(
        cast, capture, kind="repair", symptom="leak_indoor", description="漏"
    )
    assert (emergency.kind, emergency.place) == ("gas_leak", "indoor")


def test_the_compound_is_read_from_the_address(cast: Cast, capture: Capture) -> None:
    make_compound(cast.units["gas"], "滨江")
    own = make_compound(cast.units["gas"], "滨江新城")
    assert make_emergency(cast, capture, address="临江市滨江新城9幢楼下").compound == own


@pytest.mark.clause("tiering/6.1(5)")
def test_a_vip_in_the_next_compound_calls_the_leaders(cast: Cast, capture: Capture) -> None:
    make_leader(cast, "head_pipeline", "pipeline", "方管网", "6001")
    emergency = beside_a_vip(cast, capture)
    assert [one["nearness"] for one in emergency.vips] == ["neighbouring"]
    rows = {row.post_id: row for row in emergency.summons.all()}
    assert set(rows) == {"deputy_gm", "head_pipeline"}
    assert rows["deputy_gm"].clauses == ["tiering/6.1(5)"]
    assert rows["deputy_gm"].due_at == NOW + timedelta(minutes=60)
    assert [one.pk for one in rows["deputy_gm"].called.all()] == [cast.staff["zhoujm"].pk]
    channels = Notice.objects.filter(
        template="outages.summoned", recipient=cast.staff["zhoujm"]
    ).values_list("channel", flat=True)
    assert sorted(channels) == ["in_app", "sms"]
    wanted = Attendance.objects.filter(order=emergency.order)
    assert set(wanted.values_list("post", flat=True)) == set(rows)


@pytest.mark.clause("tiering/6.1(5)")
def test_indoors_next_door_calls_nobody(cast: Cast, capture: Capture) -> None:
    make_vip(cast)
    emergency = make_emergency(cast, capture, place="indoor")
    assert emergency.vips
    assert not emergency.summons.exists()


@pytest.mark.clause("tiering/6.2(4)")
def test_the_emergency_of_a_vip_organisation_calls_its_own_leaders(
    cast: Cast, capture: Capture
) -> None:
    party, point = make_vip(cast, "vip_org", customer_kind="industrial")
    emergency = make_emergency(cast, capture, party=party, service_point=point, place="indoor")
    rows = {row.post_id: row for row in emergency.summons.all()}
    assert set(rows) == {"deputy_gm", "head_customer_service"}
    assert {ref for row in rows.values() for ref in row.clauses} == {"tiering/6.2(4)"}


@pytest.mark.clause("tiering/6.2(4)")
def test_an_organisation_in_the_next_compound_is_not_the_clauses_business(
    cast: Cast, capture: Capture
) -> None:
    emergency = beside_a_vip(cast, capture, "vip_org")
    assert emergency.vips
    assert not emergency.summons.exists()


@pytest.mark.clause("tiering/6.1(5)")
def test_a_leader_is_called_once_also_by_the_dispatch(cast: Cast, capture: Capture) -> None:
    party, point = make_vip(cast)
    emergency = make_emergency(cast, capture, party=party, service_point=point, place="courtyard")
    bring(emergency.order, "dispatched", cast)
    told = Notice.objects.filter(recipient=cast.staff["zhoujm"], channel="sms")
    assert [one.template for one in told] == ["outages.summoned"]


@pytest.mark.clause("tiering/6.1(5)")
def test_coming_in_time_is_kept_and_later_is_late(cast: Cast, capture: Capture) -> None:
    head = make_leader(cast, "head_pipeline", "pipeline", "方管网", "6001")
    emergency = beside_a_vip(cast, capture)
    deputy = emergency.summons.get(post="deputy_gm")
    pipeline = emergency.summons.get(post="head_pipeline")
    acknowledge_summons(deputy, by=cast.zhoujm, now=NOW + timedelta(minutes=5))
    attend_summons(deputy, by=cast.zhoujm, now=NOW + timedelta(minutes=40))
    attend_summons(pipeline, by=actor_of(head, now=NOW), now=NOW + timedelta(minutes=61))
    assert deputy.outcome(NOW) == "kept"
    assert pipeline.outcome(NOW) == "late"
    states = {(c.name, c.timeline.subject_id): c.state for s in (deputy, pipeline)
              for c in clocks_of(s)}  # fmt: skip
    assert states["attend", deputy.pk] == "met"
    assert states["attend", pipeline.pk] == "missed"
    came = Attendance.objects.filter(order=emergency.order, arrived_at__isnull=False)
    assert came.count() == 2


@pytest.mark.clause("tiering/6.1(5)")
def test_a_reason_is_an_exception_only_once_it_is_judged(cast: Cast, capture: Capture) -> None:
    emergency = beside_a_vip(cast, capture)
    deputy = emergency.summons.get(post="deputy_gm")
    with pytest.raises(ValidationError):
        explain_absence(deputy, reason=" ", by=cast.zhoujm, now=NOW)
    explain_absence(deputy, reason="省公司安全会议", by=cast.zhoujm, now=NOW)
    assert deputy.outcome(NOW) == "open"
    with pytest.raises(Refused):
        judge_absence(deputy, allowed=True, by=cast.zhoujm, now=NOW)
    with pytest.raises(Refused):
        judge_absence(deputy, allowed=True, by=cast.sun, now=NOW)
    judge_absence(deputy, allowed=True, by=cast.he, now=NOW)
    assert deputy.outcome(NOW) == "excepted"
    assert {c.state for c in clocks_of(deputy)} == {"cancelled"}
    # On the order he is not absent either.
    row = Attendance.objects.get(order=emergency.order, post="deputy_gm")
    assert (row.outcome, row.reason) == ("excepted", "省公司安全会议")


def test_nobody_answers_for_somebody_else(cast: Cast, capture: Capture) -> None:
    emergency = beside_a_vip(cast, capture)
    deputy = emergency.summons.get(post="deputy_gm")
    with pytest.raises(Refused, match="分管副总经理"):
        acknowledge_summons(deputy, by=cast.sun, now=NOW)


def test_the_chain_is_stamped_to_its_end(cast: Cast, capture: Capture) -> None:
    emergency = make_emergency(cast, capture)
    order = bring(emergency.order, "on_site", cast)
    at = NOW + timedelta(minutes=20)
    make_safe(order, note="关阀，检测浓度为零", by=cast.ma, now=at)
    emergency.refresh_from_db()
    assert (emergency.stage, emergency.made_safe_at) == ("safe", at)
    assert emergency.log.get().text == "关阀，检测浓度为零"
    states = {c.name: c.state for c in clocks_of(order)}
    assert states["make_safe"] == "met"
    assert states["restore"] == "not_started"
    end_emergency(emergency, by=cast.sun, now=at)
    assert emergency.stage == "ended"


def test_supply_that_was_cut_must_come_back_before_the_end(cast: Cast, capture: Capture) -> None:
    emergency = make_emergency(cast, capture)
    order = bring(emergency.order, "on_site", cast)
    cut_supply(order, by=cast.ma, now=NOW + timedelta(minutes=6))
    make_safe(order, by=cast.ma, now=NOW + timedelta(minutes=20))
    emergency.refresh_from_db()
    with pytest.raises(IllegalMove, match="恢复"):
        end_emergency(emergency, by=cast.sun, now=NOW)
    outage = emergency.outages.get()
    assert (outage.status, outage.cause) == ("off", "incident")
    restore_supply(order, by=cast.ma, now=NOW + timedelta(hours=2))
    emergency.refresh_from_db()
    assert emergency.restored_at == NOW + timedelta(hours=2)
    assert {c.name: c.state for c in clocks_of(order)}["restore"] == "met"


def test_nobody_makes_safe_before_arriving(cast: Cast, capture: Capture) -> None:
    emergency = make_emergency(cast, capture)
    order = bring(emergency.order, "accepted", cast)
    with pytest.raises(IllegalMove, match="到达"):
        make_safe(order, by=cast.ma, now=NOW)


def test_a_place_that_is_known_better_finds_more(cast: Cast, capture: Capture) -> None:
    make_vip(cast)
    emergency = make_emergency(cast, capture, address="江边路口")
    assert not emergency.vips
    own = make_compound(cast.units["gas"], "滨江新城")
    set_place(emergency, compound=own, place="courtyard", by=cast.sun, now=NOW)
    assert emergency.summons.filter(post="deputy_gm").exists()


def test_a_false_alarm_calls_the_leaders_off(cast: Cast, capture: Capture) -> None:
    emergency = beside_a_vip(cast, capture)
    with capture(execute=True):
        cancel_order(emergency.order, reason="误报", by=cast.sun, now=NOW)
    emergency.refresh_from_db()
    assert emergency.stage == "cancelled"
    assert set(emergency.summons.values_list("status", flat=True)) == {"cancelled"}


def test_the_log_is_kept_by_those_who_work_here(cast: Cast, capture: Capture) -> None:
    emergency = make_emergency(cast, capture)
    note_line(emergency, text="浓度 2%", by=cast.sun, now=NOW)
    with pytest.raises(Refused):
        note_line(emergency, text="x", by=cast.li, now=NOW)
    with pytest.raises(ValidationError):
        note_line(emergency, text=" ", by=cast.sun, now=NOW)


def test_who_was_called_sees_the_emergency(cast: Cast, capture: Capture) -> None:
    party, point = make_vip(cast, "vip_org")
    emergency = make_emergency(cast, capture, party=party, service_point=point)
    assert Emergency.objects.visible_to(cast.han).filter(pk=emergency.pk).exists()
    assert Summons.objects.visible_to(cast.han).filter(emergency=emergency).exists()
    assert not Emergency.objects.visible_to(cast.li).exists()
    assert not Emergency.objects.visible_to(cast.other).exists()
    assert WorkOrder.objects.count() == 1


@pytest.mark.clause("tiering/6.1(1)", "tiering/6.1(5)")
def test_the_vips_own_named_contact_is_called_before_the_other_holders(
    cast: Cast, capture: Capture
) -> None:
    own = make_leader(cast, "deputy_gm", "gas", "高副总", "0003")
    Staff.objects.filter(pk=own.pk).update(phone="13800000009")
    own.refresh_from_db()
    party, point = make_vip(cast)
    name_contact(party, post="deputy_gm", staff=own, by=cast.han, now=NOW)
    emergency = make_emergency(cast, capture, party=party, service_point=point, place="courtyard")
    summons = emergency.summons.get(post="deputy_gm")
    assert [one.name for one in summons.called.all()] == ["高副总"]
    told = Notice.objects.filter(template="outages.summoned", channel="sms")
    assert own.pk in told.values_list("recipient", flat=True)
    assert cast.staff["zhoujm"].pk not in told.values_list("recipient", flat=True)
