"""Work without an order: the use of authority, and the order supplied afterwards (补单)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.authority.tests.scenes import use
from heqi.clocks.queries import clocks_of
from heqi.people.access import Refused
from heqi.workorders.actions.backfilling import backfill_order
from heqi.workorders.models import WorkOrder
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.mark.clause("authority/4-permission-1")
def test_the_team_leader_supplies_the_order_and_the_limit_stops(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    row = use(cast, "permission_1")
    (clock,) = clocks_of(row)
    assert (clock.name, clock.mark) == ("backfill", "company_set")
    client = sign_in("wu")
    page = client.get(reverse("authority:use", args=[row.pk])).content.decode()
    door = reverse("workorders:backfill", args=[row.pk])
    assert door in page
    assert client.post(door, {"kind": "no_flame"}).status_code == 422
    given = {"kind": "no_flame", "address": "滨江新城 3 幢 201", "contact_name": "张桂兰"}
    assert client.post(door, given).status_code == 302
    order = WorkOrder.objects.get()
    row.refresh_from_db()
    assert (order.backfilled, order.unit, order.description) == (True, row.unit, row.matter)
    assert (row.order_number, row.status) == (order.number, "done")
    (clock,) = clocks_of(row)
    assert clock.state == "met"


@pytest.mark.clause("authority/4-permission-1")
def test_whoever_did_the_work_does_not_supply_its_order(cast: Cast) -> None:
    row = use(cast, "permission_1")
    with pytest.raises(Refused):
        backfill_order(row, kind="no_flame", address="滨江新城", by=cast.ma, now=NOW)


@pytest.mark.clause("authority/4-permission-1")
def test_an_order_is_supplied_once_and_only_for_such_work(cast: Cast) -> None:
    row = use(cast, "permission_1")
    with pytest.raises(ValidationError):
        backfill_order(row, kind="installation", address="滨江新城", by=cast.wu, now=NOW)
    later = NOW + timedelta(hours=1)
    backfill_order(row, kind="no_flame", address="滨江新城", by=cast.wu, now=later)
    with pytest.raises(ValidationError):
        backfill_order(row, kind="no_flame", address="滨江新城", by=cast.wu, now=later)
    assert WorkOrder.objects.count() == 1
