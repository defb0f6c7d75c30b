"""Three sides: a cent is found on whichever side it is missing."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heqi.reconciliation.comparing import Row, findings, money_apart

AMOUNTS = st.decimals(min_value=-9999, max_value=9999, places=2)
CENTS = st.integers(min_value=1, max_value=99_999)
SIDES = st.sampled_from(["document", "money", "system"])


@given(amount=AMOUNTS)
def test_equal_sides_agree(amount: Decimal) -> None:
    row = Row("total", "", document=amount, money=amount, system=amount)
    assert findings([row], allowed=Decimal(0)) == []


@given(amount=AMOUNTS, cents=CENTS, side=SIDES)
def test_any_side_off_by_a_cent_or_more_is_found(amount: Decimal, cents: int, side: str) -> None:
    values = {"document": amount, "money": amount, "system": amount}
    values[side] += Decimal(cents) / 100
    (found,) = findings([Row("total", "", **values)], allowed=Decimal(0))
    assert found.difference == Decimal(cents) / 100


def test_a_silent_side_is_not_compared() -> None:
    row = Row("method", "cash", money=Decimal(5), system=Decimal(5))
    assert row.agrees(Decimal(0))
    assert Row("method", "cash", money=Decimal(5)).difference == 0


def test_what_is_counted_in_pieces_is_no_money() -> None:
    rows = [Row("used", "receipt", document=Decimal(3), system=Decimal(4), measure="sheets")]
    assert money_apart(rows) == 0
    assert findings(rows, allowed=Decimal(5)) == rows
