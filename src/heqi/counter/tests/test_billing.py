"""Gas by reading: charged once by the steps of the year, taken back with its reading."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.counter import loop
from heqi.counter.actions import (
    add_bill,
    bill_readings,
    cancel_bill,
    charge_unheld,
    open_order,
    pay_order,
    withdraw_bills,
)
from heqi.counter.bills import open_bills
from heqi.counter.models import Bill, BilledDial, SalesOrder, UnheldGas
from heqi.counter.queries import bought_since, totals_of
from heqi.counter.tests.makers import clerk, honest_close, make_card_customer, make_hall, make_shift
from heqi.customers.actions import assign_role, carry_out_closing, transfer_account
from heqi.customers.models import Meter
from heqi.customers.tests.makers import make_customer, papers
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.readings.actions import confirm_reading, return_reading, take_reading
from heqi.readings.models import Reading
from heqi.readings.tests.makers import make_round
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def dial(meter: Meter, value: object, on: date = TODAY, **values: Any) -> Reading:
    """A reading that stands."""
    return take_reading(
        meter, value=Decimal(str(value)), on=on, confirmed=True,
        **{"by": SYSTEM, "now": NOW, **values},
    )  # fmt: skip


def charge() -> list[Bill]:
    """What is charged now."""
    bill_readings(now=NOW, most=100)
    return list(Bill.objects.filter(cancelled_at__isnull=True).order_by("id"))


def household(cast: Cast) -> Meter:
    """A customer with a mechanical meter at 100 m³, and a hall that bills him."""
    make_hall(cast)
    _party, point = make_customer(cast.units["gas"])
    meter = point.meters.select_related("service_point__unit", "company").get()
    Meter.objects.filter(pk=meter.pk).update(start_reading=100)
    meter.start_reading = Decimal(100)
    return meter


def pay(cast: Cast, bill: Bill, key: str = "p") -> SalesOrder:
    """The customer pays at the till of the cast's clerk."""
    by, shift = clerk(cast, "qian"), make_shift(cast)
    order = open_order(shift, party=bill.party, by=by, now=NOW)
    add_bill(order, kind="bill", ref=bill.number, by=by, now=NOW)
    return pay_order(order, money={"cash": order.total}, key=key, by=by, now=NOW)


@pytest.mark.clause("data-entry/6.2", "data-entry/5-reader")
def test_what_a_reader_reads_is_paid_at_the_till_and_reconciled(cast: Cast) -> None:
    make_hall(cast)
    round_, (meter, *_others) = make_round(cast)
    take_reading(meter, value=Decimal(118), on=TODAY, round_=round_, by=cast.ma, now=NOW)
    assert loop.bill(now=NOW) == 1
    party = meter.service_point.occupancies.filter(role="payer").get().party
    (owed,) = open_bills(party)
    assert (owed.volume, owed.amount) == (18, Decimal("53.10"))
    issued = Bill.objects.get()
    assert issued.parts == [{"step": 1, "volume": "18.00", "price": "2.95", "amount": "53.10"}]
    assert issued.decision is not None
    order = pay(cast, issued)
    issued.refresh_from_db()
    assert (issued.status, open_bills(party)) == ("paid", [])
    assert totals_of(order.shift).by_kind == {"bill": Decimal("53.10")}
    honest_close(cast, order.shift)
    assert bill_readings(now=NOW, most=100) == 0


def test_gas_of_the_year_so_far_counts_for_the_step(cast: Cast) -> None:
    meter = household(cast)
    dial(meter, 450, TODAY - timedelta(days=60))
    dial(meter, 650)
    first, second = charge()
    assert (first.volume, second.volume) == (350, 200)
    assert [part["step"] for part in second.parts] == [1, 2, 3]
    assert second.amount == Decimal("711.00")
    assert bought_since(meter.service_point, TODAY.replace(month=1, day=1)) == 550


def test_a_doubtful_reading_is_charged_once_it_is_confirmed(cast: Cast) -> None:
    meter = household(cast)
    dial(meter, 120, TODAY - timedelta(days=400))
    dial(meter, 140, TODAY - timedelta(days=365))
    assert len(charge()) == 2
    odd = dial(meter, 240)
    assert odd.status == "to_review"
    assert len(charge()) == 2
    confirm_reading(odd, note="装修", by=SYSTEM, now=NOW)
    assert charge()[-1].volume == 100


@pytest.mark.clause("data-entry/7.3")
def test_a_corrected_reading_replaces_its_unpaid_bill(cast: Cast) -> None:
    meter = household(cast)
    wrong = dial(meter, 190)
    (bill,) = charge()
    return_reading(wrong, error="wrong", reason="看错一位", by=SYSTEM, now=NOW)
    deliver_open(now=NOW)
    assert charge() == []
    dial(meter, 119)
    (new,) = charge()
    assert (new.volume, new.pk == bill.pk) == (19, False)


def test_what_was_paid_for_a_wrong_reading_counts_for_the_next(cast: Cast) -> None:
    meter = household(cast)
    wrong = dial(meter, 190, TODAY - timedelta(days=40))
    (bill,) = charge()
    pay(cast, bill)
    return_reading(wrong, error="wrong", reason="看错一位", by=SYSTEM, now=NOW)
    deliver_open(now=NOW)
    dial(meter, 119, TODAY - timedelta(days=30))
    assert charge() == [bill]
    dial(meter, 205)
    assert [one.volume for one in charge()] == [90, 15]


def test_gas_of_a_bill_taken_back_is_charged_with_the_next_reading(cast: Cast) -> None:
    meter = household(cast)
    dial(meter, 130, TODAY - timedelta(days=30))
    (bill,) = charge()
    with pytest.raises(Refused):
        cancel_bill(bill, reason="抄错", by=cast.ma, now=NOW)
    with pytest.raises(ValidationError):
        cancel_bill(bill, reason=" ", by=cast.qian, now=NOW)
    cancel_bill(bill, reason="抄错", by=cast.qian, now=NOW)
    with pytest.raises(IllegalMove):
        cancel_bill(bill, reason="抄错", by=cast.qian, now=NOW)
    dial(meter, 140)
    assert [one.volume for one in charge()] == [40]


def test_a_bill_taken_back_cannot_be_paid_any_more(cast: Cast) -> None:
    meter = household(cast)
    dial(meter, 130)
    (bill,) = charge()
    by = clerk(cast, "qian")
    order = open_order(make_shift(cast), party=bill.party, by=by, now=NOW)
    add_bill(order, kind="bill", ref=bill.number, by=by, now=NOW)
    cancel_bill(bill, reason="抄错", by=cast.qian, now=NOW)
    with pytest.raises(ValidationError, match="已撤回"):
        pay_order(order, money={"cash": order.total}, key="p", by=by, now=NOW)


def test_a_dial_that_rolled_over_is_charged_for_what_went_through(cast: Cast) -> None:
    meter = household(cast)
    dial(meter, 99990, TODAY - timedelta(days=30))
    rolled = dial(meter, 15, TODAY - timedelta(days=2), reason="rolled_over")
    assert [one.volume for one in charge()][-1] == 25
    return_reading(rolled, error="wrong", reason="看错", by=SYSTEM, now=NOW)
    deliver_open(now=NOW)
    dial(meter, 17, reason="rolled_over")
    assert [one.volume for one in charge()][-1] == 27


def test_card_meters_and_companies_without_a_hall_are_charged_nothing(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    Meter.objects.update(start_reading=100)
    dial(point.meters.get(), 120)
    assert charge() == []
    make_hall(cast)
    _party, _point, card = make_card_customer(cast)
    Meter.objects.filter(pk=card.pk).update(start_reading=0)
    dial(Meter.objects.get(pk=card.pk), 20)
    assert charge() == []
    assert not Reading.objects.filter(to_bill=True).exists()


def test_who_leaves_pays_up_to_the_day_and_who_comes_from_then_on(cast: Cast) -> None:
    meter = household(cast)
    point = meter.service_point
    former = point.occupancies.filter(role="payer").get().party
    newcomer, _other = make_customer(
        cast.units["gas"], "李娜", account_no="9000-1", meter="520011", room="201"
    )
    moved = TODAY - timedelta(days=10)
    point.occupancies.update(since=TODAY - timedelta(days=100))
    dial(meter, 130, moved)
    transfer_account(point, to=newcomer, on=moved, reason="买卖", by=SYSTEM, now=NOW)
    dial(meter, 137)
    assert [(bill.party, bill.volume) for bill in charge()] == [(former, 30), (newcomer, 7)]


def test_an_unpaid_bill_stands_in_the_way_of_closing(cast: Cast) -> None:
    meter = household(cast)
    dial(meter, 130)
    (bill,) = charge()
    with pytest.raises(ValidationError, match=r"共 88\.50 元未缴"):
        carry_out_closing(meter.service_point, papers=papers("close"), by=cast.qian, now=NOW)
    pay(cast, bill)
    carry_out_closing(meter.service_point, papers=papers("close"), by=cast.qian, now=NOW)


def test_a_batch_of_readings_takes_as_many_queries_as_a_few(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    make_hall(cast)
    _round, meters = make_round(cast, count=12)
    for meter in meters:
        dial(meter, 110)
    # One more for each bill: its line in the audit.
    with django_assert_max_num_queries(30 + len(meters)):
        assert bill_readings(now=NOW, most=100) == len(meters)
    assert Bill.objects.count() == len(meters)


@pytest.mark.clause("data-entry/6.2")
def test_gas_that_nobody_holds_is_on_a_list_and_charged_when_the_holder_is_on_file(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    meter = household(cast)
    point = meter.service_point
    party = point.occupancies.first().party
    gone = TODAY - timedelta(days=40)
    point.occupancies.update(since=TODAY - timedelta(days=400), until=gone)
    dial(meter, 110, TODAY - timedelta(days=10))
    assert charge() == []
    assert UnheldGas.objects.get().volume == 10
    page = sign_in("qian").get("/counter/bills/unheld/").content.decode()
    assert point.account_no in page
    assert "10.00" in page
    assert charge_unheld(now=NOW, most=9) == 0
    since = TODAY - timedelta(days=20)
    assign_role(point, party=party, role="user", since=since, by=cast.qian, now=NOW)
    assert charge_unheld(now=NOW, most=9) == 1
    assert charge_unheld(now=NOW, most=9) == 0
    (bill,) = Bill.objects.all()
    assert (bill.party, bill.volume) == (party, 10)
    # What is read next begins where this ended.
    dial(meter, 115, TODAY)
    assert [row.volume for row in charge()] == [10, 5]
    assert not UnheldGas.objects.exists()


def test_gas_of_a_reading_sent_back_is_nobodys_any_more(cast: Cast) -> None:
    meter = household(cast)
    meter.service_point.occupancies.update(
        since=TODAY - timedelta(days=400), until=TODAY - timedelta(days=40)
    )
    reading = dial(meter, 110)
    assert charge() == []
    withdraw_bills(reading.pk, reason="读错", by=SYSTEM, now=NOW)
    assert not UnheldGas.objects.exists()
    assert BilledDial.objects.get(meter=meter).dial == 100
