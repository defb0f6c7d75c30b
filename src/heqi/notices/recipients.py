"""To whom bulk messages go. Apps above register who belongs to an audience.

``register_recipients("vip_person", title, resolve)``: ``resolve(company, choice, by)`` gives the
people of the company. ``choices(company)`` offers what has to be picked (a compound);
``free`` asks for a list in words (customer numbers).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from heqi.ledger.actors import Actor
from heqi.people.models import Unit

MOBILE = re.compile(r"1[3-9]\d{9}")
# One message of 70 characters, else parts of 67: how mobile networks carry Chinese.
ALONE, PART = 70, 67
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of an audience: a subject, its name and number."""

    type: str
    id: str
    name: str
    phone: str


Resolver = Callable[[Unit, str, Actor], Iterable[Candidate]]
Choices = Callable[[Unit, Actor], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may be written to at once."""

    code: str
    title: str | Promise
    resolve: Resolver
    choices: Choices | None = None
    free: bool = False


_audiences: dict[str, Audience] = {}


def register_recipients(
    code: str,
    title: str | Promise,
    resolve: Resolver,
    *,
    choices: Choices | None = None,
    free: bool = False,
) -> None:
    """Let an app say who belongs to an audience of bulk messages."""
    _audiences[code] = Audience(code, title, resolve, choices, free)


def audiences() -> list[Audience]:
    """Every audience."""
    return list(_audiences.values())


def audience(code: str) -> Audience | None:
    """The audience of a code."""
    return _audiences.get(code)


def digits_of(phone: str) -> str:
    """A number without what people write between, and without the country."""
    digits = re.sub(r"\D", "", phone)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def segments_of(text: str) -> int:
    """How many messages a text is carried as."""
    return 1 if len(text) <= ALONE else -(-len(text) // PART)
