"""The due instants of many starts under one limit, as ``resolving`` and ``instants`` give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from heqi.rulebook.bulk.lines import CLASSES, DAY, NOTHING, STEADY, Flags, Ints, Line
from heqi.rulebook.hours import MINUTE
from heqi.rulebook.spans import (
    AtEvent,
    ByTime,
    ClockTime,
    EarlierOf,
    Every,
    From,
    Immediate,
    LaterOf,
    Limit,
    Meaning,
    Pick,
    Range,
    Span,
    StartShift,
    Unit,
)
from heqi.rulebook.spans.kinds import MONTHS, SECONDS
from heqi.rulebook.spans.mapping import COVERS

Answer = tuple[Ints, Flags]


@dataclass(frozen=True, slots=True)
class Known:
    """What limits are counted with: the calendar and the instants of events by their names."""

    line: Line
    events: Mapping[str, Ints]


def due_many(limit: Limit, start: Ints, line: Line, events: Mapping[str, Ints]) -> Answer:
    """Due instants (``NOTHING`` where the limit has none), and where they are certain.

    What is not certain (``False``) has to be asked of ``due_at``: a limit of a kind that is not
    counted here, days beyond the known years, instants before 1992.
    """
    if not len(line.days):
        return _unsure(start)
    due, sure = _due(limit, start, Known(line, events))
    return due, sure & (start >= STEADY)


def _due(limit: Limit, start: Ints, known: Known) -> Answer:
    match limit:
        case Immediate():
            return start, _all(start)
        case Span():
            return _span(limit, start, known.line)
        case Every(span):
            return _span(span, start, known.line)
        case ClockTime():
            return _clock_time(limit, start, known.line)
        case AtEvent(event):
            return _named(event, start, known), _all(start)
        case From():
            return _from(limit, start, known)
        case Range(lower, upper):
            low, high = _due(lower, start, known), _due(upper, start, known)
            return high[0], low[1] & high[1] & (low[0] <= high[0])
        case EarlierOf(limits) | LaterOf(limits):
            return _of_several(limit, limits, start, known)
        case ByTime():
            return _by_time(limit, start, known)
    return _unsure(start)


def _all(start: Ints) -> Flags:
    return np.ones(start.shape, dtype=np.bool_)


def _unsure(start: Ints) -> Answer:
    return np.full(start.shape, NOTHING), np.zeros(start.shape, dtype=np.bool_)


def _named(event: str, start: Ints, known: Known) -> Ints:
    found = known.events.get(event)
    return np.full(start.shape, NOTHING) if found is None else found


def _from(limit: From, start: Ints, known: Known) -> Answer:
    if limit.shift is not StartShift.NONE:
        return _unsure(start)
    instants = np.stack([_named(event, start, known) for event in limit.events])
    absent = (instants == NOTHING).any(axis=0)
    begin = instants.min(axis=0) if limit.pick is Pick.EARLIER else instants.max(axis=0)
    begin = np.where(absent, start, begin)
    due, sure = _due(limit.limit, begin, known)
    return np.where(absent, NOTHING, due), absent | (sure & (begin >= STEADY))


def _of_several(limit: Limit, limits: tuple[Limit, ...], start: Ints, known: Known) -> Answer:
    answers = [_due(one, start, known) for one in limits]
    dues = np.stack([due for due, _sure in answers])
    sure = np.stack([sure for _due, sure in answers]).all(axis=0) & (dues != NOTHING).all(axis=0)
    return dues.min(axis=0) if isinstance(limit, EarlierOf) else dues.max(axis=0), sure


def _by_time(limit: ByTime, start: Ints, known: Known) -> Answer:
    """The first window that covers the minute on its kind of day."""
    minute = start % DAY // MINUTE
    kinds = known.line.class_of(start // DAY)
    due, sure = _unsure(start)
    left = _all(start)
    for row in limit.rows:
        if row.since < row.until:
            inside = (minute >= row.since) & (minute < row.until)
        else:
            inside = (minute >= row.since) | (minute < row.until)
        covered = COVERS[row.days]
        if covered != set(CLASSES):
            # An unknown day is not decided here; the engine says which year is missing.
            left &= ~inside | (kinds < len(CLASSES))
            inside &= np.isin(kinds, [CLASSES.index(kind) for kind in covered])
        _fill(due, sure, inside & left, row.limit, start, known)
        left &= ~inside
    if limit.other is not None:
        _fill(due, sure, left, limit.other, start, known)
    return due, sure


def _fill(due: Ints, sure: Flags, where: Flags, limit: Limit, start: Ints, known: Known) -> None:
    events = {name: instants[where] for name, instants in known.events.items()}
    due[where], sure[where] = _due(limit, start[where], Known(known.line, events))


def _span(span: Span, start: Ints, line: Line) -> Answer:
    match span.meaning:
        case Meaning.RINGS:
            return np.full(start.shape, NOTHING), _all(start)
        case Meaning.ROLLING:
            return start + round(span.amount * SECONDS[span.unit] * 1_000_000), _all(start)
        case Meaning.DATE:
            day = add_months(start // DAY, int(span.amount) * MONTHS[span.unit])
            return day * DAY + start % DAY, _all(start)
        case Meaning.WORKING_TIME:
            amount = span.amount * SECONDS[span.unit] * 1_000_000
            return _worked(-(-amount.numerator // amount.denominator), start, line)
        case Meaning.WORKING_DAY_SHARE:
            return _shared(span.amount, start, line)
    return _ticked(span, start, line)


def _worked(amount: int, start: Ints, line: Line) -> Answer:
    if amount <= 0:
        return _unsure(start)
    due, sure = line.when_worked(line.worked_by(start) + amount)
    return due, sure & line.knows(start // DAY)


def _shared(amount: Fraction, start: Ints, line: Line) -> Answer:
    """Shares of days: exact where the day of the start and the last one are equally long."""
    if amount <= 0:
        return _unsure(start)
    day = start // DAY
    place = np.searchsorted(line.days, day, "left")
    here = np.minimum(place, len(line.days) - 1)
    today = line.days[here] == day
    inside = np.where(today, line.worked_by(start) - line.worked_by(day * DAY), 0)
    length, parts = line.lengths[here], amount.denominator
    target = inside * parts + amount.numerator * length
    ahead = -(-target // (length * parts)) - 1
    last = place + ahead
    sure = line.knows(day) & (last < len(line.days))
    last = np.minimum(last, len(line.days) - 1)
    # Where nothing of today is worked, only the last day's length matters.
    even = (inside == 0) | (line.lengths[last] == length)
    share = np.where(
        inside == 0, (amount.numerator - ahead * parts) * line.lengths[last],
        target - ahead * length * parts,
    )  # fmt: skip
    worked = line.worked_by(line.days[last] * DAY) - (share // -parts)
    due, found = line.when_worked(worked)
    return due, sure & even & found


def _ticked(span: Span, start: Ints, line: Line) -> Answer:
    """Limits counted in days: the tick of the n-th counted day."""
    day, inside = start // DAY, start % DAY
    number = int(span.amount) * (7 if span.unit is Unit.WEEK else 1)
    if span.meaning is Meaning.DAY_END:
        if span.unit in MONTHS:
            if number == 0:
                return _unsure(start)
            last = add_months(day, int(span.amount) * MONTHS[span.unit])
        else:
            last = day + number
        sure = _all(start)
        if span.rolls_on and number:
            off = ~line.is_working(last)
            place, found = line.nth(last, 1)
            sure = line.knows(last) & (~off | found)
            last = np.where(off, line.days[place], last)
        return (last + 1) * DAY, sure
    if span.unit in MONTHS:
        return _unsure(start)
    match span.meaning:
        case Meaning.WORKING_DAY_END:
            return _nth_tick(day, start, number, line, lambda place: line.closes[place])
        case Meaning.WORKING_DAY_MIDNIGHT:
            return _nth_tick(day, start, number, line, lambda place: np.full(place.shape, DAY))
        case Meaning.WORKING_DAY_SAME_TIME:
            return _nth_tick(day, start, number, line, lambda _place: inside)
    return _unsure(start)


def _nth_tick(
    day: Ints, start: Ints, number: int, line: Line, time: Callable[[Ints], Ints]
) -> Answer:
    """``number`` 0 is the first tick that is not yet past."""
    place, sure = line.nth(day if number else day - 1, number or 1)
    if not number:
        # The day before may lie in an unknown year; today itself is known.
        sure = line.knows(day) & (line.days[place] >= day)
        past = (line.days[place] == day) & (line.days[place] * DAY + time(place) < start)
        later, found = line.nth(day, 1)
        place = np.where(past, later, place)
        sure &= ~past | found
    return line.days[place] * DAY + time(place), sure


def _clock_time(limit: ClockTime, start: Ints, line: Line) -> Answer:
    day, time = start // DAY, limit.minutes * MINUTE
    number = limit.days if limit.working_days is None else limit.working_days
    if limit.working_days is None:
        due = (day + number) * DAY + time
        return (due if number else np.maximum(due, start)), _all(start)
    place, sure = line.nth(day if number else day - 1, number or 1)
    if not number:
        sure = line.knows(day) & (line.days[place] >= day)
    last = line.days[place]
    due = (last + limit.days) * DAY + time
    if not limit.days and not number:
        due = np.where((last == day) & (due <= start), start, due)
    return due, sure


def add_months(day: Ints, number: int) -> Ints:
    """The same days some months later; the last of the month if there is none."""
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    into = (date - month.astype("datetime64[D]")).astype(np.int64)
    first = (month + number).astype("datetime64[D]").astype(np.int64)
    after = (month + number + 1).astype("datetime64[D]").astype(np.int64)
    return np.minimum(first + into, after - 1)
