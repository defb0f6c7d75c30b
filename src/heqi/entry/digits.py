"""Checks of numbers that a pattern cannot express."""

from collections.abc import Callable
from datetime import date, timedelta

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

OLDEST = timedelta(days=150 * 366)
PREFIX = 3  # digits that belong to the network, not to the subscriber


def identity_number(text: str, on: date) -> bool:
    """Whether birthday and check digit of an 18-digit ID number fit (GB 11643)."""
    try:
        born = date.fromisoformat(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    except ValueError:
        return False
    return on - OLDEST <= born <= on and ric.calc_check_digit(text) == text[17]


def credit_code(text: str, _on: date) -> bool:
    """Whether the check character of a unified social credit code fits (GB 32100)."""
    try:
        return uscc.calc_check_digit(text[:17]) == text[17]
    except ValidationError:
        return False


def varied(text: str, _on: date) -> bool:
    """Whether a number has more than one digit repeated: 13800000000 looks made up."""
    return len(text) <= 2 * PREFIX or len(set(text[PREFIX:])) > 1


CHECKS: dict[str, Callable[[str, date], bool]] = {
    "identity_number": identity_number,
    "credit_code": credit_code,
    "varied": varied,
}
