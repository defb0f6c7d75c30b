"""What orders and the files of customers prove of the conditions of delegated authority."""

import pytest

from heqi.authority import subjects
from heqi.customers.models import ServicePoint
from heqi.customers.proofs import POINT
from heqi.customers.tests.makers import make_customer
from heqi.workorders.models import WorkOrder
from heqi.workorders.proofs import ORDER
from heqi.workorders.tests.makers import Capture, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def _says(key: str, code: str, cast: Cast) -> bool | None:
    subject = subjects.read(cast.he, key)
    assert subject is not None
    found = subjects.prove_condition(subject, code, on=TODAY)
    return found.holds if found else None


@pytest.mark.clause("authority/4-permission-2", "authority/4-permission-4")
def test_a_conversion_order_proves_the_conversion(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    key = f"{ORDER}:{order.pk}"
    assert _says(key, "found_in_conversion", cast) is False
    WorkOrder.objects.filter(pk=order.pk).update(kind="conversion")
    assert _says(key, "found_in_conversion", cast) is True
    assert _says(key, "new_conversion", cast) is True


@pytest.mark.clause("authority/4-waiver-1")
def test_a_vip_is_known_from_the_order_and_anybody_else_needs_a_paper(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    key = f"{ORDER}:{order.pk}"
    assert _says(key, "vip_or_key_customer", cast) is None
    WorkOrder.objects.filter(pk=order.pk).update(tier="vip_person")
    assert _says(key, "vip_or_key_customer", cast) is True


def test_an_order_of_another_company_is_no_subject(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    assert subjects.read(cast.other, f"{ORDER}:{order.pk}") is None
    assert subjects.find(cast.other, order.number, now=NOW) == []
    assert [one.id for one in subjects.find(cast.he, order.number, now=NOW)] == [str(order.pk)]
    assert subjects.read(cast.he, f"{ORDER}:x") is None


@pytest.mark.clause("authority/4-permission-1", "authority/4-permission-3")
def test_gas_and_standing_are_read_from_the_customers_file(cast: Cast) -> None:
    party, point = make_customer(cast.units["service"])
    for state, holds in (("gas_on", True), ("on_file", False)):
        ServicePoint.objects.filter(pk=point.pk).update(state=state)
        assert _says(f"{POINT}:{point.pk}", "already_on_gas", cast) is holds
    assert _says(f"{POINT}:{point.pk}", "own_customer", cast) is True
    assert _says(f"{POINT}:{point.pk}", "vulnerable", cast) is None
    subject = subjects.read(cast.he, f"{POINT}:{point.pk}")
    assert subject is not None
    assert party.name not in subject.label
