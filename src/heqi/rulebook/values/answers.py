"""Fields of answers: what they may be, how they are read, combined and said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heqi.rulebook.spans import (
    Limit,
    LimitError,
    Words,
    parse_limit,
)
from heqi.rulebook.values.exact import (
    CODE,
    AnswerError,
    Frozen,
    freeze,
    plain,
    read_code,
    read_codes,
    read_date,
    read_decimal,
    read_integer,
    shown,
)

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

# A number and a unit of time, as they stand inside data.
SPAN = re.compile(r"[0-9]+ ?(min|h|working days?|calendar days?)\Z")


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
                f"字段“{self.title.zh}”（{self.name}）不能是“{shown(raw)}”：{zh}。",
                f"The field “{self.title.en}” ({self.name}) cannot be “{shown(raw)}”: {en}.",
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
        code = read_code(raw)
        if code not in self.options:
            raise ValueError(code)
        return code

    def _read_some_of(self, raw: object) -> tuple[str, ...]:
        codes = {self._read_one_of(code) for code in read_codes(raw)}
        return tuple(code for code in self.options if code in codes)

    def _read_posts(self, raw: object) -> tuple[str, ...]:
        return self.order(self._checked(code) for code in read_codes(raw))

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
        return self._checked(read_code(raw))

    def _read_codes(self, raw: object) -> tuple[str, ...]:
        return tuple(self._checked(code) for code in read_codes(raw))

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
            deep = any(isinstance(item, Mapping | tuple) for item in value)
            zh, en = ("；", "; ") if deep else ("、", ", ")
            return Words(zh.join(w.zh for w in said), en.join(w.en for w in said))
        if isinstance(value, str):
            return self.words.get(value) or _amount(value)
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
        if isinstance(value, Mapping):
            pairs = [(self.say(key), self.say(value[key])) for key in value]
            return Words(
                "，".join(f"{name.zh} {said.zh}" for name, said in pairs),
                ", ".join(f"{name.en} {said.en}" for name, said in pairs),
            )
        text = str(plain(value))
        if self.unit is None:
            return Words(text, text)
        return Words(f"{text}{self.unit.zh}", f"{text} {self.unit.en}")


def _amount(text: str) -> Words:
    """A span such as ``24 h`` inside data, in words; any other text as it stands."""
    if not SPAN.match(text):
        return Words(text, text)
    limit = parse_limit(text)
    return Words(limit.words("zh"), limit.words("en"))
