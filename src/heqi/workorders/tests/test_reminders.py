"""Reminders: one matter stays one matter, and everybody concerned hears of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.service.actions import log_contact, remind_request
from heqi.service.models import Reminder
from heqi.workorders.actions import create_order, remind_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import moves_for
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=20)
Capture = Callable[..., Any]


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: Capture) -> WorkOrder:
    """A repair that the technician has accepted."""
    return bring(make_order(cast, django_capture_on_commit_callbacks), "accepted", cast)


def told(order: WorkOrder) -> set[str]:
    """Who got a reminder of the order."""
    rows = Notice.objects.filter(template="workorders.reminded", subject_id=str(order.pk))
    return {row.recipient_name for row in rows}


def test_a_reminder_counts_and_is_told_to_crew_and_dispatcher(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remind_order(order, note="客户第二次来电", by=cast.lin, now=LATER)
    order.refresh_from_db()
    assert (order.reminders, order.reminded_at) == (1, LATER)
    assert told(order) == {"马超群", "孙磊"}
    assert next(e for e in history(order) if e.code == "workorders.remind").actor_name == "林晓"


@pytest.mark.clause("conduct/3.2.2(5)")
def test_the_third_reminder_reaches_the_head_of_the_department(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: Capture
) -> None:
    for minute in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            remind_order(order, by=cast.lin, now=LATER + timedelta(minutes=minute))
        order.refresh_from_db()
        order = WorkOrder.objects.select_related("request", "unit").get(pk=order.pk)
    assert order.reminders == 3
    assert {"吴班", "周立峰", "韩雪"} <= told(order)


def test_the_customers_call_is_attached_to_the_open_request_once(
    cast: Cast, order: WorkOrder, django_capture_on_commit_callbacks: Capture
) -> None:
    call = log_contact(unit=cast.units["dispatch"], channel="phone", by=cast.lin, now=LATER)
    assert order.request is not None
    for _press in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            remind_request(order.request, contact=call, note="还没来人", by=cast.lin, now=LATER)
    row = Reminder.objects.get()
    assert (row.contact, row.note, row.by_name) == (call, "还没来人", "林晓")
    order.refresh_from_db()
    assert order.reminders == 1


def test_an_order_without_a_request_is_reminded_by_itself(cast: Cast) -> None:
    order = create_order(
        kind="pipe_valve", company=cast.units["gas"], address="江南街 2 号", by=cast.sun, now=NOW
    )
    remind_order(order, by=cast.sun, now=LATER)
    assert WorkOrder.objects.get(pk=order.pk).reminders == 1
    assert not Reminder.objects.exists()


def test_what_is_over_and_what_is_not_ones_business_is_not_reminded_of(
    cast: Cast, order: WorkOrder
) -> None:
    assert "remind" in moves_for(cast.lin, order)
    assert "remind" not in moves_for(cast.ma, order)
    with pytest.raises(Refused):
        remind_order(order, by=cast.ma, now=LATER)
    WorkOrder.objects.filter(pk=order.pk).update(status="closed", is_open=False)
    order.refresh_from_db()
    assert "remind" not in moves_for(cast.lin, order)
    with pytest.raises(IllegalMove):
        remind_order(order, by=cast.lin, now=LATER)
