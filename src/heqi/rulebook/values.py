"""What a fact or an answer may be: kinds of values, how they are read, and how they are written.

Everything here is immutable, hashable and picklable. Numbers are ``Decimal`` (``int`` for counts);
a number never passes through binary floating point on its way into a decision.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from heqi.rulebook.spans import (
    Limit,
    LimitError,
    Meaning,
    Notice,
    Span,
    Unit,
    Words,
    parse_limit,
)
from heqi.rulebook.spans.kinds import MONTHS, SECONDS

FactValue = str | bool | int | Decimal | dt.date | frozenset[str]

FACT_KINDS = ("one_of", "some_of", "boolean", "integer", "decimal", "date", "text")
ANSWER_KINDS = (
    "limit",
    "posts",
    "one_of",
    "some_of",
    "codes",
    "code",
    "boolean",
    "integer",
    "decimal",
    "money",
    "ratio",
    "range",
    "date",
    "text",
    "data",
)
__all__ = [
    "ANSWER_KINDS",
    "FACT_KINDS",
    "AnswerError",
    "FactError",
    "FactSpec",
    "FactValue",
    "FieldSpec",
    "Frozen",
    "Limit",
    "Words",
    "WordsError",
    "freeze",
    "plain",
    "read_date",
    "read_decimal",
    "read_integer",
    "same_as",
]
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


def _shown(raw: object) -> str:
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


def _code(raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise ValueError(raw)
    return str(raw).strip()


def _codes(raw: object) -> list[str]:
    if isinstance(raw, str | int) and not isinstance(raw, bool):
        raw = [raw]
    if not isinstance(raw, list | tuple | set | frozenset):
        raise ValueError(raw)
    return [_code(item) for item in raw]


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A declared fact: its kind, its title, what it may be, and how each value is said."""

    name: str
    kind: str
    title: Words
    options: tuple[str, ...] = ()
    words: Mapping[str, Words] = Frozen()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    unit: Words | None = None
    decided_by: str | None = None

    def read(self, raw: object) -> FactValue:
        """`raw` as a value of this fact; `FactError` names the fact and what it may be."""
        try:
            value = self._value(raw)
        except ValueError:
            allowed = self.allowed()
            raise FactError(
                f"事实“{self.title.zh}”（{self.name}）不能是“{_shown(raw)}”：{allowed.zh}。",
                f"The fact “{self.title.en}” ({self.name}) cannot be “{_shown(raw)}”: "
                f"{allowed.en}.",
            ) from None
        return value

    def _value(self, raw: object) -> FactValue:
        if self.kind == "one_of":
            return self._option(_code(raw))
        if self.kind == "some_of":
            return frozenset(self._option(code) for code in _codes(raw))
        if self.kind == "boolean":
            if isinstance(raw, bool):
                return raw
            raise ValueError(raw)
        if self.kind == "integer":
            return self._bounded(read_integer(raw))
        if self.kind == "decimal":
            return self._bounded(read_decimal(raw))
        if self.kind == "date":
            return read_date(raw)
        if isinstance(raw, str) and raw.strip():
            return raw.strip()
        raise ValueError(raw)

    def _option(self, code: str) -> str:
        if code not in self.options:
            raise ValueError(code)
        return code

    def _bounded(self, number: Any) -> Any:
        below = self.at_least is not None and number < self.at_least
        if below or (self.at_most is not None and number > self.at_most):
            raise ValueError(number)
        return number

    def allowed(self) -> Words:
        """What the fact may be, as half a sentence."""
        if self.options:
            zh = "、".join(f"{code}（{self.say(code).zh}）" for code in self.options)
            en = ", ".join(f"{code} ({self.say(code).en})" for code in self.options)
            if self.kind == "some_of":
                return Words(f"可取以下若干项：{zh}", f"it may hold any of {en}")
            return Words(f"只能取：{zh}", f"it may be one of {en}")
        if self.kind == "boolean":
            return Words("只能是 true 或 false", "it must be true or false")
        if self.kind == "date":
            return Words("应为日期，如 2026-01-31", "it must be a date such as 2026-01-31")
        if self.kind == "text":
            return Words("应为非空文字", "it must be text that is not empty")
        zh, en = ("整数", "a whole number") if self.kind == "integer" else ("数字", "a number")
        if self.at_least is not None:
            zh, en = f"{zh}，{self.at_least:f} 以上", f"{en}, {self.at_least:f} or more"
        if self.at_most is not None:
            zh, en = f"{zh}，{self.at_most:f} 以下", f"{en}, {self.at_most:f} or less"
        return Words(f"应为{zh}", f"it must be {en}")

    def say(self, value: FactValue) -> Words:
        """A value of this fact in words."""
        if isinstance(value, frozenset):
            if not value:
                return Words("无", "none")
            said = [self.say(item) for item in sorted(value)]
            return Words("、".join(w.zh for w in said), ", ".join(w.en for w in said))
        if isinstance(value, bool):
            return Words("是", "yes") if value else Words("否", "no")
        if isinstance(value, str):
            return self.words.get(value) or Words(value, value)
        text = (
            value.isoformat()
            if isinstance(value, dt.date)
            else format(value, "f")
            if isinstance(value, Decimal)
            else str(value)
        )
        if self.unit is None:
            return Words(text, text)
        return Words(f"{text}{self.unit.zh}", f"{text} {self.unit.en}")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A declared field of an answer.

    `combine` says what happens when several rules stand: ``agree`` (one value or a conflict),
    ``unite`` (posts and other sets), ``clocks`` (each rule's limit is kept with its clause).
    `clock` is what `heqi.rulebook.clock` reads for a limit: start, stop, pause, resume …
    """

    name: str
    kind: str
    title: Words
    combine: str = "agree"
    options: tuple[str, ...] = ()
    words: Mapping[str, Words] = Frozen()
    unit: Words | None = None
    clock: Mapping[str, Any] = Frozen()

    def read(self, raw: object) -> Any:
        """`raw` as a value of this field; `AnswerError` says in both languages what is wrong."""
        try:
            return self._value(raw)
        except LimitError as error:
            raise AnswerError(
                f"字段“{self.title.zh}”（{self.name}）的时限写法有误：{error.zh}",
                f"The limit of “{self.title.en}” ({self.name}) cannot be read: {error.en}",
            ) from None
        except (ValueError, KeyError, TypeError):
            zh, en = self._expected()
            raise AnswerError(
                f"字段“{self.title.zh}”（{self.name}）不能是“{_shown(raw)}”：{zh}。",
                f"The field “{self.title.en}” ({self.name}) cannot be “{_shown(raw)}”: {en}.",
            ) from None

    def _value(self, raw: object) -> Any:
        reader = getattr(self, f"_read_{self.kind}")
        return reader(raw)

    def _read_limit(self, raw: object) -> Limit:
        if isinstance(raw, Limit):
            return raw
        if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
            raise ValueError(raw)  # a bare number has no unit
        if not isinstance(raw, str | Mapping):
            raise ValueError(raw)
        return parse_limit(raw)

    def _read_one_of(self, raw: object) -> str:
        code = _code(raw)
        if code not in self.options:
            raise ValueError(code)
        return code

    def _read_some_of(self, raw: object) -> tuple[str, ...]:
        codes = {self._read_one_of(code) for code in _codes(raw)}
        return tuple(code for code in self.options if code in codes)

    def _read_posts(self, raw: object) -> tuple[str, ...]:
        return self.order(self._checked(code) for code in _codes(raw))

    def _checked(self, code: str) -> str:
        if (self.options and code not in self.options) or not CODE.match(code):
            raise ValueError(code)
        return code

    def order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Codes of a set in one fixed order: as declared, else by name."""
        unique = set(codes)
        declared = tuple(code for code in self.options if code in unique)
        return declared + tuple(sorted(unique - set(declared)))

    def _read_code(self, raw: object) -> str:
        return self._checked(_code(raw))

    def _read_codes(self, raw: object) -> tuple[str, ...]:
        return tuple(self._checked(code) for code in _codes(raw))

    def _read_boolean(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        raise ValueError(raw)

    def _read_integer(self, raw: object) -> int:
        return read_integer(raw)

    def _read_decimal(self, raw: object) -> Decimal:
        return read_decimal(raw)

    def _read_money(self, raw: object) -> Decimal:
        number = read_decimal(raw)
        if number != round(number, 2):
            raise ValueError(raw)
        return number

    def _read_ratio(self, raw: object) -> Decimal:
        if isinstance(raw, str) and raw.strip().endswith("%"):
            return read_decimal(read_decimal(raw.strip()[:-1].strip()) / 100)
        return read_decimal(raw)

    def _read_range(self, raw: object) -> Frozen:
        if not isinstance(raw, Mapping) or not set(raw) <= {"at_least", "at_most"} or not raw:
            raise ValueError(raw)
        ends = Frozen(
            {key: read_decimal(raw[key]) for key in ("at_least", "at_most") if key in raw}
        )
        if len(ends) == 2 and ends["at_least"] > ends["at_most"]:
            raise ValueError(raw)
        return ends

    def _read_date(self, raw: object) -> dt.date:
        return read_date(raw)

    def _read_text(self, raw: object) -> Words:
        if isinstance(raw, Words):
            return raw
        if isinstance(raw, Mapping) and set(raw) == {"zh", "en"}:
            return Words(str(raw["zh"]), str(raw["en"]))
        raise ValueError(raw)

    def _read_data(self, raw: object) -> Any:
        return freeze(raw)

    def _expected(self) -> tuple[str, str]:
        if self.options:
            return (
                "只能取 " + "、".join(self.options),
                "it may be one of " + ", ".join(self.options),
            )
        return {
            "limit": ("应为带单位的时限，如 2h", "it must be a limit with its unit, such as 2h"),
            "posts": ("应为岗位代码的列表", "it must be a list of posts"),
            "boolean": ("只能是 true 或 false", "it must be true or false"),
            "integer": ("应为整数", "it must be a whole number"),
            "money": ("应为金额，最多两位小数", "it must be an amount with at most two decimals"),
            "ratio": ("应为比例，如 30% 或 0.3", "it must be a ratio such as 30% or 0.3"),
            "range": (
                "应为 {at_least: 下限, at_most: 上限}",
                "it must be {at_least: …, at_most: …}",
            ),
            "date": ("应为日期", "it must be a date"),
            "text": ("应为 {zh: …, en: …}", "it must be {zh: …, en: …}"),
            "decimal": ("应为数字", "it must be a number"),
        }.get(self.kind, ("写法不符", "it has another form"))

    def say(self, value: Any) -> Words:
        """A value of this field in words."""
        if isinstance(value, Words):
            return value
        if isinstance(value, Limit):
            return Words(value.words("zh"), value.words("en"))
        if isinstance(value, bool):
            return Words("是", "yes") if value else Words("否", "no")
        if isinstance(value, tuple):
            said = [self.say(item) for item in value]
            return Words("、".join(w.zh for w in said), ", ".join(w.en for w in said))
        if isinstance(value, str):
            return self.words.get(value) or Words(value, value)
        if self.kind == "ratio":
            percent = format(read_decimal(value * 100), "f")
            return Words(f"{percent}%", f"{percent}%")
        if isinstance(value, Mapping) and self.kind == "range":
            low, high = value.get("at_least"), value.get("at_most")
            unit = self.unit or Words("", "")
            if low is None:
                return Words(f"{high:f}{unit.zh}以下", f"at most {high:f} {unit.en}".strip())
            if high is None:
                return Words(f"{low:f}{unit.zh}以上", f"at least {low:f} {unit.en}".strip())
            return Words(f"{low:f}至{high:f}{unit.zh}", f"{low:f} to {high:f} {unit.en}".strip())
        text = str(plain(value))
        if self.unit is None:
            return Words(text, text)
        return Words(f"{text}{self.unit.zh}", f"{text} {self.unit.en}")
