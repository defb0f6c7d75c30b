"""One customer was filed twice: what he asked for follows him through the merge, and back."""

from typing import Any

import pytest

from heqi.customers.actions import merge_rows, undo_merge
from heqi.customers.models import Party
from heqi.ledger.actors import SYSTEM
from heqi.service.models import ServiceRequest
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.models import WorkOrder
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("data-entry/1.2.1")
def test_requests_and_orders_of_a_customer_filed_twice_follow_him_and_come_back(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    first, _point = make_vip(cast)
    second, point = make_vip(cast, account_no="0203-118-7799", meter="410700777", room="1199")
    with django_capture_on_commit_callbacks(execute=True):
        make_request(cast, party=second, service_point=point)

    def owners() -> list[list[int | None]]:
        return [
            list(model._default_manager.order_by("pk").values_list("party_id", flat=True))
            for model in (ServiceRequest, WorkOrder)
        ]

    before = owners()
    assert any(second.pk in rows for rows in before)
    merge = merge_rows("party", winner=first, loser=second, by=SYSTEM, now=NOW)
    assert not any(second.pk in rows for rows in owners())
    undo_merge(merge, reason="两个人", by=SYSTEM, now=NOW)
    assert owners() == before
    assert Party.objects.get(pk=second.pk).merged_into is None
