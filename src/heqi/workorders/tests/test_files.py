"""Who may add photos and letters to an order."""

import pytest

from heqi.workorders.files import may_touch_files
from heqi.workorders.models import WorkOrder
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: object) -> WorkOrder:
    """A repair that the agent took up."""
    return make_order(cast, django_capture_on_commit_callbacks)


def test_crew_dispatcher_and_the_agent_who_took_it_up_may_add_files(
    cast: Cast, order: WorkOrder
) -> None:
    bring(order, "accepted", cast)
    key = str(order.pk)
    assert all(may_touch_files(actor, key, "attach") for actor in (cast.ma, cast.sun, cast.lin))
    # Who only sees the order reads its files.
    assert may_touch_files(cast.zheng, key, "read")
    assert not may_touch_files(cast.zheng, key, "attach")
    assert not may_touch_files(cast.lin, key, "remove")


def test_nothing_is_added_to_an_order_that_is_over(cast: Cast, order: WorkOrder) -> None:
    WorkOrder.objects.filter(pk=order.pk).update(status="closed", is_open=False)
    assert not may_touch_files(cast.lin, str(order.pk), "attach")
