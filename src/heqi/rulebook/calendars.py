"""Working calendars: days off, make-up workdays and shifts, for the years that are known."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import yaml

from heqi.rulebook.hours import Hours, Shift, Window
from heqi.rulebook.spans import UnclearError, Words

FIRST_YEAR, LAST_YEAR = 1900, 2400
DAY = dt.timedelta(1)


class CalendarError(UnclearError):
    """A calendar that cannot be read."""


class MissingYearError(Exception):
    """The calendar does not know ``year``: its days off are not announced yet."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year for bisecting: ordinals of working days, their shifts, and minutes worked before
    each (one more entry than days: the last is the whole year)."""

    year: int
    days: tuple[int, ...]
    shifts: tuple[Shift, ...]
    worked: tuple[int, ...]

    def at_or_after(self, ordinal: int) -> int:
        """Index of the first working day on or after the day with ``ordinal``."""
        return bisect.bisect_left(self.days, ordinal)

    def after_work(self, minutes: int) -> int:
        """Index of the day in which the ``minutes``-th minute of the year's work ends."""
        return bisect.bisect_left(self.worked, minutes) - 1


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, and when. ``week``: ISO weekdays worked (Monday is 1). ``off`` and
    ``work`` name days that differ from the week. ``years``: the years whose days off are known.
    ``guesses``: count unknown years by the plain week (only for values marked provisional)."""

    name: str
    title: Words
    hours: Hours
    week: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    off: Mapping[dt.date, Words] = field(default_factory=dict)
    work: Mapping[dt.date, Words] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    seasons: Mapping[str, Window] = field(default_factory=dict)
    guesses: bool = False
    _tables: dict[int, YearTable] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    __hash__ = None  # type: ignore[assignment]

    def knows(self, year: int) -> bool:
        return year in self.years or self.guesses

    def is_working(self, day: dt.date) -> bool:
        """Raises ``MissingYearError`` for a day of an unknown year."""
        if not self.knows(day.year):
            raise MissingYearError(day.year)
        return day in self.work or (day.isoweekday() in self.week and day not in self.off)

    def day_class(self, day: dt.date) -> str:
        """``plain``, ``makeup``, ``weekend`` or ``holiday``."""
        if self.is_working(day):
            return "makeup" if day in self.work else "plain"
        return "holiday" if day in self.off else "weekend"

    def name_of(self, day: dt.date) -> Words | None:
        """The holiday that a day off or a make-up workday belongs to."""
        return self.work.get(day) or self.off.get(day)

    def shift(self, day: dt.date) -> Shift:
        """The hours of a day, were it worked."""
        return self.hours.for_day(day)

    def season(self, day: dt.date) -> str | None:
        """The name of the season that covers a day."""
        return next((name for name, window in self.seasons.items() if window.covers(day)), None)

    def table(self, year: int) -> YearTable:
        """Raises ``MissingYearError``; kept once built (a fraction of a millisecond)."""
        found = self._tables.get(year)
        if found is None:
            if not self.knows(year) or not FIRST_YEAR <= year <= LAST_YEAR:
                raise MissingYearError(year)
            found = self._tables[year] = self._build(year)
        return found

    def _build(self, year: int) -> YearTable:
        days, shifts, worked = [], [], [0]
        day = dt.date(year, 1, 1)
        while day.year == year:
            if self.is_working(day):
                shift = self.hours.for_day(day)
                days.append(day.toordinal())
                shifts.append(shift)
                worked.append(worked[-1] + shift.length)
            day += DAY
        return YearTable(year, tuple(days), tuple(shifts), tuple(worked))

    def nth_working_day(self, after: dt.date, n: int) -> dt.date:
        """The n-th working day after a day (n ≥ 1), or with negative n before it."""
        year, left = after.year, n
        while True:
            days = self.table(year).days
            if n > 0:
                start = bisect.bisect_right(days, after.toordinal())
                if start + left <= len(days):
                    return dt.date.fromordinal(days[start + left - 1])
                left -= len(days) - start
                year += 1
            else:
                end = bisect.bisect_left(days, after.toordinal())
                if end + left >= 0:
                    return dt.date.fromordinal(days[end + left])
                left += end
                year -= 1

    def working_days_between(self, since: dt.date, until: dt.date) -> int:
        """How many working days from ``since`` (included) to ``until`` (excluded)."""
        total, low, high = 0, since.toordinal(), until.toordinal()
        for year in range(since.year, until.year + 1):
            if dt.date(year, 1, 1).toordinal() >= high:
                break
            days = self.table(year).days
            total += bisect.bisect_left(days, high) - bisect.bisect_left(days, low)
        return max(0, total)

    def guessing(self) -> Calendar:
        """The same, counting unknown years by the plain week."""
        return self._guessing

    @cached_property
    def _guessing(self) -> Calendar:
        return replace(self, guesses=True)

    def lacks(self, since: dt.date, until: dt.date) -> tuple[int, ...]:
        """The years from ``since`` to ``until`` whose days off are still to be entered."""
        return tuple(y for y in range(since.year, until.year + 1) if y not in self.years)

    def with_changes(
        self,
        *,
        name: str | None = None,
        title: Words | None = None,
        off: Mapping[dt.date, Words | str] | None = None,
        work: Mapping[dt.date, Words | str] | None = None,
        plain: Iterable[dt.date] = (),
        years: Iterable[int] = (),
        hours: Hours | None = None,
    ) -> Calendar:
        """A company's own calendar: more days off, more days worked, days made plain again,
        further years known. A day is what the latest change says. Raises ``CalendarError`` for
        a day of an unknown year."""
        offs, works = dict(self.off), dict(self.work)
        for day in plain:
            offs.pop(day, None)
            works.pop(day, None)
        for day, words in (off or {}).items():
            works.pop(day, None)
            offs[day] = named(words)
        for day, words in (work or {}).items():
            offs.pop(day, None)
            works[day] = named(words)
        known = self.years | set(years)
        for day in (*offs, *works):
            if day.year not in known:
                raise CalendarError(
                    f"{day.year} 年的放假安排未知，请先补齐全年。",
                    f"The days off of {day.year} are unknown; enter the whole year first.",
                )
        return replace(
            self,
            name=name or self.name,
            title=title or self.title,
            off=offs,
            work=works,
            years=known,
            hours=hours or self.hours,
        )

    @classmethod
    def from_mapping(cls, form: Mapping[str, Any]) -> Calendar:
        """Reads the form of ``packs/law/calendars/cn.yaml``; raises ``CalendarError`` or
        ``HoursError``."""
        from heqi.rulebook.calendar_form import read_calendar

        return read_calendar(cls, form)

    def as_mapping(self) -> dict[str, Any]:
        """The form that ``from_mapping`` reads: plain values, fit for JSON and YAML."""
        from heqi.rulebook.calendar_form import write_calendar

        return write_calendar(self)


def named(words: Words | str) -> Words:
    return words if isinstance(words, Words) else Words(words, words)


@lru_cache(maxsize=1)
def default_calendar() -> Calendar:
    """The statutory working days of mainland China, from the pack ``law``."""
    source = resources.files("heqi.packs") / "law" / "calendars" / "cn.yaml"
    return Calendar.from_mapping(yaml.safe_load(source.read_text("utf-8")))
