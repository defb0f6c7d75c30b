"""Dispatch: the policy's guard, reassignment, return, batches."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove, StaleState
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.actions import appoint_stand_in
from heqi.service.tests.makers import make_vip
from heqi.workorders.actions import (
    NeedsReason,
    dispatch_batch,
    dispatch_order,
    reassign_order,
    return_order,
)
from heqi.workorders.models import Attendance, WorkOrder
from heqi.workorders.queries import crew_choices
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: object) -> WorkOrder:
    """An ordinary repair waiting to be dispatched."""
    return make_order(cast, django_capture_on_commit_callbacks)


@pytest.fixture
def vip_order(cast: Cast, django_capture_on_commit_callbacks: object) -> WorkOrder:
    """A repair for a VIP person."""
    party, point = make_vip(cast)
    return make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)


def test_dispatch_gives_the_order_to_a_person_and_his_team(cast: Cast, order: WorkOrder) -> None:
    dispatch_order(order, assignee=cast.staff["ma"], by=cast.sun, now=NOW)
    order.refresh_from_db()
    assert (order.status, order.assignee, order.unit) == (
        "dispatched",
        cast.staff["ma"],
        cast.units["repair1"],
    )
    assert Notice.objects.filter(
        recipient=cast.staff["ma"], template="workorders.dispatched"
    ).exists()


@pytest.mark.clause("tiering/6.1(4)")
def test_a_vip_repair_to_another_than_the_captain_needs_a_reason(
    cast: Cast, vip_order: WorkOrder
) -> None:
    with pytest.raises(NeedsReason) as stop:
        dispatch_order(vip_order, assignee=cast.staff["ma"], by=cast.sun, now=NOW)
    assert stop.value.clause == "tiering/6.1(4)"
    assert stop.value.posts == ("captain",)
    assert "马超群" in stop.value.sentence
    dispatch_order(
        vip_order,
        assignee=cast.staff["ma"],
        override_reason="队长在抢修现场",
        by=cast.sun,
        now=NOW,
    )
    entry = next(e for e in history(vip_order) if e.code == "workorders.dispatch")
    assert entry.reason == "队长在抢修现场"
    assert entry.decision_id == vip_order.decision_id


@pytest.mark.clause("tiering/6.1(4)")
def test_the_captain_goes_without_a_word(cast: Cast, vip_order: WorkOrder) -> None:
    assert crew_choices(cast.sun, vip_order)[0] == cast.staff["zhou"]
    dispatch_order(vip_order, assignee=cast.staff["zhou"], by=cast.sun, now=NOW)
    assert Attendance.objects.get(order=vip_order).staff == cast.staff["zhou"]


@pytest.mark.clause("tiering/6.2(3)")
def test_an_organisations_repair_wants_the_captain_too(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast, "vip_org", name="鼎鑫大酒店", kind="organisation")
    order = make_order(
        cast, django_capture_on_commit_callbacks, party=party, service_point=point, place="indoor"
    )
    with pytest.raises(NeedsReason) as stop:
        dispatch_order(order, assignee=cast.staff["wu"], by=cast.sun, now=NOW)
    assert stop.value.clause == "tiering/6.2(3)"


def test_who_stands_in_for_the_captain_counts_as_captain(cast: Cast, vip_order: WorkOrder) -> None:
    appoint_stand_in(
        absent=cast.staff["zhou"],
        deputy=cast.staff["wu"],
        since=NOW.date(),
        until=NOW.date() + timedelta(days=1),
        reason="休假",
        by=cast.zhou,
        now=NOW,
    )
    dispatch_order(vip_order, assignee=cast.staff["wu"], by=cast.sun, now=NOW)
    assert vip_order.status == "dispatched"


def test_the_captain_may_come_beside_the_crew(cast: Cast, vip_order: WorkOrder) -> None:
    dispatch_order(
        vip_order,
        assignee=cast.staff["ma"],
        attending=[cast.staff["zhou"]],
        by=cast.sun,
        now=NOW,
    )
    assert Notice.objects.filter(
        recipient=cast.staff["zhou"], template="workorders.attend"
    ).exists()


@pytest.mark.clause("tiering/6.2(4)")
def test_an_emergency_is_never_held_up_and_the_leaders_are_called(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast, "vip_org", name="鼎鑫大酒店", kind="organisation")
    order = make_order(
        cast,
        django_capture_on_commit_callbacks,
        kind="emergency",
        party=party,
        service_point=point,
    )
    dispatch_order(order, assignee=cast.staff["ma"], by=cast.sun, now=NOW)
    # An app above called them when the order was made, under the same key: nobody is called twice.
    called = Notice.objects.filter(dedupe_key__startswith=f"attend:{order.pk}:", channel="in_app")
    assert {n.recipient_name for n in called} == {"周敬民", "韩雪"}


def test_reassigning_needs_a_reason_and_somebody_else(cast: Cast, order: WorkOrder) -> None:
    bring(order, "accepted", cast)
    with pytest.raises(ValidationError):
        reassign_order(order, assignee=cast.staff["li"], reason="", by=cast.sun, now=NOW)
    with pytest.raises(ValidationError):
        reassign_order(order, assignee=cast.staff["ma"], reason="x", by=cast.sun, now=NOW)
    reassign_order(order, assignee=cast.staff["li"], reason="就近", by=cast.sun, now=NOW)
    order.refresh_from_db()
    assert (order.status, order.unit) == ("dispatched", cast.units["repair2"])


def test_a_crew_returns_what_it_cannot_do(cast: Cast, order: WorkOrder) -> None:
    bring(order, "dispatched", cast)
    with pytest.raises(ValidationError):
        return_order(order, reason="", by=cast.ma, now=NOW)
    return_order(order, reason="缺少工具", by=cast.ma, now=NOW)
    order.refresh_from_db()
    assert (order.status, order.assignee) == ("returned", None)
    with pytest.raises(IllegalMove):
        return_order(order, reason="再退", by=cast.sun, now=NOW)


def test_of_two_dispatchers_one_wins(cast: Cast, order: WorkOrder) -> None:
    rival = WorkOrder.objects.select_related("request", "unit").get(pk=order.pk)
    dispatch_order(order, assignee=cast.staff["ma"], by=cast.sun, now=NOW)
    with pytest.raises(StaleState):
        dispatch_order(rival, assignee=cast.staff["li"], by=cast.sun, now=NOW)


def test_crews_and_strangers_do_not_dispatch(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(Refused):
        dispatch_order(order, assignee=cast.staff["ma"], by=cast.ma, now=NOW)
    with pytest.raises(ValidationError):
        dispatch_order(order, assignee=cast.staff["other"], by=cast.sun, now=NOW)


def test_a_batch_answers_row_by_row(cast: Cast, order: WorkOrder, vip_order: WorkOrder) -> None:
    done = WorkOrder.objects.select_related("request", "unit").get(pk=order.pk)
    bring(done, "dispatched", cast)
    fresh = WorkOrder.objects.select_related("request", "unit").get(pk=order.pk)
    rows = dispatch_batch([fresh, vip_order], assignee=cast.staff["ma"], by=cast.sun, now=NOW)
    assert [row.done for row in rows] == [False, False]
    assert rows[1].clause == "tiering/6.1(4)"
    assert all(row.sentence for row in rows)
    again = dispatch_batch(
        [vip_order],
        assignee=cast.staff["ma"],
        override_reason="队长在现场",
        by=cast.sun,
        now=NOW,
    )
    assert again[0].done
