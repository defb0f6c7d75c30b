"""Orders come from requests at once, or are made by hand."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.queries import timeline_of
from heqi.people.access import Refused
from heqi.service.actions import cancel_request, change_kind, end_call, log_contact, merge_request
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.actions import create_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import clocks_of_order
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("data-entry/6.1")
def test_a_repair_gets_its_order_at_once(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    assert (order.number, order.status, order.kind) == (
        order.request.number,
        "to_dispatch",
        "no_flame",
    )
    order.request.refresh_from_db()
    assert order.request.status == "in_progress"
    passed = next(c for c in clocks_of_order(order) if c.name == "pass_on")
    assert passed.state == "met"
    assert order.due_at == min(c.due_at for c in clocks_of_order(order) if c.is_open())


def test_an_enquiry_gets_none(cast: Cast, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        make_request(cast, kind="enquiry")
    assert not WorkOrder.objects.exists()


def test_a_second_order_bears_the_same_number_with_a_tail(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    second = create_order(request=order.request, kind="meter_fault", by=cast.sun, now=NOW)
    assert second.number == f"{order.number}-2"


@pytest.mark.clause("authority/4-permission-1")
def test_repairs_may_be_entered_after_the_work_but_installations_may_not(cast: Cast) -> None:
    given = {"unit": cast.units["repair1"], "address": "滨江新城3幢", "backfilled": True}
    order = create_order(kind="pipe_valve", by=cast.wu, now=NOW, **given)
    assert order.backfilled
    with pytest.raises(ValidationError):
        create_order(kind="installation", by=cast.wu, now=NOW, **given)


def test_an_order_by_hand_needs_a_place_a_kind_and_the_right(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        create_order(kind="pipe_valve", unit=cast.units["repair1"], by=cast.wu, now=NOW)
    with pytest.raises(ValidationError):
        create_order(kind="", company=cast.units["gas"], address="x", by=cast.sun, now=NOW)
    with pytest.raises(Refused):
        create_order(
            kind="pipe_valve", unit=cast.units["repair1"], address="x", by=cast.ma, now=NOW
        )


def test_the_chain_of_an_emergency_starts_with_the_end_of_the_call(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    contact = log_contact(unit=cast.units["dispatch"], channel="phone", by=cast.lin, now=NOW)
    saved = NOW + timedelta(minutes=1)
    order = make_order(
        cast, django_capture_on_commit_callbacks, kind="emergency", contact=contact, now=saved
    )
    assert "at_door" not in {
        c.name for c in clocks_of_order(order) if c.timeline_id == timeline_of(order).pk
    }
    ended = NOW + timedelta(minutes=2)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        end_call(contact, by=cast.lin, now=ended)
    clocks = {c.name: c for c in timeline_of(order).clocks.all()}
    assert clocks["at_door"].started_at == ended
    assert clocks["order"].state == "met"
    assert clocks["dispatch"].started_at == saved
    bring(order, "on_site", cast, crew="ma", since=ended)
    clocks = {c.name: c for c in timeline_of(order).clocks.all()}
    assert {clocks[n].state for n in ("dispatch", "set_out", "at_door")} == {"met"}
    assert clocks["first_report"].state == "running"


def test_orders_follow_a_cancelled_request(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    order.request.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        cancel_request(order.request, reason="已自行解决", by=cast.lin, now=NOW)
    order.refresh_from_db()
    assert (order.status, order.is_open) == ("cancelled", False)


def test_orders_follow_a_changed_kind(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    order.request.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        change_kind(order.request, kind="emergency", reason="漏气", by=cast.lin, now=NOW)
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert WorkOrder.objects.get(is_open=True).kind == "emergency"


def test_orders_follow_a_merged_request(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    one = make_order(cast, django_capture_on_commit_callbacks)
    two = make_order(cast, django_capture_on_commit_callbacks)
    one.request.refresh_from_db()
    two.request.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        merge_request(two.request, into=one.request, reason="同一件事", by=cast.lin, now=NOW)
    two.refresh_from_db()
    assert (two.status, two.merged_into_id) == ("merged", one.pk)


def test_the_order_shows_who_the_customer_is(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast)
    order = make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    assert (order.tier, order.customer_name, order.priority) == ("vip_person", "王志远", 2)
    assert order.attend == ["captain"]
    assert order.attend_clause == "tiering/6.1(4)"
