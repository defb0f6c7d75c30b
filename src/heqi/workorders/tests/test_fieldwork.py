"""Field work: stamps, holds, money, phones that send late or twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.service.tests.makers import make_vip
from heqi.workorders.actions import (
    Fee,
    Material,
    apply_command,
    arrive,
    block_repair,
    book_visit,
    expire_suspensions,
    finish_order,
    offer_solution,
    reassign_order,
    report_first,
    resume_order,
    suspend_order,
    wasted_trip,
)
from heqi.workorders.actions.attending import attend
from heqi.workorders.models import Attendance, FieldCommand, Suspension, Visit, WorkOrder
from heqi.workorders.queries import (
    clocks_of_order,
    moves_for,
    my_orders,
    next_step,
    sums_of,
    waiver_hint,
)
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: object) -> WorkOrder:
    """An ordinary repair waiting to be dispatched."""
    return make_order(cast, django_capture_on_commit_callbacks)


def _vip_org(cast: Cast, capture: object) -> WorkOrder:
    party, point = make_vip(cast, "vip_org", name="鼎鑫大酒店", kind="organisation")
    return make_order(cast, capture, party=party, service_point=point, place="indoor")


def test_the_arrival_is_stamped_by_the_server_with_the_position(
    cast: Cast, order: WorkOrder
) -> None:
    bring(order, "on_the_way", cast)
    arrive(
        order,
        latitude="30.213456",
        longitude="120.1",
        accuracy_m=8,
        device_at=NOW - timedelta(hours=3),
        by=cast.ma,
        now=LATER,
    )
    visit = Visit.objects.get(order=order)
    assert (visit.arrived_at, visit.latitude) == (LATER, Decimal("30.21346"))
    at_door = next(c for c in clocks_of_order(order) if c.name == "at_door")
    assert (at_door.state, at_door.stopped_at) == ("met", LATER)


def test_a_position_off_the_earth_is_refused(cast: Cast, order: WorkOrder) -> None:
    bring(order, "on_the_way", cast)
    with pytest.raises(ValidationError):
        arrive(order, latitude="900", longitude="x", by=cast.ma, now=LATER)
    assert not order.arrived_at


def test_somebody_elses_order_is_refused_by_name(cast: Cast, order: WorkOrder) -> None:
    bring(order, "accepted", cast)
    with pytest.raises(Refused):
        arrive(order, by=cast.li, now=LATER)
    assert next_step(cast.ma, order) == "set_out"
    assert next_step(cast.li, order) == ""


def test_a_step_out_of_turn_is_impossible(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(IllegalMove):
        bring(bring(order, "dispatched", cast), "dispatched", cast)


def test_the_phone_shows_ones_own_orders_the_first_due_first(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: object
) -> None:
    other = make_order(cast, django_capture_on_commit_callbacks, kind="emergency")
    bring(order, "accepted", cast)
    bring(other, "dispatched", cast)
    assert my_orders(cast.ma) == [other, order]
    assert my_orders(cast.li) == []


@pytest.mark.clause("tiering/6.2(3)")
def test_when_a_repair_is_blocked_the_clock_of_the_solution_starts(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = _vip_org(cast, django_capture_on_commit_callbacks)
    bring(order, "working", cast, crew="zhou")
    block_repair(order, cause="meter", reason="表具停产", by=cast.zhou, now=LATER)
    solution = next(c for c in clocks_of_order(order) if c.name == "blocked_solution")
    assert (solution.clause, solution.started_at) == ("tiering/6.2(3)", LATER)
    hour = LATER + timedelta(hours=1)
    with pytest.raises(ValidationError) as without:
        offer_solution(order, solution="三日内换新表", by=cast.zhou, now=hour)
    assert "6.2(3)" in without.value.message_dict["until"][0]
    until = LATER + timedelta(days=3)
    offer_solution(order, solution="三日内换新表", until=until, by=cast.zhou, now=hour)
    solution.refresh_from_db()
    assert solution.state == "met"
    promised = next(c for c in clocks_of_order(order) if c.name == "as_promised")
    assert (promised.due_at, promised.clause) == (until, "tiering/6.2(3)")


@pytest.mark.clause("tiering/6.1(4)")
def test_the_captains_attendance_is_noted(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast)
    order = make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    bring(order, "on_site", cast, crew="ma", attending=[cast.staff["zhou"]])
    assert Attendance.objects.get(order=order).arrived_at is None
    attend(order, by=cast.zhou, now=LATER)
    assert Attendance.objects.get(order=order).arrived_at == LATER
    with pytest.raises(ValidationError):
        attend(order, by=cast.wu, now=LATER)


def test_a_hold_needs_an_allowed_reason_and_its_proof(cast: Cast, order: WorkOrder) -> None:
    bring(order, "working", cast)
    with pytest.raises(ValidationError) as error:
        suspend_order(order, reason="other", by=cast.ma, now=LATER)
    assert "reason" in error.value.message_dict
    with pytest.raises(ValidationError) as error:
        suspend_order(order, reason="material", by=cast.ma, now=LATER)
    assert "proof" in error.value.message_dict
    assert not Suspension.objects.exists()


def test_on_hold_the_clocks_stand_still_until_work_goes_on(cast: Cast, order: WorkOrder) -> None:
    bring(order, "working", cast)
    before = next(c for c in clocks_of_order(order) if c.name == "total").due_at
    suspend_order(order, reason="material", proof=["stock_record"], by=cast.han, now=LATER)
    order.refresh_from_db()
    hold = Suspension.objects.get(order=order)
    assert (order.status, order.queue_at) == ("suspended", hold.cap_at)
    assert hold.clause
    resume_order(order, by=cast.ma, now=LATER + timedelta(hours=2))
    total = next(c for c in clocks_of_order(order) if c.name == "total")
    assert total.due_at == before + timedelta(hours=2)
    assert Suspension.objects.get(order=order).until == LATER + timedelta(hours=2)


def test_past_its_cap_a_hold_no_longer_stops_the_clocks(cast: Cast, order: WorkOrder) -> None:
    bring(order, "working", cast)
    suspend_order(order, reason="weather", proof=["photo"], by=cast.han, now=LATER)
    cap = Suspension.objects.get(order=order).cap_at
    assert expire_suspensions(now=cap - timedelta(seconds=1)) == 0
    assert expire_suspensions(now=cap + timedelta(minutes=1)) == 1
    total = next(c for c in clocks_of_order(order) if c.name == "total")
    assert total.state in ("running", "overdue")
    assert expire_suspensions(now=cap + timedelta(minutes=2)) == 0


@pytest.mark.clause("data-entry/6.2")
def test_material_must_balance(cast: Cast, order: WorkOrder) -> None:
    bring(order, "working", cast)
    with pytest.raises(ValidationError):
        finish_order(
            order,
            result="repaired",
            materials=[Material("球阀", used=1, returned=0, issued=3)],
            by=cast.ma,
            now=LATER,
        )
    finish_order(
        order,
        result="replaced",
        materials=[Material("球阀", used=1, returned=2, issued=3, price="35.50")],
        fees=[Fee("material", "35.50")],
        by=cast.ma,
        now=LATER,
    )
    assert order.status == "done"
    sums = sums_of(order)
    assert (sums.material, sums.payable) == (Decimal("35.50"), Decimal("35.50"))


@pytest.mark.clause("authority/4-waiver-1")
def test_a_vip_pays_material_only_and_a_waiver_names_its_clause(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast)
    order = make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    hint = waiver_hint(order)
    assert hint is not None
    assert hint.clause == "authority/4-waiver-1"
    bring(order, "working", cast, crew="ma", override_reason="队长外出")
    with pytest.raises(ValidationError):
        finish_order(order, result="repaired", fees=[Fee("labour", 50, 50)], by=cast.ma, now=LATER)
    fees = [Fee("material", 20), *[Fee(f, 50, 50, hint.clause) for f in hint.fees]]
    finish_order(order, result="repaired", fees=fees, by=cast.ma, now=LATER)
    assert sums_of(order).payable == Decimal(20)


@pytest.mark.parametrize("amount", ["-1", "1.005", "abc", "NaN", "1e99"])
def test_a_bad_amount_is_a_sentence(cast: Cast, order: WorkOrder, amount: str) -> None:
    bring(order, "working", cast)
    with pytest.raises(ValidationError):
        finish_order(
            order, result="repaired", fees=[Fee("material", amount)], by=cast.ma, now=LATER
        )


def test_nobody_home_is_a_wasted_trip_and_another_time(cast: Cast, order: WorkOrder) -> None:
    bring(order, "on_site", cast)
    wasted_trip(order, reason="家中无人", by=cast.ma, now=LATER)
    assert Visit.objects.get(order=order).result == "wasted"
    booked = NOW + timedelta(days=1)
    book_visit(order, booked_for=booked, by=cast.ma, now=LATER)
    order.refresh_from_db()
    assert (order.status, order.booked_for) == ("booked", booked)
    order.request.refresh_from_db()
    assert order.request.booked_for == booked


def test_the_first_report_stops_its_clock(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks, kind="emergency")
    with pytest.raises(IllegalMove):
        report_first(order, report="x", by=cast.sun, now=NOW)
    bring(order, "on_site", cast)
    report_first(order, report="阀门井漏气，已关阀", by=cast.ma, now=LATER)
    clock = next(c for c in clocks_of_order(order) if c.name == "first_report")
    assert clock.stopped_at == LATER


def test_a_step_sent_twice_is_done_once(cast: Cast, order: WorkOrder) -> None:
    bring(order, "dispatched", cast)
    first = apply_command(order, "accept", key="a1", by=cast.ma, now=LATER)
    again = apply_command(order, "accept", key="a1", by=cast.ma, now=LATER)
    assert (first.accepted, again.accepted, again.repeated) == (True, True, True)
    assert FieldCommand.objects.count() == 1


def test_a_late_step_is_answered_with_what_happened(cast: Cast, order: WorkOrder) -> None:
    bring(order, "on_the_way", cast)
    reassign_order(order, assignee=cast.staff["li"], reason="就近", by=cast.sun, now=LATER)
    stale = WorkOrder.objects.select_related("request", "unit").get(pk=order.pk)
    answer = apply_command(
        stale, "arrive", key="b1", device_at=NOW, by=cast.ma, now=LATER + timedelta(hours=1)
    )
    assert not answer.accepted
    assert "李工" in answer.sentence
    assert FieldCommand.objects.get(key="b1").accepted is False
    assert not Visit.objects.filter(arrived_at__isnull=False).exists()


def test_a_form_fault_can_be_corrected_under_the_same_key(cast: Cast, order: WorkOrder) -> None:
    bring(order, "working", cast)
    with pytest.raises(ValidationError):
        apply_command(order, "finish", key="c1", values={"result": "?"}, by=cast.ma, now=LATER)
    answer = apply_command(
        order, "finish", key="c1", values={"result": "repaired"}, by=cast.ma, now=LATER
    )
    assert answer.accepted


def test_buttons_are_the_moves_one_may_make(cast: Cast, order: WorkOrder) -> None:
    assert moves_for(cast.sun, order)[0] == "dispatch"
    bring(order, "dispatched", cast)
    assert {"accept", "return"} <= set(moves_for(cast.ma, order))
    assert "accept" not in moves_for(cast.li, order)
