"""Facts: what they may be, how they are read and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heqi.rulebook.spans import (
    Words,
)
from heqi.rulebook.values.exact import (
    FactError,
    FactValue,
    Frozen,
    read_code,
    read_codes,
    read_date,
    read_decimal,
    read_integer,
    shown,
)

FACT_KINDS = ("one_of", "some_of", "boolean", "integer", "decimal", "date", "text")


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
                f"事实“{self.title.zh}”（{self.name}）不能是“{shown(raw)}”：{allowed.zh}。",
                f"The fact “{self.title.en}” ({self.name}) cannot be “{shown(raw)}”: {allowed.en}.",
            ) from None
        return value

    def _value(self, raw: object) -> FactValue:
        if self.kind == "one_of":
            return self._option(read_code(raw))
        if self.kind == "some_of":
            return frozenset(self._option(code) for code in read_codes(raw))
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
