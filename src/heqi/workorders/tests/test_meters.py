"""A meter that is to be checked leads to the order of whoever is sent to it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from heqi.readings.actions import take_card_reading
from heqi.readings.models import MeterCheck
from heqi.readings.tests.makers import make_meters
from heqi.workorders.models import WorkOrder
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.mark.clause("data-entry/7.4")
def test_a_meter_to_check_becomes_a_work_order_once(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    meter = make_meters(cast.units["repair1"], 1)[0]
    meter.kind = "ic_card"
    given = {"dial": Decimal(120), "balance": Decimal(30)}
    take_card_reading(meter, **given, at=NOW, by=cast.zhou, now=NOW)
    check, zhou = MeterCheck.objects.get(), sign_in("zhou")
    address = f"/readings/checks/{check.pk}/send/"
    assert sign_in("ma").post(address).status_code == 403
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert zhou.post(address).status_code == 302
    order = WorkOrder.objects.get()
    assert (order.kind, order.service_point) == ("meter_check", meter.service_point)
    assert "累计购气量" in order.description
    assert order.number in zhou.get("/readings/checks/").content.decode()
