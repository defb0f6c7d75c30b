"""A request on its way: done, refused, impossible, raced."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.queries import clocks_of
from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.policies.measures import measures
from heqi.policies.measures.actions import take_measures
from heqi.service.actions import (
    book_request,
    cancel_request,
    change_kind,
    close_request,
    correct_request,
    merge_request,
    pass_on_request,
    relate_requests,
    reopen_request,
    solve_request,
)
from heqi.service.models import ServiceRequest
from heqi.service.queries import moves_for, related_requests, request_counts, request_list
from heqi.service.tests.makers import make_request, make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


@pytest.mark.clause("data-entry/6.1")
def test_passing_on_stops_its_clock_and_changes_who_is_in_charge(cast: Cast) -> None:
    request = make_request(cast)
    pass_on_request(request, unit=cast.units["pipeline"], by=cast.lin, now=LATER)
    request.refresh_from_db()
    assert request.unit == cast.units["pipeline"]
    clock = next(c for c in clocks_of(request) if c.name == "pass_on")
    assert clock.state == "met"
    assert clock.stopped_at == LATER
    assert all(c.unit_id == request.unit_id for c in clocks_of(request) if c.is_open())


def test_passing_on_to_another_company_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        pass_on_request(make_request(cast), unit=cast.units["other"], by=cast.lin, now=LATER)


def test_an_enquiry_is_answered_and_closed_at_the_desk(cast: Cast) -> None:
    request = make_request(cast, kind="enquiry", description="气价多少")
    solve_request(request, answer="每立方米 3.2 元", by=cast.lin, now=LATER)
    close_request(request, by=cast.lin, now=LATER)
    request.refresh_from_db()
    assert (request.status, request.is_open, request.answer) == ("closed", False, "每立方米 3.2 元")
    assert {c.state for c in clocks_of(request) if c.started_at} == {"met"}


def test_what_is_settled_by_phone_needs_no_visit_which_is_neither_kept_nor_broken(
    cast: Cast,
) -> None:
    request = make_request(cast)
    solve_request(request, answer="已电话指导开启表前阀", by=cast.lin, now=LATER)
    clocks = {c.name: c for c in clocks_of(request) if c.started_at}
    assert clocks["at_door"].state == "cancelled"
    assert clocks["at_door"].breached_at is None


def test_a_promise_broken_when_the_case_is_given_up_stays_broken(cast: Cast) -> None:
    request = make_request(cast)
    due = {c.name: c.due_at for c in clocks_of(request)}["at_door"]
    assert due is not None
    # The loop has not looked since: whoever settles it an hour late has still broken it.
    solve_request(request, answer="已修好", by=cast.lin, now=due + timedelta(hours=1))
    clock = next(c for c in clocks_of(request) if c.name == "at_door")
    assert (clock.state, clock.breached_at) == ("cancelled", due)
    take_measures(cast.units["gas"], NOW.date(), now=due + timedelta(hours=2))
    measured = measures(cast.units["gas"], NOW.date().replace(day=1), cast.zheng)
    row = next(row for row in measured[clock.clause] if row.title == clock.title_zh)
    assert (row.kept, row.decided, row.mark) == (0, 1, clock.mark)


def test_the_promises_of_a_complaint_are_kept_by_its_case_alone(cast: Cast) -> None:
    party, point = make_vip(cast)
    request = make_request(
        cast, kind="complaint", party=party, service_point=point, description="未按时上门"
    )
    assert not {"respond", "solution"} & {c.name for c in clocks_of(request)}
    with pytest.raises(Refused):
        solve_request(request, answer="已道歉并重新上门", by=cast.lin, now=LATER)


def test_solving_twice_is_impossible_and_of_two_one_wins(cast: Cast) -> None:
    request = make_request(cast)
    rival = ServiceRequest.objects.get(pk=request.pk)
    solve_request(request, by=cast.lin, now=LATER)
    with pytest.raises(IllegalMove):
        solve_request(request, by=cast.lin, now=LATER)
    with pytest.raises(StaleState):
        cancel_request(rival, reason="重复", by=cast.lin, now=LATER)


def test_who_has_no_right_is_refused(cast: Cast) -> None:
    request = make_request(cast)
    with pytest.raises(Refused):
        close_request(request, by=cast.ma, now=LATER)
    with pytest.raises(Refused):
        solve_request(request, by=cast.other, now=LATER)


def test_reopening_needs_a_reason_and_lets_the_clocks_go_on(cast: Cast) -> None:
    request = make_request(cast, kind="enquiry")
    solve_request(request, by=cast.lin, now=LATER)
    with pytest.raises(ValidationError):
        reopen_request(request, reason=" ", by=cast.lin, now=LATER)
    reopen_request(request, reason="客户再次来电", by=cast.lin, now=LATER + timedelta(hours=1))
    request.refresh_from_db()
    assert request.is_open
    answer = next(c for c in clocks_of(request) if c.name == "answer")
    assert answer.state == "running"


def test_cancelling_ends_the_clocks_and_keeps_the_reason(cast: Cast) -> None:
    request = make_request(cast)
    cancel_request(request, reason="客户自行解决", by=cast.lin, now=LATER)
    assert not any(c.is_open() and c.started_at for c in clocks_of(request))
    assert history(request)[0].reason == "客户自行解决"
    request.refresh_from_db()
    assert request.due_at is None


def test_booking_moves_the_visit(cast: Cast) -> None:
    request = make_request(cast)
    booked = NOW + timedelta(days=1)
    book_request(request, booked_for=booked, by=cast.lin, now=LATER)
    at_door = next(c for c in clocks_of(request) if c.name == "at_door")
    assert at_door.due_at == booked
    solve_request(request, by=cast.lin, now=LATER)
    with pytest.raises(IllegalMove):
        book_request(request, booked_for=booked, by=cast.lin, now=LATER)


def test_another_kind_gets_its_own_promises_from_the_same_history(cast: Cast) -> None:
    request = make_request(cast)
    number = request.number
    with pytest.raises(ValidationError):
        change_kind(request, kind="emergency", reason="", by=cast.lin, now=LATER)
    change_kind(request, kind="emergency", reason="客户闻到异味", by=cast.lin, now=LATER)
    request.refresh_from_db()
    assert (request.number, request.kind) == (number, "emergency")
    dispatch = next(c for c in clocks_of(request) if c.name == "dispatch")
    assert dispatch.started_at == NOW
    entry = next(e for e in history(request) if e.code == "service.change_kind")
    assert entry.changes["kind"] == ["repair", "emergency"]


@pytest.mark.clause("tiering/6.1(2)")
def test_the_term_of_an_installation_starts_once_the_conditions_are_met(cast: Cast) -> None:
    party, point = make_vip(cast)
    request = make_request(cast, kind="installation", party=party, service_point=point)
    assert "tiering/6.1(2)" not in {c.clause for c in clocks_of(request)}
    correct_request(request, conditions_met=True, by=cast.lin, now=LATER)
    assert "tiering/6.1(2)" in {c.clause for c in clocks_of(request)}
    assert "conditions_met" not in request.assumed


def test_naming_the_customer_later_brings_his_promises(cast: Cast) -> None:
    request = make_request(cast)
    party, point = make_vip(cast)
    correct_request(request, party=party, service_point=point, by=cast.lin, now=LATER)
    request.refresh_from_db()
    assert request.tier == "vip_person"
    assert "tiering/6.1(4)" in {c.clause for c in clocks_of(request)}


def test_a_double_goes_on_within_the_first(cast: Cast) -> None:
    first, double = make_request(cast), make_request(cast)
    merge_request(double, into=first, reason="同一家来电两次", by=cast.lin, now=LATER)
    double.refresh_from_db()
    assert (double.status, double.merged_into_id) == ("merged", first.pk)
    with pytest.raises(ValidationError):
        merge_request(first, into=double, reason="反向", by=cast.lin, now=LATER)


def test_requests_can_belong_together(cast: Cast) -> None:
    one, two = make_request(cast), make_request(cast, kind="enquiry")
    relate_requests(one, other=two, by=cast.lin, now=LATER)
    assert list(two.related.all()) == [one]


def test_the_same_household_and_building_are_shown_as_possibly_related(cast: Cast) -> None:
    party, point = make_vip(cast)
    old = make_request(cast, party=party, service_point=point)
    found = related_requests(
        cast.lin, company=cast.units["gas"], party=party, service_point=point, now=LATER
    )
    assert list(found) == [old]
    late = NOW + timedelta(days=30)
    assert not related_requests(cast.lin, company=cast.units["gas"], party=party, now=late)


def test_lists_show_what_one_may_see_with_the_first_due_first(cast: Cast) -> None:
    slow = make_request(cast, kind="enquiry")
    fast = make_request(cast, kind="emergency")
    assert list(request_list(cast.lin, status="open", now=NOW)) == [fast, slow]
    assert request_counts(cast.lin, now=NOW)["open"] == 2
    assert not request_list(cast.other, now=NOW)


def test_buttons_are_the_moves_one_may_make(cast: Cast) -> None:
    request = make_request(cast)
    assert "solve" in moves_for(cast.lin, request)
    assert moves_for(cast.other, request) == []


def test_a_list_asks_as_often_for_three_rows_as_for_one(
    cast: Cast, django_assert_num_queries: object
) -> None:
    actor = cast.lin
    make_request(cast)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert [str(r.unit) for r in request_list(actor, status="open", now=NOW)]
    make_request(cast)
    make_request(cast)
    actor = cast.lin
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len([str(r.unit) for r in request_list(actor, status="open", now=NOW)]) == 3
