"""Slips, reversals and the close of the day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.counter.actions import (
    add_item,
    ask_reversal,
    confirm_reversal,
    issue_range,
    open_order,
    pay_order,
    refuse_reversal,
    void_slip,
)
from heqi.counter.models import Hall, Slip
from heqi.counter.queries import takes_money_on, takings, totals_of
from heqi.counter.tests.makers import clerk, honest_close, make_sale, make_shift
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_slips_follow_one_another_and_a_number_left_out_is_shown(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    make_sale(cast, shift)
    order = open_order(shift, by=by, now=NOW)
    add_item(order, item="hose", key="a", by=by, now=NOW)
    pay_order(order, money={"qr": 48}, slip_number="R4", key="p", by=by, now=NOW)
    receipts = totals_of(shift).slips[0]
    assert (receipts.first, receipts.last, receipts.used) == ("R00000001", "R00000004", 2)
    assert receipts.gaps == ("R00000002", "R00000003")
    void_slip(shift, kind="receipt", text="R00000002", reason="卡纸", by=by, now=NOW)
    void_slip(shift, kind="receipt", text="3", reason="卡纸", by=by, now=NOW)
    assert totals_of(shift).gaps == []
    assert totals_of(shift).slips[0].void == 2


def test_a_gap_at_the_seam_of_two_shifts_is_shown_in_the_later_one(cast: Cast) -> None:
    first = make_shift(cast)
    make_sale(cast, first)
    honest_close(cast, first)
    later = NOW + timedelta(hours=4)
    second = make_shift(cast, now=later)
    by = clerk(cast, "qian")
    order = open_order(second, by=by, now=later)
    add_item(order, item="hose", key="a", by=by, now=later)
    pay_order(order, money={"qr": 48}, slip_number="R00000003", key="p", by=by, now=later)
    assert totals_of(first).gaps == []
    assert totals_of(second).gaps == ["R00000002"]


def test_numbers_are_never_handed_out_twice(cast: Cast) -> None:
    make_shift(cast)
    with pytest.raises(ValidationError):
        issue_range(
            Hall.objects.get(), kind="receipt", prefix="R", first=900, last=1000,
            holder=cast.staff["yao"], by=SYSTEM, now=NOW,
        )  # fmt: skip


def test_a_reversal_in_the_same_shift_needs_a_second_person(cast: Cast) -> None:
    shift, by = make_shift(cast), clerk(cast, "qian")
    order = make_sale(cast, shift, method="qr")
    reversal = ask_reversal(order, reason="客户买错规格", by=by, now=NOW)
    assert Notice.objects.filter(recipient=cast.staff["yao"]).exists()
    with pytest.raises(Refused):
        confirm_reversal(reversal, by=by, now=NOW)
    mirror = confirm_reversal(reversal, by=clerk(cast, "yao"), now=NOW)
    order.refresh_from_db()
    assert (order.status, mirror.total) == ("reversed", Decimal(-48))
    totals = totals_of(shift)
    assert (totals.total, totals.by_method["qr"], totals.slips[0].amount) == (0, 0, 0)
    assert (totals.slips[0].used, totals.slips[0].void) == (0, 1)
    with pytest.raises(IllegalMove):
        ask_reversal(order, reason="再退", by=by, now=NOW)


def test_a_reversal_on_a_later_day_counts_in_the_till_that_gives_the_money_back(
    cast: Cast,
) -> None:
    first = make_shift(cast)
    order = make_sale(cast, first, item="alarm")
    honest_close(cast, first)
    tomorrow = NOW + timedelta(days=1)
    second = make_shift(cast, "yao", now=tomorrow)
    reversal = ask_reversal(order, reason="退货", by=clerk(cast, "yao"), now=tomorrow)
    with pytest.raises(Refused):
        # He sold it himself: not the second person.
        confirm_reversal(reversal, by=clerk(cast, "qian"), now=tomorrow)
    confirm_reversal(reversal, by=clerk(cast, "tan"), now=tomorrow)
    assert totals_of(first).total == 298
    totals = totals_of(second)
    assert (totals.by_method["cash"], totals.slips[0].amount) == (-298, -298)
    assert Slip.objects.get(shift=second).order.reversal_of == order


def test_a_refused_reversal_leaves_the_sale_as_it_was(cast: Cast) -> None:
    shift = make_shift(cast)
    order = make_sale(cast, shift)
    reversal = ask_reversal(order, reason="误操作", by=clerk(cast, "qian"), now=NOW)
    refuse_reversal(reversal, reason="客户已取货", by=clerk(cast, "yao"), now=NOW)
    order.refresh_from_db()
    assert order.status == "paid"
    assert totals_of(shift).total == 48


@pytest.mark.clause("data-entry/7.2")
def test_the_close_keeps_what_was_counted_and_takes_the_float_out(cast: Cast) -> None:
    shift = make_shift(cast, opening_float="200.50")
    make_sale(cast, shift)
    honest_close(cast, shift)
    assert takings(shift)["cash"] == 48
    assert takes_money_on(cast.staff["qian"].pk, cast.units["gas"], shift.day)
    assert not takes_money_on(cast.staff["yao"].pk, cast.units["gas"], shift.day)
    with pytest.raises(IllegalMove):
        open_order(shift, by=clerk(cast, "qian"), now=NOW)


def test_a_till_with_an_open_sale_is_not_closed(cast: Cast) -> None:
    shift = make_shift(cast)
    open_order(shift, by=clerk(cast, "qian"), now=NOW)
    with pytest.raises(ValidationError):
        honest_close(cast, shift)
