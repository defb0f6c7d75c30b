"""Tills and orders are compared on three sides; a cent is found wherever it is missing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from heqi.clocks.queries import clocks_of
from heqi.counter.actions import (
    add_bill,
    ask_reversal,
    confirm_reversal,
    open_order,
    pay_order,
)
from heqi.counter.models import Payment, SalesLine, Slip
from heqi.counter.queries import totals_of
from heqi.counter.tests.makers import clerk, make_card_customer, make_hall, make_sale, make_shift
from heqi.ledger.loop import tick
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.reconciliation.actions import check_sheet
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.tests.makers import close, closed_order, closed_till, random_day
from heqi.workorders.bills import open_fees
from heqi.workorders.models import FeeLine
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
CENT = Decimal("0.01")


def found(sheet: Sheet) -> set[tuple[str, str]]:
    """What does not agree."""
    return set(sheet.rows.filter(agrees=False).values_list("axis", "key"))


@pytest.mark.clause("data-entry/6.2")
def test_a_till_that_agrees_is_matched_at_its_close(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    assert (sheet.status, sheet.difference, found(sheet)) == ("matched", 0, set())
    assert sheet.total == 346
    (check,) = [c for c in clocks_of(sheet) if c.name == "check_by"]
    assert check.due_at == NOW.replace(day=24, hour=17, minute=30)
    assert (check.clause, check.mark) == ("data-entry/6.2", "company_set")


@pytest.mark.clause("data-entry/6.2")
@pytest.mark.parametrize("cents", [1, -1, 25_000])
def test_a_difference_of_one_cent_in_the_money_is_found(
    cast: Cast, django_capture_on_commit_callbacks: Capture, cents: int
) -> None:
    sheet = closed_till(
        cast, django_capture_on_commit_callbacks, money={"qr": Decimal(cents) / 100}
    )
    assert sheet.status == "difference"
    assert sheet.difference == abs(Decimal(cents)) / 100
    assert found(sheet) == {("total", ""), ("method", "qr")}
    (explain,) = [c for c in clocks_of(sheet) if c.name == "explain_by"]
    assert explain.due_at is not None
    assert explain.due_at.date() == NOW.date() + timedelta(days=7)
    assert Notice.objects.filter(
        recipient=cast.staff["qian"], template="reconciliation.difference"
    ).exists()
    assert Notice.objects.filter(
        recipient=cast.staff["han"], template="reconciliation.difference"
    ).exists()


def test_money_in_the_wrong_method_is_found_though_the_sum_is_right(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks, money={"qr": -CENT, "cash": CENT})
    assert found(sheet) == {("method", "qr"), ("method", "cash")}


def test_a_cent_on_the_slips_and_gas_not_on_them_are_found(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(
        cast,
        django_capture_on_commit_callbacks,
        slips={"invoice": CENT},
        volume=Decimal("0.5"),
    )
    assert found(sheet) == {("total", ""), ("slips", "invoice"), ("volume", "")}


@pytest.mark.parametrize("planted", ["payment", "line", "slip", "gone"])
def test_a_record_changed_behind_the_counter_is_found(
    cast: Cast, django_capture_on_commit_callbacks: Capture, planted: str
) -> None:
    capture = django_capture_on_commit_callbacks
    with capture(execute=True):
        shift = make_shift(cast)
        order = make_sale(cast, shift)
    before = totals_of(shift)
    if planted == "payment":
        Payment.objects.filter(order=order).update(amount=Decimal("47.99"))
    elif planted == "line":
        SalesLine.objects.filter(order=order).update(amount=Decimal("48.01"))
    elif planted == "slip":
        Slip.objects.filter(order=order).update(amount=Decimal("47.99"))
    else:
        Slip.objects.filter(order=order).delete()
    after = totals_of(shift)
    # The clerk counts what is in his hands: what was true before.
    sheet = close(
        cast,
        capture,
        shift,
        money={m: before.by_method[m] - after.by_method[m] for m in before.by_method},
        slips={"receipt": before.slips[0].amount - after.slips[0].amount},
    )
    assert sheet.status == "difference"


def test_a_slip_number_left_out_is_a_finding_without_money(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    capture = django_capture_on_commit_callbacks
    with capture(execute=True):
        shift = make_shift(cast)
        order = open_order(shift, by=clerk(cast, "qian"), now=NOW)
    sale = make_sale(cast, shift)
    order.delete()
    Slip.objects.filter(order=sale).update(number=3, text="R00000003")
    sheet = close(cast, capture, shift)
    assert (sheet.status, sheet.difference) == ("difference", 0)
    assert found(sheet) == {("gap", "R00000001"), ("gap", "R00000002")}


@pytest.mark.parametrize("seed", range(4))
def test_random_days_agree_exactly_and_any_planted_cent_is_found(
    cast: Cast, django_capture_on_commit_callbacks: Capture, seed: int
) -> None:
    capture, random = django_capture_on_commit_callbacks, Random(seed)
    make_hall(cast)
    customers = [make_card_customer(cast, f"客户{n}", n=n) for n in range(1, 4)]
    honest = close(cast, capture, random_day(cast, capture, random, customers), "tan")
    assert (honest.status, honest.difference) == ("matched", 0), found(honest)
    off = Decimal(random.choice([1, -1, random.randrange(2, 100_000)])) / 100
    side = random.choice(["money", "slips"])
    key = random.choice(["cash", "card", "qr", "transfer"])
    if side == "slips":
        key = random.choice(["receipt", "invoice"])
    other = close(
        cast, capture, random_day(cast, capture, random, customers), "tan", **{side: {key: off}}
    )
    assert (other.status, other.difference) == ("difference", abs(off))


@pytest.mark.clause("data-entry/5-order-clerk")
@pytest.mark.clause("data-entry/6.2")
def test_an_order_waits_for_its_fee_and_agrees_once_it_is_paid(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    capture = django_capture_on_commit_callbacks
    party, _point, _meter = make_card_customer(cast)
    order = closed_order(cast, capture, party=party)
    sheet = Sheet.objects.get(order=order)
    assert (sheet.status, found(sheet)) == ("open", {("fee", "")})
    make_hall(cast)
    shift, by = make_shift(cast, "tan"), clerk(cast, "tan")
    sale = open_order(shift, party=party, by=by, now=NOW)
    (bill,) = open_fees(party)
    with capture(execute=True):
        add_bill(sale, kind=bill.kind, ref=bill.ref, by=by, now=NOW)
        pay_order(sale, money={"cash": bill.amount}, key="p", by=by, now=NOW)
    sheet.refresh_from_db()
    assert (sheet.status, found(sheet)) == ("matched", set())


@pytest.mark.clause("data-entry/6.2")
@pytest.mark.parametrize("approved", [False, True])
def test_a_fee_given_back_after_the_sheet_matched_is_a_difference(
    cast: Cast, django_capture_on_commit_callbacks: Capture, approved: bool
) -> None:
    capture = django_capture_on_commit_callbacks
    party, _point, _meter = make_card_customer(cast)
    order = closed_order(cast, capture, party=party)
    make_hall(cast)
    shift, by = make_shift(cast, "tan"), clerk(cast, "tan")
    sale = open_order(shift, party=party, by=by, now=NOW)
    (bill,) = open_fees(party)
    with capture(execute=True):
        add_bill(sale, kind=bill.kind, ref=bill.ref, by=by, now=NOW)
        pay_order(sale, money={"cash": bill.amount}, key="p", by=by, now=NOW)
    sheet = Sheet.objects.get(order=order)
    assert sheet.status == "matched"
    if approved:
        check_sheet(sheet, by=cast.audit, now=NOW)
        assert sheet.status == "approved"
    with capture(execute=True):
        reversal = ask_reversal(sale, reason="客户退费", by=by, now=NOW)
        confirm_reversal(reversal, by=cast.han, now=NOW)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.difference, sheet.differed) == ("difference", 50, True)
    assert found(sheet) == {("fee", "")}
    assert sheet.checked_at is None
    (explain,) = [c for c in clocks_of(sheet) if c.name == "explain_by"]
    assert explain.state == "running"
    assert Notice.objects.filter(template="reconciliation.difference").exists()


def test_an_order_still_unpaid_when_the_check_is_due_is_a_difference(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = closed_order(cast, django_capture_on_commit_callbacks)
    tick(now=NOW + timedelta(hours=24))
    assert Sheet.objects.get(order=order).status == "open"
    tick(now=NOW + timedelta(hours=32))
    sheet = Sheet.objects.get(order=order)
    assert (sheet.status, sheet.difference) == ("difference", 50)


def test_material_that_is_not_charged_is_found_and_a_waiver_is_not(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    capture = django_capture_on_commit_callbacks
    waived = closed_order(cast, capture, waived=50)
    assert Sheet.objects.get(order=waived).status == "matched"
    cheap = closed_order(cast, capture, price="50.01")
    FeeLine.objects.filter(order=cheap).update(waived=50)
    tick(now=NOW + timedelta(hours=32))
    sheet = Sheet.objects.get(order=cheap)
    assert found(sheet) == {("cost", "")}
    assert sheet.difference == CENT


@pytest.mark.clause("data-entry/6.2")
def test_a_till_that_is_never_closed_is_due_all_the_same_and_takes_no_more_money(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        shift = make_shift(cast)
        make_sale(cast, shift)
    next_day = NOW + timedelta(days=1)
    tick(now=next_day)
    sheet = Sheet.objects.get(shift=shift)
    due = NOW.replace(day=24, hour=17, minute=30)
    assert (sheet.status, sheet.due_at) == ("open", due)
    assert Notice.objects.filter(template="reconciliation.left_open").count() == 1
    with pytest.raises(IllegalMove):
        make_sale(cast, shift, now=next_day)
    sheet = close(cast, django_capture_on_commit_callbacks, shift, now=next_day)
    assert (sheet.status, sheet.due_at) == ("matched", due)
    tick(now=next_day + timedelta(days=1))
    assert Notice.objects.filter(template="reconciliation.breached").exists()
    assert Notice.objects.filter(template="reconciliation.left_open").count() == 1
