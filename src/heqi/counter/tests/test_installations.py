"""Money for installation goes through the till: slip, close and project agree."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.counter.actions import (
    add_bill,
    ask_reversal,
    confirm_reversal,
    open_order,
    pay_order,
)
from heqi.counter.bills import bills_of_number, open_bills
from heqi.counter.installations import KIND
from heqi.counter.models import SalesOrder, Shift
from heqi.counter.queries import takings
from heqi.counter.tests.makers import clerk, honest_close, make_shift
from heqi.customers.tests.makers import make_customer
from heqi.ledger.states import IllegalMove
from heqi.projects.actions import record_payment, reverse_payment
from heqi.projects.models import Project
from heqi.projects.tests.makers import HALF, Works, bring, make_project, make_works
from heqi.projects.tests.test_pages import browser
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(cast: Cast) -> Works:
    return make_works(cast)


@pytest.fixture
def shift(cast: Cast) -> Shift:
    return make_shift(cast)


def signed(works: Works, **values: object) -> Project:
    return bring(make_project(works), "payment", works, instalments=HALF, **values)


def first_due(project: Project) -> str:
    return bills_of_number(project.number, project.company_id)[0].ref


def pay(cast: Cast, shift: Shift, ref: str, method: str = "cash") -> SalesOrder:
    """A passer-by pays what he names by its number."""
    by = clerk(cast, "qian")
    order = open_order(shift, by=by, now=NOW)
    add_bill(order, kind=KIND, ref=ref, by=by, now=NOW)
    return pay_order(order, money={method: order.total}, key=f"p{order.pk}", by=by, now=NOW)


@pytest.mark.clause("data-entry/6.2")
def test_an_instalment_paid_at_the_till_is_in_its_close_and_on_the_project(
    cast: Cast, works: Works, shift: Shift
) -> None:
    project = signed(works)
    order = pay(cast, shift, first_due(project))
    payment = project.payments.get()
    assert payment.amount == Decimal("15000.00")
    assert payment.method == "cash"
    assert payment.receipt_no == order.slips.get().text
    project.refresh_from_db()
    assert project.status == "construction"
    assert takings(honest_close(cast, shift))["cash"] == Decimal("15000.00")
    left = bills_of_number(f"HT-{project.number}", project.company_id)
    assert [bill.amount for bill in left] == [Decimal("15000.00")]


def test_what_a_transfer_has_covered_is_not_asked_again_at_the_till(
    cast: Cast, works: Works, shift: Shift
) -> None:
    project = signed(works)
    by = clerk(cast, "qian")
    order = open_order(shift, by=by, now=NOW)
    add_bill(order, kind=KIND, ref=first_due(project), by=by, now=NOW)
    record_payment(project, amount=Decimal(5000), receipt_no="YH-1", by=works.cast.han, now=NOW)
    with pytest.raises(ValidationError, match=project.number):
        pay_order(order, money={"cash": order.total}, key="p", by=by, now=NOW)
    assert [bill.amount for bill in bills_of_number(project.number, project.company_id)] == [
        Decimal("10000.00"),
        Decimal("15000.00"),
    ]


def test_a_sale_reversed_at_the_till_brings_the_debt_back(
    cast: Cast, works: Works, shift: Shift
) -> None:
    project = signed(works)
    order = pay(cast, shift, first_due(project), method="qr")
    with pytest.raises(IllegalMove):
        reverse_payment(project.payments.get(), reason="录错", by=works.cast.han, now=NOW)
    reversal = ask_reversal(order, reason="合同录错", by=clerk(cast, "qian"), now=NOW)
    confirm_reversal(reversal, by=works.cast.han, now=NOW)
    assert sum(row.amount for row in project.payments.all()) == 0
    assert pay(cast, shift, first_due(project)).total == Decimal("15000.00")
    assert project.payments.count() == 3


def test_a_household_pays_its_own_fee_and_is_found_by_its_room(
    cast: Cast, works: Works, shift: Shift
) -> None:
    project = make_project(works, kind="compound", homes=7)
    bring(project, "payment", works, amount=Decimal("20000.00"), paid_by="households")
    home = project.households.last()
    (bill,) = bills_of_number(f"{project.number} {home.label}", project.company_id)
    assert bill.amount == home.fee
    pay(cast, shift, bill.ref)
    home.refresh_from_db()
    assert home.paid_at == NOW
    assert bills_of_number(f"{project.number} {home.label}", project.company_id) == []


def test_a_customer_on_file_sees_his_instalments_among_his_bills(cast: Cast, works: Works) -> None:
    party, _point = make_customer(cast.units["gas"], "王志远")
    bring(make_project(works, party=party), "payment", works, instalments=HALF)
    assert [bill.kind for bill in open_bills(party)] == [KIND, KIND]


def test_the_till_finds_an_instalment_by_the_number_of_the_contract(
    cast: Cast, works: Works, shift: Shift
) -> None:
    project = signed(works)
    order = open_order(shift, by=clerk(cast, "qian"), now=NOW)
    client = browser(cast.staff["qian"])
    page = client.get(f"/counter/sales/{order.pk}/?number=HT-{project.number}").content.decode()
    assert f"{KIND}:{first_due(project)}" in page
    wrong = client.get(f"/counter/sales/{order.pk}/?number=HT-0").content.decode()
    assert "该编号下没有应收款项" in wrong
