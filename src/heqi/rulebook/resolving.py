"""From any limit to the plain limit that governs, and its due instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from heqi.rulebook.calendars import Calendar, MissingYearError
from heqi.rulebook.counting import ZONE, OpenPauseError, Pause
from heqi.rulebook.due import Due, in_zone
from heqi.rulebook.instants import Start, leaf_instant, leaf_meaning
from heqi.rulebook.labels import because_fact, because_start, because_window
from heqi.rulebook.spans import (
    Bands,
    ByFact,
    ByTime,
    DayKind,
    EarlierOf,
    From,
    LaterOf,
    Limit,
    LimitError,
    Meaning,
    Notice,
    Pick,
    Range,
    StartShift,
    Words,
)
from heqi.rulebook.spans.kinds import key_of
from heqi.rulebook.spans.mapping import COVERS


@dataclass(frozen=True, slots=True)
class Context:
    """What a limit is resolved with; ``start`` changes on the way down."""

    calendar: Calendar
    facts: Mapping[str, Any]
    events: Mapping[str, dt.datetime]
    pauses: tuple[Pause, ...]
    labels: Mapping[str, Words]
    asked: Limit
    asked_from: dt.datetime
    start: Start | None = None
    notes: tuple[Words, ...] = ()

    def started(self) -> Start:
        return self.start or Start.plain(self.asked_from)

    def noting(self, *notes: Words) -> Context:
        return replace(self, notes=self.notes + notes)


def resolve(limit: Limit, context: Context) -> Due:
    """The whole answer, with a provisional instant if only days off are unknown."""
    due = _resolve(limit, context)
    if due.at is None and due.missing_calendar and not context.calendar.guesses:
        guess = _resolve(limit, replace(context, calendar=context.calendar.guessing()))
        due = replace(due, provisional_at=guess.at)
    return replace(due, limit=context.asked, start=context.asked_from)


def _due(leaf: Limit, context: Context, **known: Any) -> Due:
    start = context.started()
    return Due(
        limit=context.asked,
        start=context.asked_from,
        leaf=leaf,
        since=aware(start.at),
        meaning=leaf_meaning(leaf),
        notes=context.notes,
        shifted=start.shifted,
        calendar=context.calendar,
        pauses=context.pauses,
        labels=context.labels,
        **known,
    )


def aware(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=ZONE)


def _resolve(limit: Limit, context: Context) -> Due:
    match limit:
        case From():
            return _from(limit, context)
        case Range(lower, upper):
            note = Words(
                f"{limit.words('zh')}，按上限计", f"{limit.words('en')}, counted to the upper bound"
            )
            low, high = _resolve(lower, context), _resolve(upper, context.noting(note))
            if low.at and high.at and low.at > high.at:
                raise LimitError(
                    "区间时限的下限晚于上限。", "The lower bound of the range is after the upper."
                )
            return replace(high, not_before=low.at, missing=_union(high, low))
        case EarlierOf(limits):
            return _earlier([_resolve(one, context) for one in limits])
        case LaterOf(limits):
            return _later([_resolve(one, context) for one in limits])
        case ByTime():
            return _by_time(limit, context)
        case ByFact() | Bands():
            return _by_fact(limit, context)
        case Notice(_, event) if event and event not in context.events:
            return _due(limit, context, missing=(event,))
    try:
        at = leaf_instant(
            limit, context.started(), context.calendar, context.pauses, context.events
        )
    except MissingYearError as missing:
        return _due(limit, context, missing_calendar=missing.year)
    except OpenPauseError as stop:
        since = stop.since
        return _due(
            limit, context, paused_since=since.astimezone(ZONE) if since.tzinfo else aware(since)
        )
    except KeyError as missing_event:
        return _due(limit, context, missing=(str(missing_event.args[0]),))
    except (OverflowError, IndexError) as wrong:
        raise LimitError("时限超出可算范围。", "The limit leads beyond all calendars.") from wrong
    return _due(limit, context, at=aware(at) if at else None)


def _union(*dues: Due) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for due in dues for name in due.missing))


def _from(limit: From, context: Context) -> Due:
    absent = tuple(name for name in limit.events if name not in context.events)
    known = [(context.events[n], n) for n in limit.events if n in context.events]
    if absent:
        return replace(_resolve(limit.limit, context), at=None, not_before=None, missing=absent)
    at, name = (min if limit.pick is Pick.EARLIER else max)(known)
    start = Start.plain(in_zone(at))
    note = because_start(limit, name, at, context.labels)
    if limit.shift is not StartShift.NONE:
        day = start.at.date() + dt.timedelta(1)
        if limit.shift is StartShift.NEXT_WORKING_DAY:
            try:
                day = context.calendar.nth_working_day(start.at.date(), 1)
            except MissingYearError as missing:
                return _due(limit.limit, context.noting(note), missing_calendar=missing.year)
        start = Start(dt.datetime.combine(day, dt.time()), True)
    return _resolve(limit.limit, replace(context.noting(note), start=start))


def _lower_bound(due: Due) -> dt.datetime:
    """Before this instant a due that is unknown cannot lie."""
    if due.at:
        return due.at
    if due.missing_calendar and due.since.year < due.missing_calendar:
        return dt.datetime(due.missing_calendar, 1, 1, tzinfo=ZONE)
    return due.paused_since or due.since


def _timed(dues: list[Due]) -> list[Due]:
    """Rings and percentages have no instant and cannot govern beside others."""
    timed = [d for d in dues if d.meaning not in (Meaning.RINGS, Meaning.NONE)]
    return timed or dues


def _joined(chosen: Due, dues: list[Due], **known: Any) -> Due:
    return replace(chosen, others=tuple(d for d in dues if d is not chosen), **known)


EARLIER = Words("几项时限取较早者", "the earlier of several")
LATER = Words("几项时限取较晚者", "the later of several")


def _noted(due: Due, note: Words) -> Due:
    return replace(due, notes=(note, *due.notes))


def _earlier(dues: list[Due]) -> Due:
    timed = _timed(dues)
    known = [d for d in timed if d.at]
    unknown = [d for d in timed if not d.at]
    chosen = min(known, key=lambda d: d.at or d.since, default=None)
    if (
        chosen
        and chosen.at
        and all(not d.missing and _lower_bound(d) >= chosen.at for d in unknown)
    ):
        return _joined(_noted(chosen, EARLIER), dues)
    return _unknown(unknown or timed, dues)


def _later(dues: list[Due]) -> Due:
    timed = _timed(dues)
    unknown = [d for d in timed if not d.at]
    if unknown or len(timed) < len(dues):
        return _unknown(unknown or timed, dues)
    return _joined(_noted(max(timed, key=lambda d: d.at or d.since), LATER), dues)


def _unknown(unknown: list[Due], dues: list[Due]) -> Due:
    years = [d.missing_calendar for d in unknown if d.missing_calendar]
    paused = [d.paused_since for d in unknown if d.paused_since]
    return _joined(
        unknown[0],
        dues,
        at=None,
        missing=_union(*unknown),
        missing_calendar=min(years, default=None),
        paused_since=min(paused, default=None),
    )


def _by_time(limit: ByTime, context: Context) -> Due:
    start = context.started().at
    minute = start.hour * 60 + start.minute
    rows = [row for row in limit.rows if row.covers(minute)]
    if any(row.days is not DayKind.ANY for row in rows):
        try:
            kind = context.calendar.day_class(start.date())
        except MissingYearError as missing:
            return _due(rows[0].limit, context, missing_calendar=missing.year)
        rows = [row for row in rows if kind in COVERS[row.days]]
    row = rows[0] if rows else None
    chosen = row.limit if row else limit.other
    if chosen is None:
        raise LimitError("时段有缺口。", "Windows leave a gap.")
    return _resolve(chosen, context.noting(because_window(row, start, chosen)))


def _by_fact(limit: ByFact | Bands, context: Context) -> Due:
    value = context.facts.get(limit.fact)
    if value is None and limit.fact == "season" and context.calendar.seasons:
        value = context.calendar.season(context.started().at.date()) or "other"
    if value is None:
        return _either_way(limit, context)
    chosen = _banded(limit, value) if isinstance(limit, Bands) else _tabled(limit, value)
    note = because_fact(limit.fact, value, chosen, context.labels)
    return _resolve(chosen, context.noting(note))


def _either_way(limit: ByFact | Bands, context: Context) -> Due:
    """Without the fact: the answer if every branch gives the same instant, else what is missing."""
    branches = (
        [band.limit for band in limit.bands]
        if isinstance(limit, Bands)
        else [one for _, one in limit.table] + ([limit.other] if limit.other else [])
    )
    dues = [_resolve(one, context) for one in branches]
    if dues[0].at and len(dues) > 1 and len({(d.at, d.not_before) for d in dues}) == 1:
        return dues[0]
    names = (limit.fact, *_union(*dues))
    return replace(_due(limit, context), missing=tuple(dict.fromkeys(names)), others=tuple(dues))


def _tabled(limit: ByFact, value: object) -> Limit:
    chosen = dict(limit.table).get(key_of(value), limit.other)
    if chosen is None:
        raise LimitError(
            f"时限未规定“{limit.fact}”为“{key_of(value)}”的情形。",
            f"The limit says nothing for '{limit.fact}' being '{key_of(value)}'.",
        )
    return chosen


def _banded(limit: Bands, value: object) -> Limit:
    number = None
    if not isinstance(value, bool):
        try:
            number = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            number = None
    if number is None:
        raise LimitError(f"“{limit.fact}”须是数。", f"'{limit.fact}' must be a number.")
    return next(b.limit for b in limit.bands if b.below is None or number < b.below)
