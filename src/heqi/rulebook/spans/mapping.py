"""Reading a limit from what a pack holds: one line of text, or a mapping."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import yaml

from heqi.rulebook.spans.amounts import not_understood
from heqi.rulebook.spans.kinds import (
    Band,
    Bands,
    ByFact,
    ByTime,
    Cutoff,
    DayKind,
    EarlierOf,
    From,
    LaterOf,
    Limit,
    LimitError,
    Notice,
    Pick,
    Range,
    Span,
    StartShift,
    key_of,
)
from heqi.rulebook.spans.reading import check_notice, read_text

NAME_RE = re.compile(r"[a-z][a-z0-9_.]*")
LONGEST_TEXT = 10_000
DEEPEST = 8
SHAPES = {
    "earlier_of": set(),
    "later_of": set(),
    "by_time": {"else"},
    "by": {"is", "bands", "else"},
    "at_least": {"at_most"},
    "notice": {"before"},
    "limit": {"from"},
}


def parse_limit(given: object, _depth: int = 0) -> Limit:
    """Reads a limit.

    ``given`` is a ``Limit`` (returned as it is), a text such as ``"3 working days"`` or a JSON or
    YAML mapping as text, or a mapping (see ``docs/reference/limits.md``).
    Raises ``LimitError`` with one sentence in both languages.
    """
    if isinstance(given, Limit):
        return given
    if isinstance(given, Mapping):
        if _depth > DEEPEST:
            raise LimitError("时限嵌套过深。", "The limit is nested too deeply.")
        return _mapping(given, _depth + 1)
    if not isinstance(given, str):
        raise not_understood(given)
    if len(given) > LONGEST_TEXT:
        raise LimitError("时限文字过长。", "The text of the limit is too long.")
    if given.lstrip().startswith("{"):
        try:
            # No anchors: a few lines of them unfold into millions.
            form = None if {"&", "*"} & set(given) else yaml.safe_load(given)
        except (yaml.YAMLError, RecursionError, ValueError):
            form = None
        if not isinstance(form, Mapping):
            raise not_understood(given[:200])
        return parse_limit(form, _depth)
    return read_text(given)


def _mapping(form: Mapping[Any, Any], depth: int) -> Limit:
    kind = next((k for k in SHAPES if k in form), None)
    if kind is None:
        known = "、".join(SHAPES), ", ".join(SHAPES)
        raise LimitError(
            f"时限的映射须含下列之一：{known[0]}。",
            f"A limit written as a mapping needs one of: {known[1]}.",
        )
    extra = [str(k) for k in form if k != kind and k not in SHAPES[kind]]
    if extra:
        raise LimitError(
            f"时限“{kind}”中不认识的键：{'、'.join(extra)}。",
            f"Unknown keys in the limit '{kind}': {', '.join(extra)}.",
        )

    def read(value: object) -> Limit:
        return parse_limit(value, depth)

    if kind in ("earlier_of", "later_of"):
        limits = tuple(read(one) for one in _list(form[kind], kind, 2))
        return EarlierOf(limits) if kind == "earlier_of" else LaterOf(limits)
    if kind == "by_time":
        rows = tuple(_cutoff(row, depth) for row in _list(form[kind], kind, 1))
        other = read(form["else"]) if "else" in form else None
        _check_cutoffs(rows, other)
        return ByTime(rows, other)
    if kind == "by":
        return _by_fact(form, depth)
    if kind == "at_least":
        if "at_most" not in form:
            raise missing_key("at_least", "at_most")
        return Range(read(form["at_least"]), read(form["at_most"]))
    if kind == "notice":
        span = read(form["notice"])
        if isinstance(span, Notice) and not form.get("before"):
            return span
        if not isinstance(span, Span):
            raise not_understood(form["notice"])
        check_notice(span, form["notice"])
        return Notice(span, name_of(form["before"]) if form.get("before") else "")
    if "from" not in form:
        return read(form["limit"])
    return _from(read(form["limit"]), form["from"])


def missing_key(kind: str, key: str) -> LimitError:
    return LimitError(f"时限“{kind}”缺少“{key}”。", f"The limit '{kind}' lacks '{key}'.")


def name_of(value: object) -> str:
    if not isinstance(value, str) or not NAME_RE.fullmatch(value):
        raise LimitError(
            f"“{value}”不是名称：用小写字母、数字、下划线。",
            f"'{value}' is not a name: lower-case letters, digits and underscores.",
        )
    return value


def _list(value: object, kind: str, least: int) -> Sequence[Any]:
    if not isinstance(value, list | tuple) or len(value) < least:
        raise LimitError(
            f"“{kind}”须是至少 {least} 项的列表。", f"'{kind}' needs a list of at least {least}."
        )
    return value


def _from(limit: Limit, given: object) -> Limit:
    if isinstance(given, str):
        return From(limit, (name_of(given),))
    if isinstance(given, Mapping) and len(given) == 1:
        ((key, value),) = given.items()
        if key in ("later_of", "earlier_of"):
            names = tuple(name_of(one) for one in _list(value, key, 2))
            return From(limit, names, Pick(str(key).removesuffix("_of")))
        if key in ("day_after", "working_day_after"):
            shift = StartShift(str(key).replace("_", " "))
            return From(limit, (name_of(value),), Pick.ONLY, shift)
    raise LimitError(
        "“from”须是事件名，或 later_of、earlier_of、day_after、working_day_after 之一。",
        "'from' needs the name of an event, or one of later_of, earlier_of, day_after, "
        "working_day_after.",
    )


def _by_fact(form: Mapping[Any, Any], depth: int) -> Limit:
    fact = name_of(form["by"])
    if ("is" in form) == ("bands" in form):
        raise LimitError(
            f"“by: {fact}”须恰有“is”或“bands”之一。",
            f"'by: {fact}' needs exactly one of 'is' and 'bands'.",
        )
    if "bands" in form:
        if "else" in form:
            raise LimitError(
                "“bands”的最后一档不写“below”即为其余，不用“else”。",
                "The last of 'bands' without 'below' is the rest; there is no 'else'.",
            )
        return Bands(fact, _bands(form["bands"], depth))
    table = form["is"]
    if not isinstance(table, Mapping) or not table:
        raise missing_key(f"by: {fact}", "is")
    rows = tuple((key_of(k), parse_limit(v, depth)) for k, v in table.items())
    if len({k for k, _ in rows}) != len(rows):
        raise LimitError(f"“by: {fact}”中有重复的值。", f"'by: {fact}' repeats a value.")
    return ByFact(fact, rows, parse_limit(form["else"], depth) if "else" in form else None)


def _bands(given: object, depth: int) -> tuple[Band, ...]:
    bands: list[Band] = []
    for row in _list(given, "bands", 1):
        if not isinstance(row, Mapping) or not {"limit"} <= set(row) <= {"limit", "below"}:
            raise LimitError(
                "“bands”的每一档写 {below: 数, limit: 时限}。",
                "Each of 'bands' is written {below: number, limit: limit}.",
            )
        bands.append(Band(_number(row.get("below")), parse_limit(row["limit"], depth)))
    edges = [band.below for band in bands[:-1]]
    if bands[-1].below is not None or None in edges:
        raise LimitError(
            "“bands”的最后一档（且只有它）不写“below”。",
            "The last of 'bands', and only it, has no 'below'.",
        )
    for low, high in itertools.pairwise(edges):
        if low is not None and high is not None and low >= high:
            raise LimitError(
                "“bands”须按“below”从小到大。", "'bands' must ascend by their 'below'."
            )
    return tuple(bands)


def _number(value: object) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction):
        raise not_understood(value)
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", str(value).strip()):
        raise not_understood(value)
    return Fraction(str(value).strip())


def parse_minutes(value: object) -> int:
    """Minutes after midnight of ``"08:30"``; 24:00 is 1440. YAML reads 19:00 without quotes as the
    number 1140, which is taken as such."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1440:
        return value
    found = re.fullmatch(r"(\d{1,2}):([0-5]\d)", value.strip()) if isinstance(value, str) else None
    minutes = int(found[1]) * 60 + int(found[2]) if found else 9999
    if minutes > 1440:
        raise LimitError(
            f"“{value}”不是钟点，请写成如“08:30”。", f"'{value}' is not a time; write '08:30'."
        )
    return minutes


def _cutoff(row: object, depth: int) -> Cutoff:
    known = {"between", "after", "before", "days", "limit"}
    if not isinstance(row, Mapping) or "limit" not in row or not set(row) <= known:
        raise LimitError(
            "“by_time”的每一行写 {between: 08:00-16:00, days: working, limit: 时限}。",
            "Each row of 'by_time' is written {between: 08:00-16:00, days: working, limit: limit}.",
        )
    since, until = 0, 1440
    if "between" in row:
        ends = re.split(r"\s*[-–—]\s*", str(row["between"]))
        if len(ends) != 2 or {"after", "before"} & set(row):
            raise not_understood(row["between"])
        since, until = parse_minutes(ends[0]), parse_minutes(ends[1])
    if "after" in row:
        since = parse_minutes(row["after"])
    if "before" in row:
        until = parse_minutes(row["before"])
    if since == until or since == 1440:
        raise LimitError("时段为空。", "A window of time is empty.")
    given = row.get("days", "any")
    days = "off" if given is False else str(given)  # YAML reads a bare off as false
    if days not in set(DayKind):
        known_days = ", ".join(DayKind)
        raise LimitError(
            f"“days”须是下列之一：{known_days}。", f"'days' must be one of: {known_days}."
        )
    return Cutoff(since, until, DayKind(days), parse_limit(row["limit"], depth))


COVERS = {
    DayKind.ANY: {"plain", "makeup", "weekend", "holiday"},
    DayKind.WORKING: {"plain", "makeup"},
    DayKind.OFF: {"weekend", "holiday"},
    DayKind.WEEKEND: {"weekend"},
    DayKind.HOLIDAY: {"holiday"},
    DayKind.MAKEUP: {"makeup"},
}


def _check_cutoffs(rows: tuple[Cutoff, ...], other: Limit | None) -> None:
    """No instant in two windows, and none in no window: never the first that matches."""
    edges = sorted({0, *(r.since for r in rows), *(r.until % 1440 for r in rows)})
    for kind in sorted(COVERS[DayKind.ANY]):
        for minute in edges:
            hits = sum(kind in COVERS[row.days] and row.covers(minute) for row in rows)
            at = f"{minute // 60:02d}:{minute % 60:02d}"
            if hits > 1:
                raise LimitError(
                    f"时段重叠：{at} 起同时属于 {hits} 行。",
                    f"Windows overlap: {at} is in {hits} rows.",
                )
            if hits == 0 and other is None:
                raise LimitError(
                    f"时段有缺口：{at} 起无时限，请补一行或写“else”。",
                    f"Windows leave a gap from {at}; add a row or 'else'.",
                )
