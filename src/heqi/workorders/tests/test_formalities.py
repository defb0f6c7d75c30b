"""Formalities wait for the work and the fees of orders."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.counter.actions import open_hall
from heqi.customers.actions import carry_out_closing
from heqi.customers.tests.makers import make_customer, papers
from heqi.ledger.actors import SYSTEM
from heqi.workorders.actions import Fee, finish_order
from heqi.workorders.tests.makers import Capture, bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.mark.clause("data-entry/3")
def test_an_account_closes_once_its_order_is_finished_and_its_fee_paid(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    open_hall(cast.units["service"], address="江南路 18 号", by=SYSTEM, now=NOW)
    party, point = make_customer(cast.units["gas"])
    order = make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)

    def close() -> None:
        carry_out_closing(point, papers=papers("close"), by=cast.qian, now=LATER)

    with pytest.raises(ValidationError, match=order.number):
        close()
    bring(order, "working", cast)
    finish_order(order, result="repaired", fees=[Fee("material", "35.50")], by=cast.ma, now=LATER)
    with pytest.raises(ValidationError, match=r"共 35\.50 元") as told:
        close()
    assert order.number not in str(told.value)
    order.fees.update(waived="35.50")
    close()
    assert point.state == "closed"
