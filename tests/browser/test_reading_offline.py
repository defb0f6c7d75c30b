"""A meter reader in a stairwell without a network."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from heqi.people.models import Staff, Unit
from heqi.readings.models import Reading
from heqi.readings.tests.makers import make_round
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
PHONE = (390, 844)


def people() -> Cast:
    """The cast as it stands in the database: the browser's sign-in made it."""
    return Cast(
        units={unit.code: unit for unit in Unit.objects.filter(kind__in=["company", "team"])},
        staff={one.account.username: one for one in Staff.objects.select_related("account")},
    )


@pytest.mark.clause("data-entry/5-reader")
def test_readings_taken_without_a_network_arrive_in_their_order(open_as: Open) -> None:
    phone = open_as("ma", "/field/readings/", size=PHONE)
    round_, meters = make_round(people())
    phone.goto(f"{phone.url}{round_.pk}/")
    phone.context.set_offline(True)
    for n, value in enumerate(("103.5", "104")):
        form = phone.locator("form[data-command]").nth(n)
        form.locator("input[name=value]").fill(value)
        form.locator("button.btn-lg").click()
        form.wait_for(state="hidden")
    assert phone.locator("[data-outbox] > *").count() == 2
    assert not Reading.objects.exists()
    # The page shows itself anew once all that was kept has been sent.
    with phone.expect_navigation():
        phone.context.set_offline(False)
    values = Reading.objects.order_by("id").values_list("meter_id", "value")
    assert list(values) == [(meters[0].pk, Decimal("103.5")), (meters[1].pk, Decimal(104))]
    assert all(Reading.objects.values_list("device_at", flat=True))
    assert not [line for line in phone.failures if "net::ERR_" not in line]
