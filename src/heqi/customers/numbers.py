"""The numbers of customers: our own, and those that a customer brings from another system."""

import re

from heqi.customers.search.tokens import key_of

NUMBER_PREFIX = "KH"
_OWN = re.compile(rf"^({NUMBER_PREFIX}\d{{6}})(\d{{5,}})$")


def party_number(text: str) -> str:
    """A customer number as it is kept: our own with its hyphen, another's without marks."""
    key = key_of(text)
    found = _OWN.match(key)
    return f"{found[1]}-{found[2]}" if found else key


def is_own(number: str) -> bool:
    """Whether a number has the form that only this system gives."""
    return bool(_OWN.match(key_of(number)))
