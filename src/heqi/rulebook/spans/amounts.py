"""Reading an amount of a unit: "3 working days to midnight", "半个工作日"."""

from __future__ import annotations

import re
from fractions import Fraction

from heqi.rulebook.spans.kinds import (
    MONTHS,
    WORKING_TIME_UNITS,
    LimitError,
    Meaning,
    Span,
    Unit,
)

UNITS = {
    Unit.SECOND: "s|sec|secs|second|seconds|秒|秒钟",
    Unit.MINUTE: "min|mins|minute|minutes|分|分钟",
    Unit.HOUR: "h|hr|hrs|hour|hours|小时|个小时",
    Unit.DAY: "d|day|days|calendar day|calendar days|天|日|自然日|个自然日",
    Unit.WEEK: "w|week|weeks|周|个星期|星期",
    Unit.MONTH: "month|months|个月|月",
    Unit.QUARTER: "quarter|quarters|季度|个季度",
    Unit.YEAR: "y|year|years|年",
    Unit.WORKING_MINUTE: "working minute|working minutes|工作分钟|个工作分钟",
    Unit.WORKING_HOUR: "working hour|working hours|business hour|business hours"
    "|工作小时|个工作小时",
    Unit.WORKING_DAY: "working day|working days|workday|workdays|business day|business days"
    "|工作日|个工作日",
    Unit.RING: "ring|rings|声|声铃响|声振铃",
}
UNIT_OF = {name: unit for unit, names in UNITS.items() for name in names.split("|")}
UNIT_RE = "|".join(sorted((re.escape(n) for n in UNIT_OF), key=len, reverse=True))
NUMBER_RE = r"(?:\d+(?:\.\d+)?|half|半)"
SPAN_RE = re.compile(rf"({NUMBER_RE})(?: ?an?)? ?({UNIT_RE})(?: (.+)|(（.+）))?")
RANGE_RE = re.compile(
    rf"(\d+(?:\.\d+)?) ?(?:-|–|—|~|～|to|至) ?(\d+(?:\.\d+)?) ?({UNIT_RE})(?: (.+))?"
)
SUFFIXES = {
    "to end of day": "end",
    "to the end of the day": "end",
    "（至日终）": "end",
    "to midnight": "midnight",
    "same time": "same time",
    "at the same time": "same time",
    "rolling": "rolling",
}
ROLLS_ON = "or next working day"
LONGEST_YEARS = 200


def not_understood(given: object) -> LimitError:
    return LimitError(
        f"看不懂的时限“{given}”。请写成如“30 min”“3 working days”“12:00 next day”的形式。",
        f"Cannot read the limit '{given}'. Write for example '30 min', '3 working days' or "
        "'12:00 next day'.",
    )


def read_span(line: str) -> Span | None:
    found = SPAN_RE.fullmatch(line)
    if not found:
        return None
    number, unit, suffix, suffix_zh = found.groups()
    amount = Fraction(1, 2) if number in ("half", "半") else Fraction(number)
    return make_span(amount, UNIT_OF[unit], suffix or suffix_zh or "", line)


def make_span(amount: Fraction, unit: Unit, suffix: str, line: str) -> Span:
    rolls_on = False
    if suffix == ROLLS_ON or suffix.endswith(f" {ROLLS_ON}"):
        rolls_on, suffix = True, suffix[: -len(ROLLS_ON)].strip()
    if suffix and suffix not in SUFFIXES:
        raise not_understood(line)
    meaning = _meaning(amount, unit, SUFFIXES.get(suffix, ""), line)
    _plausible(amount, unit, meaning, line)
    if rolls_on and meaning is not Meaning.DAY_END:
        raise LimitError(
            f"“{line}”：只有算到日终的时限才能顺延到下一工作日，请加上“to end of day”。",
            f"'{line}': only a limit to the end of a day can move on to the next working day; "
            "add 'to end of day'.",
        )
    return Span(amount, unit, meaning, rolls_on)


def _meaning(amount: Fraction, unit: Unit, suffix: str, line: str) -> Meaning:
    if unit is Unit.WORKING_DAY:
        whole = amount.denominator == 1
        default = Meaning.WORKING_DAY_END if whole else Meaning.WORKING_DAY_SHARE
        table = {
            "": default,
            "end": Meaning.WORKING_DAY_END,
            "midnight": Meaning.WORKING_DAY_MIDNIGHT,
            "same time": Meaning.WORKING_DAY_SAME_TIME,
            "rolling": Meaning.WORKING_DAY_SHARE,
        }
    elif unit in (Unit.DAY, Unit.WEEK):
        table = {
            "": Meaning.ROLLING,
            "rolling": Meaning.ROLLING,
            "same time": Meaning.ROLLING,
            "end": Meaning.DAY_END,
            "midnight": Meaning.DAY_END,
        }
    elif unit in MONTHS:
        table = {
            "": Meaning.DATE,
            "same time": Meaning.DATE,
            "end": Meaning.DAY_END,
            "midnight": Meaning.DAY_END,
        }
    elif unit in WORKING_TIME_UNITS:
        table = {"": Meaning.WORKING_TIME}
    elif unit is Unit.RING:
        table = {"": Meaning.RINGS}
    else:
        table = {"": Meaning.ROLLING, "rolling": Meaning.ROLLING}
    if suffix not in table:
        raise LimitError(
            f"“{line}”：“{suffix}”不能用于这个单位。",
            f"'{line}': '{suffix}' does not go with this unit.",
        )
    return table[suffix]


WHOLE = frozenset(
    {
        Meaning.DAY_END,
        Meaning.DATE,
        Meaning.WORKING_DAY_END,
        Meaning.WORKING_DAY_MIDNIGHT,
        Meaning.WORKING_DAY_SAME_TIME,
        Meaning.RINGS,
    }
)
YEAR_IN = {
    Unit.SECOND: 31_536_000,
    Unit.MINUTE: 525_600,
    Unit.HOUR: 8760,
    Unit.DAY: 365,
    Unit.WEEK: 52,
    Unit.MONTH: 12,
    Unit.QUARTER: 4,
    Unit.YEAR: 1,
    Unit.WORKING_MINUTE: 120_000,
    Unit.WORKING_HOUR: 2000,
    Unit.WORKING_DAY: 250,
    Unit.RING: 1,
}


def _plausible(amount: Fraction, unit: Unit, meaning: Meaning, line: str) -> None:
    if meaning in WHOLE and amount.denominator != 1:
        raise LimitError(
            f"“{line}”：这种算法只能用整数；半个工作日按工作时间计算，写“half working day”。",
            f"'{line}': this meaning needs a whole number; half a working day is counted in "
            "working time, write 'half working day'.",
        )
    if amount <= 0:
        raise LimitError(
            f"“{line}”：数量须大于零；当日写“same day”，立即写“immediately”。",
            f"'{line}': the amount must be above zero; write 'same day' or 'immediately'.",
        )
    if amount > LONGEST_YEARS * YEAR_IN[unit]:
        raise LimitError(
            f"“{line}”：超过 {LONGEST_YEARS} 年，请核对。",
            f"'{line}' is longer than {LONGEST_YEARS} years; please check it.",
        )
