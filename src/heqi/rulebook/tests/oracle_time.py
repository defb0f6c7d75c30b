"""Brute force for time: every minute of the years laid out in a row, and counted.

Written without the engine: days come from the ``holidays`` package and the changes of the case,
shifts are plain pairs of minutes, and nothing is computed by leaps. A minute is an index; minute
i lasts from i to i + 1. Numpy only makes the walking fast.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import holidays
import numpy as np

EPOCH = dt.datetime(2017, 1, 1)  # noqa: DTZ001
UNKNOWN_FROM = dt.datetime(2027, 1, 1)  # noqa: DTZ001
END = dt.datetime(2029, 1, 1)  # noqa: DTZ001
DAYS = (END - EPOCH).days
SEED = holidays.China(years=range(2016, 2028))


def minute_of(at: dt.datetime) -> int:
    return int((at - EPOCH).total_seconds() // 60)


def instant_of(minute: int) -> dt.datetime:
    return EPOCH + dt.timedelta(minutes=int(minute))


@dataclass
class World:
    """A company's days and hours, laid out by the minute."""

    shifts: dict[str, list[tuple[int, int]]]  # plain, summer
    summer: bool = False
    every_day: bool = False
    off: set[dt.date] = field(default_factory=set)
    work: set[dt.date] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.day_works = np.zeros(DAYS, dtype=bool)
        self.day_named = np.zeros(DAYS, dtype=bool)
        self.open = np.zeros(DAYS * 1440, dtype=bool)
        self.weight = np.zeros(DAYS * 1440)
        self.closes = np.zeros(DAYS, dtype=np.int64)
        for n in range(DAYS):
            day = (EPOCH + dt.timedelta(days=n)).date()
            works = self.every_day or SEED.is_working_day(day)
            if day in self.off:
                works = False
            if day in self.work:
                works = True
            self.day_works[n] = works
            self.day_named[n] = self._holiday(day)
            shift = self.shifts["summer" if self.summer and 6 <= day.month <= 9 else "plain"]
            self.closes[n] = n * 1440 + shift[-1][1]
            if works:
                for since, until in shift:
                    self.open[n * 1440 + since : n * 1440 + until] = True
                length = sum(until - since for since, until in shift)
                self.weight[n * 1440 : (n + 1) * 1440] = (
                    self.open[n * 1440 : (n + 1) * 1440] / length
                )
        self.known = minute_of(UNKNOWN_FROM)

    def _holiday(self, day: dt.date) -> bool:
        """In a run of days off that holds a named day: the run is the holiday."""
        if SEED.is_working_day(day):
            return False
        for step in (-1, 1):
            other = day
            while not SEED.is_working_day(other):
                if other in SEED:
                    return True
                other += dt.timedelta(days=step)
        return False

    def paused(self, start: int, pauses: list[tuple[int, int]]) -> np.ndarray:
        mask = np.zeros(DAYS * 1440, dtype=bool)
        for since, until in pauses:
            mask[since:until] = True
        mask[:start] = False
        return mask

    # Each answer is a minute (the instant at which it begins), or None: reaches an unknown year.

    def run_out(self, counts: np.ndarray, start: int, number: int, known: bool) -> int | None:
        """The instant at which ``number`` counting minutes from ``start`` are over."""
        span = max(number * 3, 60_000)
        while True:
            hits = np.flatnonzero(counts[start : start + span])
            if len(hits) >= number or start + span >= len(counts):
                break
            span *= 4
        if len(hits) < number:
            return None
        end = start + int(hits[number - 1]) + 1
        return None if known and end > self.known else end

    def elapsed(self, start: int, number: int, pauses: list[tuple[int, int]]) -> int | None:
        return self.run_out(~self.paused(start, pauses), start, number, False)

    def working(self, start: int, number: int, pauses: list[tuple[int, int]]) -> int | None:
        return self.run_out(self.open & ~self.paused(start, pauses), start, number, True)

    def shared(
        self, start: int, number: float, pauses: list[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """The minute in which ``number`` days' worth is over: (its begin, its end)."""
        stop = min(start + 400 * 1440, DAYS * 1440)
        weights = np.where(self.paused(start, pauses)[start:stop], 0, self.weight[start:stop])
        total = np.cumsum(weights)
        hit = int(np.searchsorted(total, number - 1e-9))
        if hit >= len(total):
            return None
        end = start + hit + 1
        return None if end > self.known else (end - 1, end)

    def ticks(
        self,
        start: int,
        number: int,
        pauses: list[tuple[int, int]],
        at: str | int,
        working: bool,
        since_day: int | None = None,
        today: bool = False,
    ) -> int | None:
        """Walks the days after the start day (``today``: from it) and counts their ticks that the
        clock reaches running. ``at``: "close", or minutes after midnight."""
        mask = self.paused(start, pauses)
        day = since_day if since_day is not None else start // 1440
        if not today:
            day += 1
        seen = 0
        while day < DAYS:
            if working and day * 1440 >= self.known:
                return None
            tick = int(self.closes[day]) if at == "close" else day * 1440 + int(at)
            if (not working or self.day_works[day]) and tick >= start and not mask[tick - 1]:
                seen += 1
                if seen == number:
                    return tick
            day += 1
        return None

    def months_later(self, start: int, months: int) -> int:
        at = instant_of(start)
        year, month = at.year, at.month
        for _ in range(months):
            month += 1
            if month == 13:
                year, month = year + 1, 1
        day = at.day
        while True:
            try:
                return minute_of(at.replace(year=year, month=month, day=day))
            except ValueError:
                day -= 1

    def kind(self, minute: int) -> str:
        day = minute // 1440
        date = (EPOCH + dt.timedelta(days=day)).date()
        if self.day_works[day]:
            makeup = date in self.work or date in SEED.weekend_workdays
            return "makeup" if makeup and not self.every_day else "plain"
        return "holiday" if self.day_named[day] or date in self.off else "weekend"
