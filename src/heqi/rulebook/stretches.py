"""The way from the start of a limit to its due instant, in stretches that count or do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.counting import DAY, MICRO, ZONE, Pause, Ticks
from heqi.rulebook.due import Due, Stretch
from heqi.rulebook.hours import MINUTE
from heqi.rulebook.instants import MIDNIGHT, Start, after, days_of, local, span_ticks
from heqi.rulebook.spans import ClockTime, Every, Meaning, Span, Times, Words

FINE_DAYS = 10  # below this, working time is shown by the interval, above it by the day
LONGEST = 120  # above this many pieces, weekends dissolve into the working days around them


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch before it is put into words. ``first`` and ``last``: the numbers of the days."""

    since: dt.datetime
    until: dt.datetime
    kind: str  # start count after roll paused weekend holiday work lunch closed time period
    name: Words | None = None
    first: int = 0
    last: int = 0
    makeup: bool = False

    @property
    def counts(self) -> bool:
        return self.kind in ("count", "after", "work", "time", "period")


def pieces(due: Due) -> list[Piece]:
    """The stretches of ``due.leaf`` from ``due.since``: as far as they are known."""
    end = _end(due)
    leaf = due.leaf.span if isinstance(due.leaf, Every) else due.leaf
    start = Start(due.since.replace(tzinfo=None), due.shifted)
    if end is None or due.calendar is None or end <= start.at:
        return []
    pauses = local(after(start, due.pauses))
    found: list[Piece] = []
    match leaf:
        case Span(_, _, Meaning.ROLLING | Meaning.DATE):
            found = _paused([Piece(start.at, end, "time")], pauses)
        case Span(_, _, Meaning.WORKING_TIME | Meaning.WORKING_DAY_SHARE):
            found = _worked(start.at, end, due.calendar, pauses)
        case Span(amount):
            ticks = span_ticks(leaf, start, due.calendar)
            number = days_of(leaf, start)
            found = _ticked(ticks, start, end, pauses, number, today=amount == 0)
        case ClockTime():
            found = _clocked(leaf, start, end, due.calendar, pauses)
        case Times():
            found = [Piece(start.at, end, "period")]
    return _merged(found)


def _end(due: Due) -> dt.datetime | None:
    if due.at:
        return due.at.replace(tzinfo=None)
    ends = []
    if due.missing_calendar:
        ends.append(dt.datetime.combine(dt.date(due.missing_calendar, 1, 1), dt.time()))
    if due.paused_since:
        ends.append(due.paused_since.replace(tzinfo=None))
    return min(ends, default=None)


def _paused(pieces: list[Piece], pauses: tuple[Pause, ...]) -> list[Piece]:
    """Cuts what counts at pauses."""
    out = []
    for piece in pieces:
        at = piece.since
        for pause in pauses if piece.counts else ():
            until = min(pause.until or piece.until, piece.until)
            since = max(pause.since, at)
            if since < until:
                out.append(replace(piece, since=at, until=since))
                out.append(Piece(since, until, "paused", reason_words(pause.reason)))
                at = until
        out.append(replace(piece, since=at))
    return [piece for piece in out if piece.since < piece.until]


def reason_words(reason: str) -> Words | None:
    from heqi.rulebook.labels import LABELS

    return LABELS.get(f"pause={reason}")


def _off(calendar: Calendar, day: dt.date) -> tuple[str, Words | None]:
    kind = calendar.day_class(day)
    return kind, calendar.name_of(day) if kind == "holiday" else None


def _days(since: dt.date, end: dt.datetime) -> Iterator[dt.date]:
    day = since
    while dt.datetime.combine(day, dt.time()) < end:
        yield day
        day += DAY


def _worked(
    start: dt.datetime, end: dt.datetime, calendar: Calendar, pauses: tuple[Pause, ...]
) -> list[Piece]:
    fine = (end - start).days < FINE_DAYS
    out = []
    for day in _days(start.date(), end):
        midnight = dt.datetime.combine(day, dt.time())
        if not calendar.is_working(day):
            out.append(Piece(midnight, midnight + DAY, *_off(calendar, day)))
            continue
        if not fine:
            out.append(Piece(midnight, midnight + DAY, "work"))
            continue
        at, kind = 0, "closed"
        for since, until in calendar.shift(day).intervals:
            out.append(_part(midnight, at, since, kind))
            out.append(_part(midnight, since, until, "work"))
            at, kind = until, "lunch"
        out.append(_part(midnight, at, 1440, "closed"))
    cut = [replace(p, since=max(p.since, start), until=min(p.until, end)) for p in out]
    return _paused([p for p in cut if p.since < p.until], pauses)


def _part(midnight: dt.datetime, since: int, until: int, kind: str) -> Piece:
    minute = MINUTE * MICRO
    return Piece(midnight + since * minute, midnight + until * minute, kind)


def _ticked(
    ticks: Ticks,
    start: Start,
    end: dt.datetime,
    pauses: tuple[Pause, ...],
    number: int,
    today: bool = False,
) -> list[Piece]:
    """Day by day. ``number``: how many days are to be counted; further ones are rolled on."""
    out: list[Piece] = []
    first = start.day + DAY
    if today and ticks.counted(start.day) and ticks.on(start.day) >= start.at:
        first = start.day
    elif not start.shifted:
        midnight = dt.datetime.combine(first, dt.time())
        out.append(Piece(start.at, min(midnight, end), "start"))
    seen = 0
    for day in _days(first, end):
        since = max(dt.datetime.combine(day, dt.time()), start.at)
        until = min(dt.datetime.combine(day + DAY, dt.time()), end)
        if seen and seen >= number:
            out.append(Piece(since, until, "roll"))
            continue
        if not ticks.counted(day):
            out.append(Piece(since, until, *_off(ticks.calendar, day)))
            continue
        tick = ticks.on(day)
        stop = next(
            (p for p in pauses if p.since < tick and (p.until is None or tick <= p.until)), None
        )
        if stop:
            out.append(Piece(since, until, "paused", reason_words(stop.reason)))
            continue
        seen += 1
        makeup = ticks.working and day in ticks.calendar.work
        name = ticks.calendar.name_of(day) if makeup else None
        out.append(Piece(since, until, "count", name, seen, seen, makeup))
    return out


def _clocked(
    limit: ClockTime,
    start: Start,
    end: dt.datetime,
    calendar: Calendar,
    pauses: tuple[Pause, ...],
) -> list[Piece]:
    plain = replace(start, shifted=False)
    time = limit.minutes * MINUTE
    if limit.working_days is None or not limit.days:
        number = limit.days if limit.working_days is None else limit.working_days
        ticks = Ticks(calendar, limit.working_days is not None, lambda _: time)
        return _ticked(ticks, plain, end, pauses, number, today=number == 0)
    to_midnight = Ticks(calendar, True, lambda _: MIDNIGHT)
    number = limit.working_days
    before = _ticked(to_midnight, plain, end, pauses, number or 1, today=number == 0)
    out = [piece for piece in before if piece.kind != "roll"]
    seen = 0
    for piece in before:
        if piece.kind == "roll":
            seen += 1
            out.append(replace(piece, kind="after", first=seen, last=seen))
    return out


def _merged(found: list[Piece]) -> list[Piece]:
    joined = _joined(found)
    if len(joined) <= LONGEST:
        return joined
    # Years of weeks: weekends belong to the working days around them.
    coarse: list[Piece] = []
    for piece in joined:
        last = coarse[-1] if coarse else None
        if piece.kind == "weekend" and last and last.kind in ("count", "work"):
            coarse[-1] = replace(last, until=piece.until)
        else:
            coarse.append(piece)
    return _joined(coarse)


def _joined(found: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in found:
        last = out[-1] if out else None
        if (
            last
            and last.until == piece.since
            and (last.kind, last.name, last.makeup) == (piece.kind, piece.name, piece.makeup)
        ):
            out[-1] = replace(last, until=piece.until, last=piece.last)
        else:
            out.append(piece)
    return out


def stretches(due: Due) -> tuple[Stretch, ...]:
    """The pieces, each with its reason in words."""
    return tuple(
        Stretch(
            piece.since.replace(tzinfo=ZONE),
            piece.until.replace(tzinfo=ZONE),
            piece.counts,
            why(piece),
        )
        for piece in pieces(due)
    )


PLAIN_WHY = {
    "start": Words("起算当日不计", "the day of the start does not count"),
    "roll": Words("末日休息，顺延", "the last day was off, moved on"),
    "weekend": Words("周末不计", "weekend, does not count"),
    "work": Words("工作时间", "working time"),
    "lunch": Words("午休不计", "break, does not count"),
    "closed": Words("下班时间不计", "outside working hours, does not count"),
    "time": Words("连续计时", "time runs"),
    "period": Words("本期", "the period"),
    "after": Words("此后的日子", "the days after"),
}


def why(piece: Piece) -> Words:
    """Why a piece counts or does not."""
    name = piece.name
    if piece.kind == "count":
        one = piece.first == piece.last
        zh = f"第 {piece.first} 日" if one else f"第 {piece.first}–{piece.last} 日"
        en = f"day {piece.first}" if one else f"days {piece.first}–{piece.last}"
        if piece.makeup:
            return Words(f"补班，计为{zh}", f"make-up workday, counts as {en}")
        return Words(f"计为{zh}", f"counts as {en}")
    if piece.kind == "holiday" and name:
        return Words(f"{name.zh}放假不计", f"{name.en}, does not count")
    if piece.kind == "holiday":
        return Words("放假不计", "holiday, does not count")
    if piece.kind == "paused":
        because = Words(f"（{name.zh}）", f" ({name.en})") if name else Words("", "")
        return Words(f"暂停{because.zh}不计", f"paused{because.en}, does not count")
    return PLAIN_WHY[piece.kind]
