"""A calendar as arrays. Instants are microseconds since 1970, local and naive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.counting import MICRO, ZONE
from heqi.rulebook.hours import MINUTE

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOTHING = int(np.iinfo(np.int64).min)
DAY = 1440 * MINUTE
ZERO = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - local and naive
ORDINAL = ZERO.toordinal()
# Before, Beijing time knew summer time: elapsed time is not the difference of local times.
STEADY = int((dt.datetime(1992, 1, 1) - ZERO) / MICRO)  # noqa: DTZ001
CLASSES = ("plain", "makeup", "weekend", "holiday")


def micros(at: dt.datetime) -> int:
    """An aware instant as an entry of an array."""
    return int((at.astimezone(ZONE).replace(tzinfo=None) - ZERO) // MICRO)


def instant(entry: Any) -> dt.datetime | None:
    """And back; nothing where there is none."""
    if entry == NOTHING:
        return None
    return (ZERO + int(entry) * MICRO).replace(tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Line:
    """The known years of a calendar without a gap, laid out for searching.

    ``days`` are the numbers of the working days with their hours worked (``lengths``) and closing
    (``closes``); ``since`` and ``until`` are the stretches worked, ``before`` what was worked
    before each. ``classes`` has an entry for every day from ``first`` on.
    """

    first: int
    last: int
    days: Ints
    closes: Ints
    lengths: Ints
    since: Ints
    until: Ints
    before: Ints
    classes: NDArray[np.int8]

    @classmethod
    def of(cls, calendar: Calendar) -> Line:
        """Lays out the longest run of known years."""
        years = _longest_run(sorted(calendar.years))
        first = dt.date(years[0], 1, 1).toordinal() if years else ORDINAL
        last = dt.date(years[-1] + 1, 1, 1).toordinal() if years else ORDINAL
        days, closes, lengths, since, until, classes = [], [], [], [], [], []
        for ordinal in range(first, last):
            day = dt.date.fromordinal(ordinal)
            classes.append(CLASSES.index(calendar.day_class(day)))
            if not calendar.is_working(day):
                continue
            number, shift = ordinal - ORDINAL, calendar.shift(day)
            days.append(number)
            closes.append(shift.closes * MINUTE)
            lengths.append(shift.length * MINUTE)
            for opens, ends in shift.intervals:
                since.append(number * DAY + opens * MINUTE)
                until.append(number * DAY + ends * MINUTE)
        begin, end = ints(since), ints(until)
        worked = np.concatenate([ints([0]), np.cumsum(end - begin)])
        return cls(
            first - ORDINAL, last - ORDINAL, ints(days), ints(closes), ints(lengths),
            begin, end, worked, np.array(classes, dtype=np.int8),
        )  # fmt: skip

    def knows(self, day: Ints) -> Flags:
        """Whether days lie in the known years."""
        return (day >= self.first) & (day < self.last)

    def is_working(self, day: Ints) -> Flags:
        """Whether known days are worked; False for others."""
        return self.class_of(day) < 2

    def class_of(self, day: Ints) -> NDArray[np.int8]:
        """Places in ``CLASSES``; beyond them for unknown days."""
        known = self.knows(day)
        found = np.full(day.shape, len(CLASSES), dtype=np.int8)
        found[known] = self.classes[day[known] - self.first]
        return found

    def nth(self, after: Ints, number: int) -> tuple[Ints, Flags]:
        """Places in ``days`` of the n-th working day after days, and where it is known."""
        place = np.searchsorted(self.days, after, "right") + number - 1
        known = self.knows(after) & (place < len(self.days))
        return np.minimum(place, len(self.days) - 1), known

    def worked_by(self, at: Ints) -> Ints:
        """What was worked from the first day to instants."""
        place = np.searchsorted(self.since, at, "right") - 1
        inside = np.minimum(at, self.until[place]) - self.since[place]
        return np.where(place < 0, 0, self.before[place] + inside)

    def when_worked(self, total: Ints) -> tuple[Ints, Flags]:
        """The earliest instants by which so much has been worked."""
        place = np.searchsorted(self.before, total, "left") - 1
        known = place < len(self.since)
        place = np.minimum(place, len(self.since) - 1)
        return self.since[place] + total - self.before[place], known


def ints(values: Any) -> Ints:
    return np.array(values, dtype=np.int64)


def _longest_run(years: list[int]) -> list[int]:
    best: list[int] = []
    run: list[int] = []
    for year in years:
        run = [*run, year] if run and year == run[-1] + 1 else [year]
        best = max(best, run, key=len)
    return best
