"""A company's changes to the calendar as people edit them: a run of days at a time, hours as text.

The shape of the changes is that of :func:`heqi.clocks.facts.changed_calendar`. Nothing is changed
in place, so that a refused change leaves what was.
"""

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heqi.rulebook.calendars import Calendar

KINDS = ("off", "work", "plain")
LONGEST = 31
COMMA = re.compile(r"[,，;；、\s]+")


def with_days(
    changes: Mapping[str, Any], *, first: date, last: date, kind: str, name: str
) -> dict[str, Any]:
    """The changes with a run of days off, worked or made plain again; the year becomes known.

    Raises ``ValueError`` for a run that ends before it begins or is longer than a month.
    """
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError("run")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    made = without_days(changes, days)
    if kind == "plain":
        made["plain"] = sorted({*made["plain"], *(day.isoformat() for day in days)})
    else:
        made[kind] = dict(sorted({**made[kind], **{d.isoformat(): name for d in days}}.items()))
    return made


def without_days(changes: Mapping[str, Any], days: list[date]) -> dict[str, Any]:
    """The changes without anything said about these days."""
    gone = {day.isoformat() for day in days}
    return {
        **changes,
        "off": {day: name for day, name in changes.get("off", {}).items() if day not in gone},
        "work": {day: name for day, name in changes.get("work", {}).items() if day not in gone},
        "plain": [day for day in changes.get("plain", []) if day not in gone],
    }


def with_year(changes: Mapping[str, Any], year: int) -> dict[str, Any]:
    """The changes with a year declared complete: its days off are announced and entered."""
    return {**changes, "years": sorted({*changes.get("years", []), year})}


def with_hours(changes: Mapping[str, Any], hours: list[dict[str, Any]]) -> dict[str, Any]:
    """The changes with other working hours."""
    return {**changes, "hours": hours}


def intervals(text: str) -> list[str]:
    """``08:30-12:00, 14:00-17:30`` as a list."""
    return [one for one in COMMA.split(text.strip()) if one]


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the year prints it: ``kind`` is plain, makeup, weekend, holiday or unknown."""

    day: date
    kind: str
    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: blanks before its first day, its days, and how many of them are worked."""

    number: int
    blanks: range
    days: tuple[Day, ...]
    worked: int


def year_of(
    calendar: Calendar, changes: Mapping[str, Any], year: int, *, chinese: bool
) -> list[Month]:
    """The twelve months of a year; the days of an unknown year have no kind but the weekend."""
    own = {*changes.get("off", {}), *changes.get("work", {}), *changes.get("plain", [])}
    return [_month(calendar, own, date(year, number, 1), chinese) for number in range(1, 13)]


def _month(calendar: Calendar, own: set[str], start: date, chinese: bool) -> Month:
    blanks, length = months.monthrange(start.year, start.month)
    days = []
    for n in range(length):
        day = start + timedelta(days=n)
        kind = calendar.day_class(day) if calendar.knows(day.year) else "unknown"
        words = calendar.name_of(day)
        name = (words.zh if chinese else words.en) if words else ""
        days.append(Day(day, kind, name, day.isoformat() in own))
    worked = sum(one.kind in ("plain", "makeup") for one in days)
    return Month(start.month, range(blanks), tuple(days), worked)
