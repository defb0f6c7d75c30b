"""Working hours: shifts of several intervals, by season and by dates."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heqi.rulebook.spans import UnclearError, parse_minutes

MINUTE = 60_000_000  # microseconds


class HoursError(UnclearError):
    """Hours that cannot be read."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The working intervals of a day, in minutes after midnight: sorted, apart, end excluded."""

    intervals: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        edges = [edge for interval in self.intervals for edge in interval]
        if not edges or edges != sorted(set(edges)) or edges[0] < 0 or edges[-1] > 1440:
            raise HoursError(
                "班次的各时段须依次排列、互不相接、在 00:00–24:00 之内。",
                "The intervals of a shift must follow each other with gaps, within 00:00-24:00.",
            )

    @property
    def length(self) -> int:
        """Minutes of work."""
        return sum(until - since for since, until in self.intervals)

    @property
    def opens(self) -> int:
        return self.intervals[0][0]

    @property
    def closes(self) -> int:
        """Close of business, in minutes after midnight."""
        return self.intervals[-1][1]

    def worked_before(self, micros: int) -> int:
        """Microseconds of work between midnight and ``micros`` after it."""
        return sum(
            max(0, min(micros, until * MINUTE) - since * MINUTE) for since, until in self.intervals
        )

    def when_worked(self, micros: int) -> int:
        """The earliest microsecond after midnight by which ``micros`` (> 0) have been worked."""
        left = micros
        for since, until in self.intervals:
            if left <= (until - since) * MINUTE:
                return since * MINUTE + left
            left -= (until - since) * MINUTE
        raise ValueError("more than the shift holds")

    def as_list(self) -> list[str]:
        return [f"{clock(since)}-{clock(until)}" for since, until in self.intervals]


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_shift(given: object) -> Shift:
    """Reads ``["08:30-12:00", "14:00-17:30"]``."""
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list | tuple) or not given:
        raise HoursError("班次须是时段的列表。", "A shift must be a list of intervals.")
    intervals = []
    for one in given:
        ends = re.split(r"\s*[-–—]\s*", str(one))
        if len(ends) != 2:
            raise HoursError(
                f"“{one}”不是时段，请写成如“08:30-12:00”。",
                f"'{one}' is not an interval; write '08:30-12:00'.",
            )
        intervals.append((parse_minutes(ends[0]), parse_minutes(ends[1])))
    return Shift(tuple(intervals))


@dataclass(frozen=True, slots=True)
class Window:
    """A part of every year: from a (month, day) to another, excluded; may wrap the year."""

    since: tuple[int, int]
    until: tuple[int, int]

    def covers(self, day: dt.date) -> bool:
        at = (day.month, day.day)
        if self.since < self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until

    def as_mapping(self) -> dict[str, str]:
        return {
            "from": "{:02d}-{:02d}".format(*self.since),
            "until": "{:02d}-{:02d}".format(*self.until),
        }


def parse_window(given: Mapping[str, Any]) -> Window:
    """Reads ``{from: "06-01", until: "10-01"}``."""
    ends = []
    for key in ("from", "until"):
        found = re.fullmatch(r"(\d\d)-(\d\d)", str(given.get(key, "")))
        try:
            day = dt.date(2024, int(found[1]), int(found[2])) if found else None
        except ValueError:
            day = None
        if day is None:
            raise HoursError(
                f"“{key}”须写成“月-日”，如“06-01”。", f"'{key}' must be month-day, such as '06-01'."
            )
        ends.append((day.month, day.day))
    if ends[0] == ends[1]:
        raise HoursError("时段为空。", "The window is empty.")
    return Window(ends[0], ends[1])


@dataclass(frozen=True, slots=True)
class HoursRule:
    """A shift for all days, for a window of each year, or for dates (``until`` excluded).

    Dates go before windows, windows before the shift for all days."""

    shift: Shift
    window: Window | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def rank(self) -> int:
        return 2 if self.since or self.until else 1 if self.window else 0

    def covers(self, day: dt.date) -> bool:
        return (
            (self.window is None or self.window.covers(day))
            and (self.since is None or self.since <= day)
            and (self.until is None or day < self.until)
        )

    def as_mapping(self) -> dict[str, Any]:
        form: dict[str, Any] = {"shift": self.shift.as_list()}
        if self.window:
            form |= self.window.as_mapping()
        if self.since:
            form["since"] = self.since.isoformat()
        if self.until:
            form["before"] = self.until.isoformat()
        return form


@dataclass(frozen=True, slots=True)
class Hours:
    """Which shift is worked on a day. Exactly one rule has no window and no dates."""

    rules: tuple[HoursRule, ...]

    def for_day(self, day: dt.date) -> Shift:
        return max((r for r in self.rules if r.covers(day)), key=lambda r: r.rank).shift

    def as_list(self) -> list[dict[str, Any]]:
        return [rule.as_mapping() for rule in self.rules]


def parse_hours(given: object) -> Hours:
    """Reads a list of ``{shift, from, until, since, before}``; raises ``HoursError``."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise HoursError("“hours”须是列表。", "'hours' must be a list.")
    rules = tuple(_rule(one) for one in given)
    if sum(rule.rank == 0 for rule in rules) != 1:
        raise HoursError(
            "“hours”须恰有一条不限日期的班次。",
            "'hours' needs exactly one shift without dates.",
        )
    for one, two in itertools.combinations(rules, 2):
        if one.rank == two.rank and _meet(one, two):
            raise HoursError(
                f"两条班次日期重叠：{'、'.join(one.shift.as_list())} 与 "
                f"{'、'.join(two.shift.as_list())}。",
                f"Two shifts overlap in dates: {', '.join(one.shift.as_list())} and "
                f"{', '.join(two.shift.as_list())}.",
            )
    return Hours(rules)


def _rule(given: object) -> HoursRule:
    known = {"shift", "from", "until", "since", "before"}
    if not isinstance(given, Mapping) or "shift" not in given or not set(given) <= known:
        raise HoursError(
            "班次写成 {shift: [...], from: 06-01, until: 10-01}，或用 since、before 限定日期。",
            "Hours are written {shift: [...], from: 06-01, until: 10-01}, or with since and "
            "before as dates.",
        )
    window = parse_window(given) if {"from", "until"} & set(given) else None
    since, before = parse_day(given.get("since")), parse_day(given.get("before"))
    if since and before and since >= before:
        raise HoursError("“since”须早于“before”。", "'since' must be earlier than 'before'.")
    return HoursRule(parse_shift(given["shift"]), window, since, before)


def parse_day(given: object) -> dt.date | None:
    """A date, or None for None; raises ``HoursError``."""
    if given is None:
        return None
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError as wrong:
        raise HoursError(
            f"“{given}”不是日期，请写成如“2026-10-01”。",
            f"'{given}' is not a date; write '2026-10-01'.",
        ) from wrong


def _meet(one: HoursRule, two: HoursRule) -> bool:
    """Do both cover a day? Windows repeat yearly, so four years of days are enough."""
    since = max(filter(None, (one.since, two.since)), default=dt.date(2024, 1, 1))
    until = min(filter(None, (one.until, two.until)), default=since + dt.timedelta(1462))
    until = min(until, since + dt.timedelta(1462))
    return any(
        one.covers(day) and two.covers(day)
        for day in (since + dt.timedelta(n) for n in range(max(0, (until - since).days)))
    )
