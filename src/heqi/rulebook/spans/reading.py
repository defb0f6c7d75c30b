"""Reading a limit written as one line of text, in English or in Chinese."""

from __future__ import annotations

import re
from fractions import Fraction

from heqi.rulebook.spans.amounts import RANGE_RE, UNIT_OF, make_span, not_understood, read_span
from heqi.rulebook.spans.kinds import (
    AtEvent,
    Bound,
    ClockTime,
    EarlierOf,
    Every,
    From,
    Immediate,
    LaterOf,
    Limit,
    LimitError,
    Meaning,
    MonthDay,
    Notice,
    Period,
    Pick,
    Range,
    Share,
    Span,
    StartShift,
    Times,
    Unit,
)

TIME = r"([01]?\d|2[0-4]):([0-5]\d)"
CLOCK_RE = re.compile(rf"(?:before |by )?{TIME}(?: on| of)?(?: the)? (.+)")
CLOCK_ZH_RE = re.compile(rf"(当日|次日|第 ?(\d+) ?日|下一工作日|第 ?(\d+) ?个工作日) ?{TIME} ?前?")
DAY_PLUS_RE = re.compile(r"(working )?day \+(\d+)(?: after working day \+(\d+))?")
MONTH_DAY_RE = re.compile(
    rf"(?:by )?(?:the )?(\d+)(?:st|nd|rd|th) of (this|next|the next) month(?: (?:by |at )?{TIME})?"
)
NOTICE_RE = re.compile(r"(.+?) before(?: ([a-z][a-z0-9_.]*))?")
PERIODS = {p.value: p for p in Period} | {"half year": Period.HALF_YEAR}
PERIODS_ZH = {
    "日": Period.DAY,
    "天": Period.DAY,
    "周": Period.WEEK,
    "月": Period.MONTH,
    "季度": Period.QUARTER,
    "季": Period.QUARTER,
    "半年": Period.HALF_YEAR,
    "年": Period.YEAR,
}
PERIOD_RE = "|".join(PERIODS)
TIMES_RE = re.compile(
    r"(?:(at least|at most|exactly) )?(once|twice|one|\d+)(?: times?)? "
    rf"(?:per|a|each|every) ({PERIOD_RE})"
)
TIMES_ZH_RE = re.compile(r"每(半年|季度|季|日|天|周|月|年)(至少|至多|恰好)? ?(\d+) ?次")
SHARE_RE = re.compile(
    rf"(?:(at least|at most|exactly) )?(\d+(?:\.\d+)?) ?%(?: (?:per|a|each) ({PERIOD_RE}))?"
)
BOUNDS_ZH = {
    None: Bound.AT_LEAST,
    "至少": Bound.AT_LEAST,
    "至多": Bound.AT_MOST,
    "恰好": Bound.EXACTLY,
}
NAME = r"([a-z][a-z0-9_.]*)"
FROM_RE = re.compile(
    rf"(.+?) from (?:the (later|earlier) of {NAME}((?:(?:,| and|, and) [a-z][a-z0-9_.]*)+)"
    rf"|the (day|working day) after {NAME}|{NAME})"
)
EITHER_RE = re.compile(r"the (earlier|later) of (.+)")
COUNTS = {"once": 1, "one": 1, "twice": 2}


LONGEST_LINE = 300


def read_text(text: str) -> Limit:
    """Reads one line. Raises ``LimitError``."""
    line = re.sub(r"\s+", " ", text.strip().lower()).rstrip(".。")
    if len(line) > LONGEST_LINE:
        raise not_understood(f"{line[:40]}...")
    for read in (_fixed, _either, _from, _times, _share, _month_day, _clock, _notice, _range):
        limit = read(line)
        if limit is not None:
            return limit
    span = read_span(line)
    if span is None:
        raise not_understood(text)
    return span


SAME_DAY = Span(Fraction(0), Unit.DAY, Meaning.DAY_END)
SAME_WORKING_DAY = Span(Fraction(0), Unit.WORKING_DAY, Meaning.WORKING_DAY_END)


def _fixed(line: str) -> Limit | None:
    if line in ("immediately", "immediate", "at once", "立即", "即时", "马上"):
        return Immediate()
    if line in ("same day", "end of day", "end of the day", "当日", "当天"):
        return SAME_DAY
    if line in ("same working day", "end of the working day", "当个工作日"):
        return SAME_WORKING_DAY
    if line in ("next day", "end of next day", "次日"):
        return Span(Fraction(1), Unit.DAY, Meaning.DAY_END)
    if line in ("next working day", "end of next working day", "下一工作日"):
        return Span(Fraction(1), Unit.WORKING_DAY, Meaning.WORKING_DAY_END)
    if line.startswith("at ") and re.fullmatch(NAME, line[3:]):
        return AtEvent(line[3:])
    return None


def _either(line: str) -> Limit | None:
    found = EITHER_RE.fullmatch(line)
    if not found:
        return None
    parts = [p for p in re.split(r", and |, | and ", found[2]) if p]
    if len(parts) < 2:
        raise not_understood(line)
    limits = tuple(read_text(p) for p in parts)
    return EarlierOf(limits) if found[1] == "earlier" else LaterOf(limits)


def _from(line: str) -> Limit | None:
    found = FROM_RE.fullmatch(line)
    if not found:
        return None
    inner, pick, first, rest, shift, shifted, only = found.groups()
    limit = read_text(inner)
    if pick:
        names = (first, *re.findall(r"(?:,| and|, and) ([a-z][a-z0-9_.]*)", rest))
        return From(limit, names, Pick(pick))
    if shift:
        return From(limit, (shifted,), Pick.ONLY, StartShift(f"{shift} after"))
    return From(limit, (only,))


def _times(line: str) -> Limit | None:
    found = TIMES_RE.fullmatch(line)
    if found:
        bound, count, period = found.groups()
        number = COUNTS.get(count) or int(count)
        if number < 1:
            raise not_understood(line)
        return Times(number, PERIODS[period], Bound(bound) if bound else Bound.AT_LEAST)
    found = TIMES_ZH_RE.fullmatch(line)
    if found and int(found[3]):
        return Times(int(found[3]), PERIODS_ZH[found[1]], BOUNDS_ZH[found[2]])
    found = re.fullmatch(r"every (.+)", line)
    if not found:
        return None
    if found[1] in PERIODS:
        return Times(1, PERIODS[found[1]])
    span = read_span(found[1])
    return Every(span) if span else None


def _share(line: str) -> Limit | None:
    found = SHARE_RE.fullmatch(line)
    if not found:
        return None
    bound, percent, period = found.groups()
    if Fraction(percent) > 100:
        raise LimitError(f"“{line}”：百分比不能超过 100。", f"'{line}': no more than 100 per cent.")
    return Share(
        Fraction(percent),
        PERIODS[period] if period else None,
        Bound(bound) if bound else Bound.AT_LEAST,
    )


def _month_day(line: str) -> Limit | None:
    found = MONTH_DAY_RE.fullmatch(line)
    if not found:
        return None
    day, which, hour, minute = found.groups()
    if not 1 <= int(day) <= 31:
        raise not_understood(line)
    minutes = clock_minutes(hour, minute, line) if hour else 1440
    return MonthDay(int(day), 0 if which == "this" else 1, minutes)


def clock_minutes(hour: str, minute: str, line: str) -> int:
    minutes = int(hour) * 60 + int(minute)
    if minutes > 1440:
        raise not_understood(line)
    return minutes


def _clock(line: str) -> Limit | None:
    found = CLOCK_ZH_RE.fullmatch(line)
    if found:
        day, days, working, hour, minute = found.groups()
        minutes = clock_minutes(hour, minute, line)
        if day == "下一工作日" or working:
            return ClockTime(minutes, 0, int(working or 1))
        return ClockTime(minutes, {"当日": 0, "次日": 1}.get(day) or int(days or 0))
    found = CLOCK_RE.fullmatch(line)
    if not found:
        return None
    minutes = clock_minutes(found[1], found[2], line)
    day = found[3].removeprefix("the ")
    simple = {
        "same day": ClockTime(minutes, 0),
        "next day": ClockTime(minutes, 1),
        "same working day": ClockTime(minutes, 0, 0),
        "next working day": ClockTime(minutes, 0, 1),
        "day after the first working day": ClockTime(minutes, 1, 1),
        "day after the next working day": ClockTime(minutes, 1, 1),
    }
    if day in simple:
        return simple[day]
    plus = DAY_PLUS_RE.fullmatch(day)
    if not plus or (plus[1] and plus[3]) or int(plus[2]) > 366:
        raise not_understood(line)
    if plus[1]:
        return ClockTime(minutes, 0, int(plus[2]))
    return ClockTime(minutes, int(plus[2]), int(plus[3]) if plus[3] else None)


def _notice(line: str) -> Limit | None:
    found = NOTICE_RE.fullmatch(line)
    if not found:
        return None
    span = read_span(found[1])
    if span is None:
        raise not_understood(line)
    check_notice(span, line)
    return Notice(span, found[2] or "")


def check_notice(span: Span, line: object) -> None:
    if span.rolls_on or span.meaning in (
        Meaning.RINGS,
        Meaning.WORKING_TIME,
        Meaning.WORKING_DAY_SHARE,
    ):
        raise LimitError(
            f"“{line}”：提前量须用小时、自然日、工作日、周或月。",
            f"'{line}': a notice is given in hours, calendar days, working days, weeks or months.",
        )


def _range(line: str) -> Limit | None:
    found = RANGE_RE.fullmatch(line)
    if not found:
        return None
    low, high, unit, suffix = found.groups()
    if Fraction(low) >= Fraction(high):
        raise LimitError(
            f"“{line}”：下限须小于上限。", f"'{line}': the lower bound must be below the upper."
        )
    kind = UNIT_OF[unit]
    return Range(
        make_span(Fraction(low), kind, suffix or "", line),
        make_span(Fraction(high), kind, suffix or "", line),
    )
