"""Amounts in capital characters, as a bank would accept them."""

from decimal import Decimal

import pytest

from heqi.people.capitals import in_capitals


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("48", "肆拾捌元整"),
        ("1860.05", "壹仟捌佰陆拾元零伍分"),
        ("0.30", "叁角整"),
        ("0.07", "柒分"),
        ("10.50", "壹拾元伍角整"),
        ("100100.11", "壹拾万零壹佰元壹角壹分"),
        ("10000001", "壹仟万零壹元整"),
        ("20300", "贰万零叁佰元整"),
        ("-295", "负贰佰玖拾伍元整"),
    ],
)
def test_an_amount_reads_as_vouchers_write_it(amount: str, text: str) -> None:
    assert in_capitals(Decimal(amount)) == text
