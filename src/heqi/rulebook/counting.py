"""Counting time forward: elapsed, inside shifts, by days. Nothing here walks minutes.

All instants are naive and local (Asia/Shanghai), except in ``elapsed``, which counts in UTC.
Pauses are merged, in order, and half-open; ``until`` None is still open.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.hours import MINUTE

ZONE = ZoneInfo("Asia/Shanghai")
DAY = dt.timedelta(1)
MICRO = dt.timedelta(microseconds=1)
MIDNIGHT = 1440


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still: ``since`` included, ``until`` excluded."""

    since: dt.datetime
    until: dt.datetime | None
    reason: str = ""


class OpenPauseError(Exception):
    """The end lies behind a pause that is still open."""

    def __init__(self, since: dt.datetime) -> None:
        super().__init__(since)
        self.since = since


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """In order and apart; empty ones are dropped."""
    out: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.since):
        if pause.until is not None and pause.until <= pause.since:
            continue
        last = out[-1] if out else None
        if last and (last.until is None or pause.since <= last.until):
            until = last.until
            if until is not None and (pause.until is None or pause.until > until):
                until = pause.until
            out[-1] = Pause(last.since, until, last.reason or pause.reason)
        else:
            out.append(pause)
    return tuple(out)


def elapsed(start: dt.datetime, micros: int, pauses: Iterable[Pause]) -> dt.datetime:
    """``start`` plus time that passes outside pauses. Aware instants in UTC."""
    at, left = start, micros * MICRO
    for pause in pauses:
        since = max(pause.since, at)
        if at + left <= since:
            break
        if pause.until is None:
            raise OpenPauseError(since)
        if pause.until <= at:
            continue
        left -= since - at
        at = pause.until
    return at + left


def into_day(at: dt.datetime) -> int:
    """Microseconds after midnight."""
    return (at - dt.datetime.combine(at.date(), dt.time())) // MICRO


def at_minute(day: dt.date, minutes: int) -> dt.datetime:
    """A clock time on a day; 1440 is midnight at its end."""
    return dt.datetime.combine(day, dt.time()) + minutes * dt.timedelta(minutes=1)


class WorkingTime:
    """Working time as a position on a line: microseconds worked, or days' shares worked."""

    def __init__(self, calendar: Calendar, shares: bool) -> None:
        self.calendar = calendar
        self.shares = shares

    def position(self, at: dt.datetime) -> Fraction:
        """How much of the year of ``at`` has been worked by then."""
        table = self.calendar.table(at.year)
        ordinal = at.toordinal()
        index = table.at_or_after(ordinal)
        inside = 0
        if index < len(table.days) and table.days[index] == ordinal:
            inside = table.shifts[index].worked_before(into_day(at))
        if not self.shares:
            return Fraction(table.worked[index] * MINUTE + inside)
        if inside:
            return index + Fraction(inside, table.shifts[index].length * MINUTE)
        return Fraction(index)

    def year_total(self, year: int) -> int:
        table = self.calendar.table(year)
        return len(table.days) if self.shares else table.worked[-1] * MINUTE

    def between(self, since: dt.datetime, until: dt.datetime) -> Fraction:
        """What is worked from ``since`` to ``until``."""
        total = self.position(until) - self.position(since)
        return total + sum(self.year_total(year) for year in range(since.year, until.year))

    def advance(self, at: dt.datetime, amount: Fraction) -> dt.datetime:
        """The earliest instant by which ``amount`` (> 0) more has been worked."""
        target, year = self.position(at) + amount, at.year
        while target > (total := self.year_total(year)):
            target -= total
            year += 1
        table = self.calendar.table(year)
        if self.shares:
            index = -(-target.numerator // target.denominator) - 1
            share = (target - index) * table.shifts[index].length * MINUTE
            inside = -(-share.numerator // share.denominator)
        else:
            micros = -(-target.numerator // target.denominator)
            index = table.after_work(-(-micros // MINUTE))
            inside = micros - table.worked[index] * MINUTE
        day = dt.datetime.fromordinal(table.days[index])
        return day + table.shifts[index].when_worked(inside) * MICRO

    def due(self, start: dt.datetime, amount: Fraction, pauses: Iterable[Pause]) -> dt.datetime:
        at, left = start, amount
        for pause in pauses:
            if pause.until is not None and pause.until <= at:
                continue
            since = max(pause.since, at)
            end = self.advance(at, left)
            if end <= since:
                return end
            left -= self.between(at, since)
            if pause.until is None:
                raise OpenPauseError(since)
            at = pause.until
        return self.advance(at, left)


@dataclass(frozen=True, slots=True)
class Ticks:
    """The instants at which days end for a limit counted in days: one per counted day.

    ``time_of`` gives the microseconds after midnight of a day's tick."""

    calendar: Calendar
    working: bool
    time_of: Callable[[dt.date], int]

    def on(self, day: dt.date) -> dt.datetime:
        """The tick of a day."""
        return dt.datetime.combine(day, dt.time()) + self.time_of(day) * MICRO

    def counted(self, day: dt.date) -> bool:
        return not self.working or self.calendar.is_working(day)

    def nth(self, after: dt.date, n: int) -> dt.date:
        return self.calendar.nth_working_day(after, n) if self.working else after + n * DAY

    def rank(self, after: dt.date, at: dt.datetime) -> int:
        """How many ticks of days after ``after`` come at or before ``at``."""
        day = at.date()
        if day <= after:
            return 0
        if self.working:
            number = self.calendar.working_days_between(after + DAY, day + DAY)
        else:
            number = (day - after).days
        return number - (self.counted(day) and self.on(day) > at)

    def due(self, after: dt.date, n: int, pauses: Iterable[Pause]) -> dt.date:
        """The n-th counted day after ``after`` whose tick the clock reaches running.

        A tick is lost if the clock stands when it comes (a pause that begins at the tick does not
        take it, one that ends at it does)."""
        number = n
        while True:
            day = self.nth(after, number)
            tick = self.on(day)
            lost = 0
            for pause in pauses:
                if pause.since >= tick:
                    break
                if pause.until is None:
                    raise OpenPauseError(pause.since)
                until = min(pause.until, tick)
                lost += max(0, self.rank(after, until) - self.rank(after, pause.since))
            if n + lost == number:
                return day
            number = n + lost


def add_months(day: dt.date, number: int) -> dt.date:
    """The same day some months later or earlier; the last of the month if there is none."""
    month = day.year * 12 + day.month - 1 + number
    year, index = divmod(month, 12)
    return dt.date(year, index + 1, min(day.day, months.monthrange(year, index + 1)[1]))
