"""Review, rework, closing, cancelling, merging, archiving."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.workorders.actions import (
    archive_order,
    cancel_order,
    close_order,
    create_order,
    merge_order,
    review_order,
    rework_order,
)
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import clocks_of_order
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: object) -> WorkOrder:
    """An ordinary repair waiting to be dispatched."""
    return make_order(cast, django_capture_on_commit_callbacks)


@pytest.mark.clause("data-entry/7.3")
def test_the_next_person_checks_and_the_request_closes_with_its_order(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: object
) -> None:
    bring(order, "done", cast)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        review_order(order, passed=True, by=cast.wu, now=LATER)
    order.refresh_from_db()
    order.request.refresh_from_db()
    assert order.status in ("closed", "to_call_back", "archived")
    assert order.reviewed_by == cast.staff["wu"]
    assert (order.request.status, order.request.is_open) == ("closed", False)
    assert {c.state for c in clocks_of_order(order)} == {"met"}


def test_nobody_reviews_his_own_work(cast: Cast, order: WorkOrder) -> None:
    bring(order, "done", cast, crew="wu")
    with pytest.raises(Refused):
        review_order(order, passed=True, by=cast.wu, now=LATER)


@pytest.mark.clause("data-entry/7.3")
def test_work_returned_in_review_is_done_again(cast: Cast, order: WorkOrder) -> None:
    bring(order, "done", cast)
    with pytest.raises(ValidationError):
        review_order(order, passed=False, note="", by=cast.wu, now=LATER)
    review_order(order, passed=False, note="照片缺失", by=cast.wu, now=LATER)
    order.refresh_from_db()
    assert (order.status, order.rework_count, order.is_open) == ("rework", 1, True)
    bring(order, "done", cast, since=LATER)
    assert order.status == "done"


def test_rework_after_closing_reopens_the_request(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: object
) -> None:
    bring(order, "done", cast)
    review_order(order, passed=True, by=cast.wu, now=LATER)
    order.request.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        rework_order(order, reason="又坏了", by=cast.wu, now=LATER)
    order.request.refresh_from_db()
    assert order.status == "rework"
    assert order.request.status == "in_progress"


def test_an_order_settled_by_phone_is_closed_with_a_reason(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(ValidationError):
        close_order(order, reason="", by=cast.sun, now=LATER)
    close_order(order, reason="电话指导后恢复", by=cast.sun, now=LATER)
    assert order.status == "closed"
    with pytest.raises(IllegalMove):
        close_order(order, reason="再关", by=cast.sun, now=LATER)


def test_work_begun_on_site_cannot_be_cancelled(cast: Cast, order: WorkOrder) -> None:
    bring(order, "working", cast)
    with pytest.raises(IllegalMove):
        cancel_order(order, reason="x", by=cast.sun, now=LATER)


def test_cancelling_needs_right_and_reason_and_of_two_one_wins(
    cast: Cast, order: WorkOrder
) -> None:
    rival = WorkOrder.objects.select_related("request", "unit").get(pk=order.pk)
    with pytest.raises(Refused):
        cancel_order(order, reason="x", by=cast.ma, now=LATER)
    with pytest.raises(ValidationError):
        cancel_order(order, reason=" ", by=cast.sun, now=LATER)
    cancel_order(order, reason="重复", by=cast.sun, now=LATER)
    with pytest.raises(StaleState):
        cancel_order(rival, reason="重复", by=cast.sun, now=LATER)


def test_merging_goes_into_an_open_order_only(cast: Cast, order: WorkOrder) -> None:
    other = create_order(
        kind="pipe_valve", company=cast.units["gas"], address="x", by=cast.sun, now=NOW
    )
    merge_order(other, into=order, by=cast.sun, now=LATER)
    assert (other.status, other.merged_into_id) == ("merged", order.pk)
    with pytest.raises(ValidationError):
        merge_order(order, into=other, by=cast.sun, now=LATER)


def test_two_orders_close_a_request_only_together(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: object
) -> None:
    create_order(request=order.request, kind="meter_fault", by=cast.sun, now=NOW)
    bring(order, "done", cast)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        review_order(order, passed=True, by=cast.wu, now=LATER)
    order.request.refresh_from_db()
    assert order.request.is_open
    complete = next(c for c in clocks_of_order(order) if c.name == "complete")
    assert complete.state == "running"


def test_agents_do_not_archive(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(Refused):
        archive_order(order, by=cast.lin, now=LATER)
