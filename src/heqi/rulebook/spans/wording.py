"""A limit in a few words for people."""

from __future__ import annotations

from fractions import Fraction

from heqi.rulebook.spans.kinds import (
    AtEvent,
    Bands,
    Bound,
    ByFact,
    ByTime,
    ClockTime,
    EarlierOf,
    Every,
    From,
    Immediate,
    LaterOf,
    Limit,
    Meaning,
    MonthDay,
    Notice,
    Period,
    Range,
    Share,
    Span,
    Times,
    Unit,
    Words,
)
from heqi.rulebook.spans.written import clock, number, ordinal, span_text

UNITS_ZH = {
    Unit.SECOND: "秒",
    Unit.MINUTE: "分钟",
    Unit.HOUR: "小时",
    Unit.DAY: "个自然日",
    Unit.WEEK: "周",
    Unit.MONTH: "个月",
    Unit.QUARTER: "个季度",
    Unit.YEAR: "年",
    Unit.WORKING_MINUTE: "个工作分钟",
    Unit.WORKING_HOUR: "个工作小时",
    Unit.WORKING_DAY: "个工作日",
    Unit.RING: "声铃响",
}
UNITS_EN = {Unit.SECOND: "second", Unit.MINUTE: "minute", Unit.HOUR: "hour"}
PERIODS_ZH = {
    Period.DAY: "日",
    Period.WEEK: "周",
    Period.MONTH: "月",
    Period.QUARTER: "季度",
    Period.HALF_YEAR: "半年",
    Period.YEAR: "年",
}
BOUNDS_ZH = {Bound.AT_LEAST: "至少", Bound.AT_MOST: "至多", Bound.EXACTLY: "恰好"}
SUFFIX_ZH = {
    Meaning.DAY_END: "（至日终）",
    Meaning.WORKING_DAY_MIDNIGHT: "（至当日 24:00）",
    Meaning.WORKING_DAY_SAME_TIME: "（同一钟点）",
    Meaning.WORKING_DAY_SHARE: "（按工作时间）",
}


def span_zh(span: Span) -> str:
    if span.amount == 0:
        return "当个工作日" if span.unit is Unit.WORKING_DAY else "当日"
    unit = UNITS_ZH[span.unit]
    suffix = SUFFIX_ZH.get(span.meaning, "")
    if span.amount == Fraction(1, 2):
        bare = unit if unit.startswith("个") else f"个{unit}"
        return f"半{bare}" if span.unit is Unit.WORKING_DAY else f"0.5 {bare}"
    if span.meaning is Meaning.WORKING_DAY_SHARE and span.amount.denominator != 1:
        suffix = ""
    roll = "，遇休息日顺延" if span.rolls_on else ""
    return f"{number(span.amount)} {unit}{suffix}{roll}"


def span_en(span: Span) -> str:
    if span.unit in UNITS_EN:
        word = UNITS_EN[span.unit]
        return f"{number(span.amount)} {word}{'' if span.amount == 1 else 's'}"
    return span_text(span)


def wording(limit: Limit) -> Words:
    match limit:
        case Span():
            return Words(span_zh(limit), span_en(limit))
        case Immediate():
            return Words("立即", "at once")
        case ClockTime():
            return _clock(limit)
        case MonthDay(day, months, minutes):
            which = ("次月", "next") if months else ("当月", "this")
            at = ("日终", "") if minutes == 1440 else (f" {clock(minutes)} ", f" {clock(minutes)}")
            return Words(
                f"{which[0]} {day} 日{at[0]}前", f"by the {ordinal(day)} of {which[1]} month{at[1]}"
            )
        case Range(Span() as low, Span() as high) if low.unit == high.unit:
            return Words(
                f"{number(low.amount)}–{span_zh(high)}", f"{number(low.amount)}–{span_en(high)}"
            )
        case Range(lower, upper):
            least, most = wording(lower), wording(upper)
            return Words(f"{least.zh}至{most.zh}", f"from {least.en} to {most.en}")
        case Notice(span):
            return Words(f"提前 {span_zh(span)}", f"{span_en(span)} before")
        case Times(count, period, bound):
            word = "" if bound is Bound.AT_LEAST else BOUNDS_ZH[bound]
            times = {1: "once", 2: "twice"}.get(count, f"{count} times")
            word_en = "" if bound is Bound.AT_LEAST else f"{bound} "
            return Words(
                f"每{PERIODS_ZH[period]}{word} {count} 次", f"{word_en}{times} per {period}"
            )
        case Every(span):
            return Words(f"每 {span_zh(span)}一次", f"every {span_en(span)}")
        case Share(percent, period, bound):
            word = BOUNDS_ZH[bound]
            per = (f"每{PERIODS_ZH[period]}", f" per {period}") if period else ("", "")
            return Words(
                f"{per[0]}{word} {number(percent)}%", f"{bound} {number(percent)}%{per[1]}"
            )
        case AtEvent():
            return Words("按已定的时间", "at the recorded time")
        case From(inner):
            return wording(inner)
        case EarlierOf(limits):
            return _joined(limits, "，以较早者为准", "the earlier of ")
        case LaterOf(limits):
            return _joined(limits, "，以较晚者为准", "the later of ")
        case ByTime(rows, other):
            return _cases([row.limit for row in rows], other, "视起算时间", "by time of start")
        case ByFact(_, table, other):
            return _cases([one for _, one in table], other, "视情形", "by case")
        case Bands(_, bands):
            return _cases([band.limit for band in bands], None, "视情形", "by case")
    raise TypeError(f"no words for {type(limit).__name__}")


def _clock(limit: ClockTime) -> Words:
    at = clock(limit.minutes)
    days, working = limit.days, limit.working_days
    if working is None:
        zh = {0: "当日", 1: "次日"}.get(days, f"第 {days} 日")
        en = {0: "on the same day", 1: "on the next day"}.get(days, f"on day +{days}")
    else:
        zh = {0: "当个工作日", 1: "下一工作日"}.get(working, f"第 {working} 个工作日")
        en = {0: "on the same working day", 1: "on the next working day"}.get(
            working, f"on working day +{working}"
        )
        if days:
            zh = f"{zh}之后第 {days} 日" if days > 1 else f"{zh}的次日"
            en = f"on day +{days} after working day +{working}"
    return Words(f"{zh} {at} 前", f"by {at} {en}")


def _joined(limits: tuple[Limit, ...], zh: str, en: str) -> Words:
    words = [wording(one) for one in limits]
    return Words(
        "与".join(w.zh for w in words) + zh,
        en + " and ".join(w.en for w in words),
    )


def _cases(limits: list[Limit], other: Limit | None, zh: str, en: str) -> Words:
    seen: list[Words] = []
    for one in [*limits, *([other] if other else [])]:
        words = wording(one)
        if words not in seen:
            seen.append(words)
    return Words(
        f"{zh}：{' / '.join(w.zh for w in seen)}", f"{en}: {' / '.join(w.en for w in seen)}"
    )
