"""Plain data in one exact form: frozen mappings, numbers, dates, bilingual errors."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from heqi.rulebook.spans import (
    Limit,
    Meaning,
    Notice,
    Span,
    Unit,
    Words,
)
from heqi.rulebook.spans.kinds import MONTHS, SECONDS

FactValue = str | bool | int | Decimal | dt.date | frozenset[str]
CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/-]*\Z")


class Frozen(dict[str, Any]):
    """A dictionary that cannot be changed after it was made; hashable, picklable, JSON-ready."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this mapping is frozen")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (dict(self),))


class WordsError(ValueError):
    """An error that says what is wrong in both languages: ``error.message.zh`` and ``.en``."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Words(zh, en)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.message.zh, self.message.en))


class FactError(WordsError):
    """A fact that the question does not know, or a value that the fact cannot have."""


class AnswerError(WordsError):
    """A value that an answer field of this kind cannot have."""


def freeze(value: object) -> Any:
    """The same plain data with tuples for lists and `Frozen` for dictionaries."""
    if isinstance(value, Words):
        return value
    if isinstance(value, Mapping):
        return Frozen({str(key): freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


def plain(value: object) -> Any:
    """A value as JSON: decimals as strings (exact), dates as ISO, sets sorted."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Words):
        return value.as_json()
    if isinstance(value, Limit):
        return value.written()
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def same_as(value: Any) -> Any:
    """A value in the form by which two are compared: 2 h and 120 min are one limit."""
    if isinstance(value, Notice):
        return dataclasses.replace(value, span=same_as(value.span))
    if isinstance(value, Span) and value.meaning in (Meaning.ROLLING, Meaning.DATE):
        for factors, unit in ((SECONDS, Unit.SECOND), (MONTHS, Unit.MONTH)):
            if value.unit in factors:
                amount = value.amount * factors[value.unit]
                return dataclasses.replace(value, amount=amount, unit=unit)
    return value


def shown(raw: object) -> str:
    text = format(raw, "f") if isinstance(raw, Decimal) else str(raw)
    return text if len(text) <= 60 else text[:57] + "…"


def read_decimal(raw: object) -> Decimal:
    """An exact number from an int, a Decimal, a decimal string or a JSON number, or ValueError."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise ValueError(raw)
    text = repr(raw) if isinstance(raw, float) else str(raw).strip()
    if len(text) > 40 or "_" in text:
        raise ValueError(raw)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(raw) from None
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise ValueError(raw)
    # 1000, 1000.0 and 1E+3 are one value and must hash to one memo key and one digest.
    whole = number.to_integral_value()
    return Decimal(int(whole)) if number == whole else number.normalize()


def read_integer(raw: object) -> int:
    number = read_decimal(raw)
    if number != number.to_integral_value():
        raise ValueError(raw)
    return int(number)


def read_date(raw: object) -> dt.date:
    if isinstance(raw, dt.datetime):
        raise ValueError(raw)
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip()):
        return dt.date.fromisoformat(raw.strip())
    raise ValueError(raw)


def read_code(raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise ValueError(raw)
    return str(raw).strip()


def read_codes(raw: object) -> list[str]:
    if isinstance(raw, str | int) and not isinstance(raw, bool):
        raw = [raw]
    if not isinstance(raw, list | tuple | set | frozenset):
        raise ValueError(raw)
    return [read_code(item) for item in raw]
