"""A limit back to the form a pack holds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from heqi.rulebook.spans.kinds import (
    AtEvent,
    Bands,
    ByFact,
    ByTime,
    ClockTime,
    Cutoff,
    DayKind,
    EarlierOf,
    Every,
    From,
    Immediate,
    LaterOf,
    Limit,
    Meaning,
    MonthDay,
    Notice,
    Pick,
    Range,
    Share,
    Span,
    StartShift,
    Times,
    Unit,
)

SHORT_UNITS = {Unit.SECOND, Unit.MINUTE, Unit.HOUR}


def written(limit: Limit) -> str | dict[str, Any]:
    line = _line(limit)
    return line if line is not None else _mapping(limit)


def _line(limit: Limit) -> str | None:
    match limit:
        case Span():
            return span_text(limit)
        case Immediate():
            return "immediately"
        case ClockTime():
            return _clock(limit)
        case MonthDay(day, months, minutes):
            at = "" if minutes == 1440 else f" {clock(minutes)}"
            return f"{ordinal(day)} of {'next' if months else 'this'} month{at}"
        case Range(Span() as low, Span() as high) if (
            low.unit == high.unit and low.meaning == high.meaning
        ):
            upper = span_text(high)
            return f"{number(low.amount)}-{upper}"
        case Notice(span, event):
            return f"{span_text(span)} before{' ' + event if event else ''}"
        case Times(count, period, bound):
            return f"{bound} {count} per {period}"
        case Every(span):
            return f"every {span_text(span)}"
        case Share(percent, period, bound):
            return f"{bound} {number(percent)}%" + (f" per {period}" if period else "")
        case AtEvent(event):
            return f"at {event}"
        case From():
            inner = _line(limit.limit)
            if inner is None or inner.startswith("the ") or " before" in inner:
                return None
            return f"{inner} from {_events(limit)}"
    return None


def number(amount: Fraction) -> str:
    """Exact decimals: amounts are read from decimals, so there is an end to them."""
    places = 0
    while (amount * 10**places).denominator != 1:
        places += 1
    digits = str((amount * 10**places).numerator).rjust(places + 1, "0")
    return digits if not places else f"{digits[:-places]}.{digits[-places:]}"


def span_text(span: Span) -> str:
    amount, unit = span.amount, span.unit
    if amount == 0:
        return "same working day" if unit is Unit.WORKING_DAY else "same day"
    if unit is Unit.WORKING_DAY and amount == Fraction(1, 2):
        return "half working day"
    plural = "" if unit in SHORT_UNITS or amount == 1 else "s"
    suffix = {
        Meaning.DAY_END: " to end of day",
        Meaning.WORKING_DAY_MIDNIGHT: " to midnight",
        Meaning.WORKING_DAY_SAME_TIME: " same time",
    }.get(span.meaning, "")
    if span.meaning is Meaning.WORKING_DAY_SHARE and amount.denominator == 1:
        suffix = " rolling"
    roll = " or next working day" if span.rolls_on else ""
    return f"{number(amount)} {unit}{plural}{suffix}{roll}"


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def ordinal(n: int) -> str:
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{({1: 'st', 2: 'nd', 3: 'rd'}).get(n % 10, 'th')}"


def _clock(limit: ClockTime) -> str:
    at = clock(limit.minutes)
    if limit.working_days is None:
        day = {0: "same day", 1: "next day"}.get(limit.days, f"on day +{limit.days}")
    elif limit.days:
        day = f"on day +{limit.days} after working day +{limit.working_days}"
    else:
        day = {0: "same working day", 1: "next working day"}.get(
            limit.working_days, f"on working day +{limit.working_days}"
        )
    return f"{at} {day}"


def _events(limit: From) -> str:
    if limit.pick is not Pick.ONLY:
        return f"the {limit.pick} of {' and '.join(limit.events)}"
    if limit.shift is not StartShift.NONE:
        return f"the {limit.shift} {limit.events[0]}"
    return limit.events[0]


def _mapping(limit: Limit) -> dict[str, Any]:
    match limit:
        case Range(lower, upper):
            return {"at_least": written(lower), "at_most": written(upper)}
        case From(inner, events, pick, shift):
            given: str | dict[str, Any] = events[0]
            if pick is not Pick.ONLY:
                given = {f"{pick}_of": list(events)}
            elif shift is not StartShift.NONE:
                given = {shift.value.replace(" ", "_"): events[0]}
            return {"limit": written(inner), "from": given}
        case EarlierOf(limits):
            return {"earlier_of": [written(one) for one in limits]}
        case LaterOf(limits):
            return {"later_of": [written(one) for one in limits]}
        case ByTime(rows, other):
            return {"by_time": [_cutoff(row) for row in rows], **_else(other)}
        case ByFact(fact, table, other):
            return {"by": fact, "is": {k: written(v) for k, v in table}, **_else(other)}
        case Bands(fact, bands):
            steps = [
                ({} if b.below is None else {"below": _plain(b.below)})
                | {"limit": written(b.limit)}
                for b in bands
            ]
            return {"by": fact, "bands": steps}
    raise TypeError(f"no written form for {type(limit).__name__}")


def _plain(amount: Fraction) -> int | float:
    return amount.numerator if amount.denominator == 1 else float(amount)


def _else(other: Limit | None) -> dict[str, Any]:
    return {} if other is None else {"else": written(other)}


def _cutoff(row: Cutoff) -> dict[str, Any]:
    form: dict[str, Any] = {}
    if (row.since, row.until) != (0, 1440):
        form["between"] = f"{clock(row.since)}-{clock(row.until)}"
    if row.days is not DayKind.ANY:
        form["days"] = row.days.value
    return form | {"limit": written(row.limit)}
