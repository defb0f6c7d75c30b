"""The number at the start of a line: 3.1.2, 第四条, 二、, （三）, (3), 3), 3、, ③."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CN = "零〇一二两三四五六七八九十百"
_UNITS = "个年月日分小时天元户次%％级号万千百人名项页家岁米立方度倍周季秒吨升℃级折点位台块条份张"
FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}

_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,6})(?!\d)(\.(?!\d)|、|\))?(\s*)")
_DIVISION = re.compile(rf"第\s?([{_CN}\d]{{1,6}})\s?(编|章|节|条)(?!例|件)[\s、:.]*")
_ROUND = re.compile(r"\(\s?(\d{1,3})\s?\)[\s、.]*")
_ROUND_CN = re.compile(rf"\(\s?([{_CN}]{{1,4}})\s?\)[\s、.]*")
_CN_LIST = re.compile(rf"([{_CN}]{{1,4}})(?:、|\.(?!\d))\s*")
_LETTER = re.compile(r"\(?([A-Za-z])[).、](?=\s*[\u4e00-\u9fff])\s*")
_BARE = re.compile(r"\d{1,4}$")
_RINGS = {
    **{chr(0x2460 + n): n + 1 for n in range(20)},
    **{chr(0x3251 + n): n + 21 for n in range(15)},
    **{chr(0x2776 + n): n + 1 for n in range(10)},
}
_ROUNDS = {chr(0x2474 + n): n + 1 for n in range(20)}
_DOTTED = {chr(0x2488 + n): n + 1 for n in range(20)}
DIVISIONS = {"编": 0, "章": 1, "节": 2, "条": 3}


@dataclass(frozen=True, slots=True)
class Marker:
    """`style` groups numbers that count together; `weak` ones need the sequence to confirm them,
    all the more if `measure`: what follows could be a unit (3个, 2.5米)."""

    style: str
    values: tuple[int, ...]
    printed: str
    end: int
    separator: str = ""
    weak: bool = False
    measure: bool = False

    @property
    def last(self) -> int:
        return self.values[-1]


def fold(text: str) -> str:
    """The text with full-width ASCII as half width; the length stays."""
    return text.translate(FOLD)


def chinese_number(text: str) -> int:
    """二十三 -> 23; digits pass through."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in ("十", "百"):
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _CN_DIGITS.get(char, 0) if digit == 0 else digit * 10 + _CN_DIGITS.get(char, 0)
    return total + digit


def is_bare_number(flat: str) -> bool:
    """A line that is nothing but a whole number."""
    return bool(_BARE.match(flat))


def marker_of(flat: str) -> Marker | None:
    """The number that opens a (folded) line, or None."""
    head = flat[:40]
    first = head[:1]
    if first.isdecimal() and first.isascii():
        return _decimal(head)
    if first in _RINGS:
        return Marker("ring", (_RINGS[first],), first, _skip(head, 1))
    if first in _ROUNDS:
        return Marker("round", (_ROUNDS[first],), first, _skip(head, 1))
    if first in _DOTTED:
        return Marker("decimal", (_DOTTED[first],), first, _skip(head, 1), ".")
    if first == "第" and (m := _DIVISION.match(head)):
        value = chinese_number(m[1])
        printed = head[: m.end(2)]
        return Marker(m[2], (value,), printed, m.end()) if value else None
    if first == "(":
        if m := _ROUND.match(head):
            return Marker("round", (int(m[1]),), m[0].strip(), m.end())
        if m := _ROUND_CN.match(head):
            return Marker("round-cn", (chinese_number(m[1]),), m[0].strip(), m.end())
    if first in _CN and (m := _CN_LIST.match(head)):
        return Marker("cn", (chinese_number(m[1]),), m[1], m.end())
    if m := _LETTER.match(head):
        return Marker("letter", (ord(m[1].lower()) - 96,), m[1], m.end(), weak=True)
    return None


def _skip(head: str, at: int) -> int:
    while at < len(head) and head[at] in " \t、.":
        at += 1
    return at


def _decimal(head: str) -> Marker | None:
    m = _DECIMAL.match(head)
    if not m or m.end() >= len(head):
        return None
    values = tuple(int(v) for v in m[1].split("."))
    separator = m[2] or ""
    follows = head[m.end()]
    measure = not separator and not m[3] and follows in _UNITS
    if 0 in values or (measure and len(values) == 1):
        return None
    if follows.isascii() and not follows.isalnum() and follows not in "(\"'<[":
        return None
    if separator == ")":
        return Marker("paren", values, m[1], m.end()) if len(values) == 1 else None
    if separator == "、":
        style = "comma" if len(values) == 1 else "decimal"
        return Marker(style, values, m[1], m.end(), separator)
    weak = measure or (len(values) == 1 and not separator)
    return Marker("decimal", values, m[1], m.end(), separator, weak, measure)
