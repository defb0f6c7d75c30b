"""Selling at the counter: gas by steps, goods, bills, deposits; paid once and exactly."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.counter.actions import (
    add_bill,
    add_gas,
    add_item,
    add_refund,
    ask_reversal,
    cancel_order,
    confirm_reversal,
    hand_over,
    open_order,
    open_shift,
    pay_order,
    remove_line,
    withdraw_reversal,
)
from heqi.counter.bills import open_bills
from heqi.counter.models import Hall, Payment, SalesOrder, Slip
from heqi.counter.queries import bought_since, card_sales_of, refundable, totals_of
from heqi.counter.tests.makers import (
    clerk,
    honest_close,
    make_bill,
    make_card_customer,
    make_hall,
    make_sale,
    make_shift,
)
from heqi.customers.purposes import vouched
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.readings.models import MeterCheck
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("data-entry/5-clerk")
def test_a_clerk_sells_gas_to_a_card_by_the_steps_of_the_year(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    party, point, meter = make_card_customer(cast)
    for number, volume in enumerate((350, 200)):
        order = open_order(shift, party=party, point=point, by=by, now=NOW)
        add_gas(order, meter=meter, volume=volume, key="g", by=by, now=NOW)
        pay_order(order, money={"cash": order.total}, key=f"p{number}", by=by, now=NOW)
    assert order.total == Decimal("711.00")
    assert [line.step for line in order.lines.all()] == [1, 2, 3]
    assert bought_since(point, NOW.date().replace(month=1, day=1)) == 550
    assert [sale.volume for sale in card_sales_of(meter)] == [200, 350]
    assert totals_of(shift).volume == 550
    hand_over(order, by=by, now=NOW)
    assert order.status == "done"
    assert order.card_sales.get().written_at == NOW


@pytest.mark.clause("data-entry/7.4")
def test_a_card_put_in_at_the_hall_is_held_against_what_was_sold_to_it(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    party, point, meter = make_card_customer(cast)
    shown = {"dial": Decimal(10), "balance": Decimal(5)}
    order = open_order(shift, party=party, point=point, by=by, now=NOW)
    with pytest.raises(ValidationError, match="表盘读数和余量"):
        add_gas(order, meter=meter, volume=100, dial=Decimal(10), key="g", by=by, now=NOW)
    add_gas(order, meter=meter, volume=100, **shown, key="g", by=by, now=NOW)
    paid = NOW + timedelta(minutes=5)
    pay_order(order, money={"cash": order.total}, key="p", by=by, now=paid)
    assert order.card_sales.get().card_reading.bought == 15
    again = open_order(shift, party=party, point=point, by=by, now=paid)
    shown = {"dial": Decimal(40), "balance": Decimal(76)}
    add_gas(again, meter=meter, volume=50, **shown, key="g", by=by, now=paid)
    # 15 m³ to begin with and 100 sold; the card tells of 116.
    check = MeterCheck.objects.get()
    assert (check.meter, check.card_reading.left) == (meter, -1)
    assert check.clause == "data-entry/7.4"


def test_the_same_meter_again_replaces_the_purchase_and_a_line_can_go(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    party, point, meter = make_card_customer(cast)
    order = open_order(shift, party=party, point=point, by=by, now=NOW)
    add_gas(order, meter=meter, volume=500, key="a", by=by, now=NOW)
    add_gas(order, meter=meter, volume=10, key="b", by=by, now=NOW)
    assert order.total == Decimal("29.50")
    remove_line(order, line=order.lines.get().pk, by=by, now=NOW)
    assert (order.total, order.lines.count(), order.card_sales.count()) == (0, 0, 0)
    cancel_order(order, by=by, now=NOW)
    assert order.status == "cancelled"


def test_gas_sold_to_the_same_account_meanwhile_is_noticed(cast: Cast) -> None:
    mine, hers = make_shift(cast), make_shift(cast, "yao")
    party, point, meter = make_card_customer(cast)
    first = open_order(mine, party=party, point=point, by=clerk(cast, "qian"), now=NOW)
    add_gas(first, meter=meter, volume=300, key="a", by=clerk(cast, "qian"), now=NOW)
    second = open_order(hers, party=party, point=point, by=clerk(cast, "yao"), now=NOW)
    add_gas(second, meter=meter, volume=300, key="a", by=clerk(cast, "yao"), now=NOW)
    pay_order(first, money={"qr": first.total}, key="1", by=clerk(cast, "qian"), now=NOW)
    with pytest.raises(ValidationError):
        pay_order(second, money={"qr": second.total}, key="2", by=clerk(cast, "yao"), now=NOW)


def test_a_double_click_sells_once(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    order = open_order(shift, by=by, now=NOW)
    for _click in range(2):
        add_item(order, item="alarm", key="same", by=by, now=NOW)
    assert order.total == Decimal("298.00")
    for _click in range(2):
        fresh = SalesOrder.objects.get(pk=order.pk)
        pay_order(fresh, money={"card": "298"}, key="once", by=by, now=NOW)
    assert Payment.objects.filter(order=order).count() == 1
    assert Slip.objects.filter(order=order).count() == 1
    with pytest.raises(IllegalMove):
        pay_order(fresh, money={"card": "298"}, key="another page", by=by, now=NOW)


def test_one_customer_has_one_open_sale_with_a_clerk(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    party, point, _meter = make_card_customer(cast)
    first = open_order(shift, party=party, point=point, by=by, now=NOW)
    assert open_order(shift, party=party, point=point, by=by, now=NOW) == first


@pytest.mark.parametrize("money", [{"cash": "47.99"}, {"cash": "48.01"}, {}, {"cash": "48.001"}])
def test_a_cent_too_much_or_too_little_is_not_taken(cast: Cast, money: dict[str, Any]) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    order = open_order(shift, by=by, now=NOW)
    add_item(order, item="hose", key="a", by=by, now=NOW)
    with pytest.raises(ValidationError):
        pay_order(order, money=money, key="p", by=by, now=NOW)
    assert not Payment.objects.exists()


def test_money_may_come_by_several_methods(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    order = open_order(shift, by=by, now=NOW)
    add_item(order, item="cooker", key="a", by=by, now=NOW)
    pay_order(
        order,
        money={"cash": "80", "card": "1000.00", "transfer": "200"},
        references={"card": "T0031"},
        slip="invoice",
        key="p",
        by=by,
        now=NOW,
    )
    totals = totals_of(shift)
    assert totals.by_method == {"cash": 80, "card": 1000, "qr": 0, "transfer": 200}
    assert totals.by_kind == {"goods": 1280}
    assert order.payments.get(method="card").reference == "T0031"
    assert order.slips.get().text == "F00000001"


def test_a_bill_is_paid_once_whoever_takes_the_money(cast: Cast) -> None:
    make_hall(cast)
    bill = make_bill(cast)
    party = bill.party
    orders = []
    for key in ("qian", "yao"):
        order = open_order(make_shift(cast, key), party=party, by=clerk(cast, key), now=NOW)
        add_bill(order, kind="bill", ref=bill.number, by=clerk(cast, key), now=NOW)
        orders.append((order, clerk(cast, key)))
    (first, qian), (second, yao) = orders
    pay_order(first, money={"cash": "88.50"}, key="p", by=qian, now=NOW)
    assert open_bills(party) == []
    with pytest.raises(ValidationError):
        pay_order(second, money={"cash": "88.50"}, key="p", by=yao, now=NOW)
    bill.refresh_from_db()
    assert bill.paid_at == NOW


def test_a_deposit_is_given_back_once(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    party, _point, _meter = make_card_customer(cast)
    order = open_order(shift, party=party, by=by, now=NOW)
    add_item(order, item="relocation_deposit", price="500", key="a", by=by, now=NOW)
    pay_order(order, money={"cash": 500}, key="p", by=by, now=NOW)
    (line,) = refundable(party)
    back = open_order(shift, party=party, by=by, now=NOW)
    add_refund(back, deposit=line.pk, by=by, now=NOW)
    assert back.total == -500
    pay_order(back, money={"cash": 500}, key="q", by=by, now=NOW)
    assert refundable(party) == []
    assert totals_of(shift).total == 0
    assert totals_of(shift).by_kind == {"deposit": 500, "refund": -500}


def test_the_price_of_the_list_cannot_be_typed_over(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    order = open_order(shift, by=by, now=NOW)
    add_item(order, item="alarm", price="1", key="a", by=by, now=NOW)
    assert order.total == Decimal("298.00")


def test_nobody_sells_at_a_colleagues_till(cast: Cast) -> None:
    shift = make_shift(cast)
    with pytest.raises(Refused):
        open_order(shift, by=clerk(cast, "yao"), now=NOW)
    with pytest.raises(Refused):
        open_shift(Hall.objects.get(), by=cast.lin, now=NOW)


def test_an_open_sale_explains_why_the_clerk_opens_the_customer(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    party, point, _meter = make_card_customer(cast)
    order = open_order(shift, party=party, point=point, by=by, now=NOW)
    purpose = vouched(f"counter:{order.pk}", actor=by, party=party, now=NOW)
    assert purpose is not None
    assert purpose.code == "counter"
    elsewhere, _point, _meter = make_card_customer(cast, "李静", n=2)
    assert vouched(f"counter:{order.pk}", actor=by, party=elsewhere, now=NOW) is None
    yao = clerk(cast, "yao")
    assert vouched(f"counter:{order.pk}", actor=yao, party=party, now=NOW) is None
    cancel_order(order, by=by, now=NOW + timedelta(minutes=5))
    assert vouched(f"counter:{order.pk}", actor=by, party=party, now=NOW) is None


def test_sales_stand_on_the_customers_page(cast: Cast, sign_in: Callable[[str], Any]) -> None:
    shift = make_shift(cast)
    party, _point, _meter = make_card_customer(cast)
    order = make_sale(cast, shift, party=party)
    page = sign_in("qian").get(f"/customers/{party.pk}/?purpose=counter&tab=contacts")
    assert order.number in page.content.decode()


@pytest.mark.clause("data-entry/6.2")
def test_who_asked_for_a_reversal_may_take_it_back_and_close_the_till(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    shift = make_shift(cast)
    sale = make_sale(cast, shift)
    reversal = ask_reversal(sale, reason="客户要退", by=clerk(cast, "qian"), now=NOW)
    with pytest.raises(Refused):
        withdraw_reversal(reversal, reason="误点", by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        withdraw_reversal(reversal, reason=" ", by=clerk(cast, "qian"), now=NOW)
    withdraw_reversal(reversal, reason="客户改主意", by=clerk(cast, "qian"), now=NOW)
    with pytest.raises(IllegalMove):
        confirm_reversal(reversal, by=cast.han, now=NOW)
    page = sign_in("qian").get(f"/counter/sales/{sale.pk}/").content.decode()
    assert "客户改主意" in page
    honest_close(cast, shift)
    shift.refresh_from_db()
    assert not shift.is_open
