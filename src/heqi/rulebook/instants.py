"""The due instant of a plain limit: one function per way of counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.counting import (
    DAY,
    MICRO,
    ZONE,
    Pause,
    Ticks,
    WorkingTime,
    add_months,
    at_minute,
    elapsed,
    into_day,
)
from heqi.rulebook.hours import MINUTE
from heqi.rulebook.spans import (
    AtEvent,
    ClockTime,
    Every,
    Immediate,
    Limit,
    Meaning,
    MonthDay,
    Notice,
    Period,
    Share,
    Span,
    Times,
    Unit,
)
from heqi.rulebook.spans.kinds import MONTHS, SECONDS

MIDNIGHT = 1440 * MINUTE


@dataclass(frozen=True, slots=True)
class Start:
    """Where counting starts (naive, local). ``shifted``: at the midnight that opens the first
    counted day, which then counts as day 1; otherwise the day of the start does not count."""

    at: dt.datetime
    shifted: bool = False

    @classmethod
    def plain(cls, at: dt.datetime) -> Start:
        return cls(at.astimezone(ZONE).replace(tzinfo=None))

    @property
    def day(self) -> dt.date:
        """The day before day 1."""
        return self.at.date() - DAY if self.shifted else self.at.date()


def leaf_meaning(limit: Limit) -> Meaning:
    match limit:
        case Span(_, _, meaning):
            return meaning
        case Every(span) | Notice(span):
            return span.meaning
        case Immediate():
            return Meaning.IMMEDIATE
        case ClockTime() | MonthDay():
            return Meaning.CLOCK_TIME
        case AtEvent():
            return Meaning.EVENT
        case Times() | Share():
            period = getattr(limit, "period", None)
            return Meaning.PERIOD_END if period else Meaning.NONE
    return Meaning.NONE


def leaf_instant(
    limit: Limit,
    start: Start,
    calendar: Calendar,
    pauses: tuple[Pause, ...],
    events: Mapping[str, dt.datetime],
) -> dt.datetime | None:
    """Naive local instant, or None if the limit has none by nature. Raises
    ``MissingYearError``, ``OpenPauseError``, and ``KeyError`` for an event that is missing."""
    pauses = after(start, pauses)
    match limit:
        case Immediate():
            return start.at
        case Span():
            return _span(limit, start, calendar, pauses)
        case Every(span):
            return _span(span, start, calendar, pauses)
        case ClockTime():
            return _clock_time(limit, start, calendar, local(pauses))
        case MonthDay(day, months, minutes):
            first = add_months(start.at.date().replace(day=1), months)
            last = add_months(first, 1) - DAY
            return max(start.at, at_minute(min(first + (day - 1) * DAY, last), minutes))
        case Notice(span, event):
            at = Start.plain(events[event]).at if event else start.at
            return _before(span, at, calendar)
        case Times() | Share():
            return None if limit.period is None else period_end(start.at.date(), limit.period)
        case AtEvent(event):
            return Start.plain(events[event]).at
    return None


def after(start: Start, pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
    """Only what of the pauses lies after the start: before it, no clock ran."""
    begin = start.at.replace(tzinfo=ZONE)
    return tuple(
        replace(p, since=max(p.since, begin)) for p in pauses if p.until is None or p.until > begin
    )


def local(pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
    return tuple(
        replace(
            p,
            since=Start.plain(p.since).at,
            until=Start.plain(p.until).at if p.until else None,
        )
        for p in pauses
    )


def _utc(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=ZONE).astimezone(dt.UTC)


def _span(
    span: Span, start: Start, calendar: Calendar, pauses: tuple[Pause, ...]
) -> dt.datetime | None:
    meaning = span.meaning
    if meaning is Meaning.RINGS:
        return None
    if meaning in (Meaning.ROLLING, Meaning.DATE):
        return _elapsed(span, start.at, pauses)
    stops = local(pauses)
    if meaning is Meaning.WORKING_TIME:
        micros = span.amount * SECONDS[span.unit] * 1_000_000
        return WorkingTime(calendar, shares=False).due(start.at, micros, stops)
    if meaning is Meaning.WORKING_DAY_SHARE:
        return WorkingTime(calendar, shares=True).due(start.at, span.amount, stops)
    return _ticked(span, start, calendar, stops)


def _elapsed(span: Span, start: dt.datetime, pauses: tuple[Pause, ...]) -> dt.datetime:
    begin = _utc(start)
    if span.meaning is Meaning.DATE:
        day = add_months(start.date(), int(span.amount) * MONTHS[span.unit])
        micros = (_utc(dt.datetime.combine(day, start.time())) - begin) // MICRO
    else:
        micros = round(span.amount * SECONDS[span.unit] * 1_000_000)
    stops = tuple(
        replace(
            p,
            since=p.since.astimezone(dt.UTC),
            until=p.until.astimezone(dt.UTC) if p.until else None,
        )
        for p in pauses
    )
    return Start.plain(elapsed(begin, micros, stops)).at


def span_ticks(span: Span, start: Start, calendar: Calendar) -> Ticks:
    """The ticks of a limit that is counted in days."""
    working = span.meaning is not Meaning.DAY_END
    if span.meaning is Meaning.WORKING_DAY_END:
        return Ticks(calendar, True, lambda day: calendar.shift(day).closes * MINUTE)
    if span.meaning is Meaning.WORKING_DAY_SAME_TIME and not start.shifted:
        time = into_day(start.at)
        return Ticks(calendar, True, lambda _: time)
    return Ticks(calendar, working, lambda _: MIDNIGHT)


def days_of(span: Span, start: Start) -> int:
    """How many ticks a limit counted in days needs."""
    if span.unit in MONTHS:
        target = add_months(start.day, int(span.amount) * MONTHS[span.unit])
        return (target - start.day).days
    return int(span.amount) * (7 if span.unit is Unit.WEEK else 1)


def _ticked(span: Span, start: Start, calendar: Calendar, pauses: tuple[Pause, ...]) -> dt.datetime:
    ticks = span_ticks(span, start, calendar)
    number = days_of(span, start)
    if number == 0:
        return _first_tick(ticks, start, pauses)
    day = ticks.due(start.day, number, pauses)
    if span.rolls_on and not calendar.is_working(day):
        ticks = replace(ticks, working=True)
        day = ticks.due(day, 1, pauses)
    return ticks.on(day)


def _first_tick(ticks: Ticks, start: Start, pauses: tuple[Pause, ...]) -> dt.datetime:
    """ "Same day": the first tick that is not yet past."""
    today = start.at.date()
    past = ticks.counted(today) and ticks.on(today) < start.at
    return ticks.on(ticks.due(today if past else today - DAY, 1, pauses))


def _clock_time(
    limit: ClockTime, start: Start, calendar: Calendar, pauses: tuple[Pause, ...]
) -> dt.datetime:
    time = limit.minutes * MINUTE
    at_clock = Ticks(calendar, False, lambda _: time)
    day = start.at.date()
    if limit.working_days is None:
        return _clock_tick(at_clock, day, limit.days, start, pauses)
    on_working = replace(at_clock, working=True)
    if not limit.days:
        return _clock_tick(on_working, day, limit.working_days, start, pauses)
    to_midnight = Ticks(calendar, True, lambda _: MIDNIGHT)
    number = limit.working_days
    day = to_midnight.due(day if number else day - DAY, number or 1, pauses)
    return at_clock.on(at_clock.due(day, limit.days, pauses))


def _clock_tick(
    ticks: Ticks, day: dt.date, number: int, start: Start, pauses: tuple[Pause, ...]
) -> dt.datetime:
    """A clock time of today that is past is due at once, not tomorrow."""
    if number:
        return ticks.on(ticks.due(day, number, pauses))
    if ticks.counted(day) and ticks.on(day) <= start.at:
        return start.at
    return ticks.on(ticks.due(day - DAY, 1, pauses))


def _before(span: Span, event: dt.datetime, calendar: Calendar) -> dt.datetime:
    """The latest instant for a notice before an event."""
    amount, meaning = span.amount, span.meaning
    if meaning is Meaning.ROLLING:
        micros = round(amount * SECONDS[span.unit] * 1_000_000)
        return Start.plain(_utc(event) - micros * MICRO).at
    day, number = event.date(), int(amount)
    if meaning is Meaning.DATE or span.unit in MONTHS:
        earlier = add_months(day, -number * MONTHS[span.unit])
        if meaning is Meaning.DATE:
            return dt.datetime.combine(earlier, event.time())
        return at_minute(earlier, 1440)
    if meaning is Meaning.DAY_END:
        return at_minute(day - number * (7 if span.unit is Unit.WEEK else 1) * DAY, 1440)
    return span_ticks(span, Start(event), calendar).on(calendar.nth_working_day(day, -number))


LENGTH = {Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12, Period.MONTH: 1}


def period_end(day: dt.date, period: Period) -> dt.datetime:
    """24:00 of the last day of the calendar period of ``day``; weeks end on Sunday."""
    if period is Period.DAY:
        return at_minute(day, 1440)
    if period is Period.WEEK:
        return at_minute(day + (7 - day.isoweekday()) * DAY, 1440)
    length = LENGTH[period]
    first = day.replace(month=(day.month - 1) // length * length + 1, day=1)
    return dt.datetime.combine(add_months(first, length), dt.time())
