"""Holds that the policy wants approved: asked for, granted, refused, overtaken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import approve, refuse_approval, return_approval
from heqi.approvals.models import Approval
from heqi.clocks.models import Clock
from heqi.ledger.audit import history
from heqi.people.access import Refused
from heqi.workorders.actions import apply_command, finish_order, suspend_order
from heqi.workorders.models import HoldState, Suspension, WorkOrder
from heqi.workorders.queries import clocks_of_order, moves_for
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
ASKED = NOW + timedelta(minutes=20)
DECIDED = ASKED + timedelta(minutes=45)
Capture = Callable[..., Any]


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: Capture) -> WorkOrder:
    """A repair that the technician is working on."""
    return bring(make_order(cast, django_capture_on_commit_callbacks), "working", cast)


def ask(order: WorkOrder, cast: Cast, reason: str = "customer_absent", proof: str = "photo") -> Any:
    """The technician asks; what the approvers see."""
    suspend_order(order, reason=reason, proof=[proof], by=cast.ma, now=ASKED)
    return Approval.objects.get(kind="workorders.suspend")


def total(order: WorkOrder) -> Clock:
    """The clock over the whole order."""
    return next(c for c in clocks_of_order(order) if c.name == "total")


def test_until_somebody_approves_the_clocks_run_and_the_state_stays(
    cast: Cast, order: WorkOrder
) -> None:
    approval = ask(order, cast)
    order.refresh_from_db()
    assert (order.status, order.hold_asked) == ("working", True)
    assert total(order).state == "running"
    assert [step.posts for step in approval.steps.all()] == [["dispatcher"]]
    assert approval.clauses == ["tiering/6.1(4)"]
    assert "suspend" not in moves_for(cast.ma, order)
    with pytest.raises(ValidationError):
        suspend_order(order, reason="weather", proof=["photo"], by=cast.ma, now=ASKED)


@pytest.mark.clause("tiering/6.1(4)")
def test_for_the_customers_reasons_the_clock_stands_still_from_the_request(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: Capture
) -> None:
    before = total(order).due_at
    approval = ask(order, cast)
    with django_capture_on_commit_callbacks(execute=True):
        approve(approval, by=cast.sun, now=DECIDED)
    order.refresh_from_db()
    hold = Suspension.objects.get()
    assert (order.status, order.hold_asked) == ("suspended", False)
    assert (hold.state, hold.since, hold.decided_by_name) == (HoldState.GRANTED, ASKED, "孙磊")
    assert total(order).state == "paused"
    assert before is not None
    assert total(order).due_at == before + (DECIDED - ASKED)
    entry = next(e for e in history(order) if e.code == "workorders.suspend")
    assert entry.actor_name == "孙磊"


@pytest.mark.clause("tiering/6.2(3)")
def test_for_material_the_clock_stands_still_from_the_approval_of_the_head(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: Capture
) -> None:
    approval = ask(order, cast, "material", "stock_record")
    with pytest.raises(Refused):
        approve(approval, by=cast.sun, now=DECIDED)
    with django_capture_on_commit_callbacks(execute=True):
        approve(approval, by=cast.han, now=DECIDED)
    hold = Suspension.objects.get()
    assert (hold.since, hold.mark) == (DECIDED, "company_set")
    order.refresh_from_db()
    assert order.status == "suspended"


def test_who_holds_the_approving_post_decides_as_he_asks(cast: Cast, order: WorkOrder) -> None:
    suspend_order(order, reason="customer_booking", proof=["call_record"], by=cast.sun, now=ASKED)
    assert order.status == "suspended"
    assert not Approval.objects.exists()


@pytest.mark.parametrize("answer", [refuse_approval, return_approval])
def test_a_hold_refused_is_told_in_a_sentence_and_the_clock_never_stood_still(
    cast: Cast,
    order: WorkOrder,
    django_capture_on_commit_callbacks: Capture,
    answer: Callable[..., None],
) -> None:
    before = total(order).due_at
    approval = ask(order, cast)
    with django_capture_on_commit_callbacks(execute=True):
        answer(approval, reason="客户电话可以接通，请先联系", by=cast.sun, now=DECIDED)
    order.refresh_from_db()
    hold = Suspension.objects.get()
    assert (order.status, order.hold_asked, hold.state) == ("working", False, HoldState.REFUSED)
    assert (hold.refusal, hold.decided_by_name) == ("客户电话可以接通，请先联系", "孙磊")
    assert total(order).due_at == before
    approval.refresh_from_db()
    assert approval.decided_at == DECIDED
    # And it can be asked for again.
    assert "suspend" in moves_for(cast.ma, order)


def test_work_that_goes_on_takes_the_question_back(cast: Cast, order: WorkOrder) -> None:
    approval = ask(order, cast)
    finish_order(order, result="repaired", by=cast.ma, now=DECIDED)
    approval.refresh_from_db()
    assert approval.status == "withdrawn"
    assert Suspension.objects.get().state == HoldState.DROPPED
    assert not WorkOrder.objects.get(pk=order.pk).hold_asked


def test_the_phone_asks_as_well(cast: Cast, order: WorkOrder) -> None:
    answer = apply_command(
        order,
        "suspend",
        key="k-1",
        values={"reason": "customer_absent", "proof": ["photo"]},
        by=cast.ma,
        now=ASKED,
    )
    assert answer.accepted
    assert WorkOrder.objects.get(pk=order.pk).hold_asked
