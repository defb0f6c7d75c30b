"""The kinds of limits, as frozen values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple


class Words(NamedTuple):
    """One sentence or name in both languages."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """The text in ``lang``: Chinese for every code that starts with ``zh``."""
        return self.zh if lang.startswith("zh") else self.en

    def as_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


class UnclearError(ValueError):
    """Something given cannot be read; ``.zh`` and ``.en`` say what and what to write instead."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{en} {zh}")
        self.zh = zh
        self.en = en


class LimitError(UnclearError):
    """A limit that cannot be read or makes no sense."""


class Unit(StrEnum):
    SECOND = "s"
    MINUTE = "min"
    HOUR = "h"
    DAY = "calendar day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WORKING_MINUTE = "working minute"
    WORKING_HOUR = "working hour"
    WORKING_DAY = "working day"
    RING = "ring"


SECONDS = {
    Unit.SECOND: 1,
    Unit.MINUTE: 60,
    Unit.HOUR: 3600,
    Unit.DAY: 86400,
    Unit.WEEK: 7 * 86400,
    Unit.WORKING_MINUTE: 60,
    Unit.WORKING_HOUR: 3600,
}
MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
WORKING_TIME_UNITS = frozenset({Unit.WORKING_MINUTE, Unit.WORKING_HOUR})


class Meaning(StrEnum):
    """What is counted, and where the last unit ends. Every limit has exactly one."""

    IMMEDIATE = "immediate"
    ROLLING = "rolling"  # elapsed time; a day is 24 hours
    DATE = "date"  # the same clock time on the same day of a later month
    DAY_END = "day_end"  # 24:00 of the n-th calendar day; the start day does not count
    WORKING_TIME = "working_time"  # time inside shifts
    WORKING_DAY_END = "working_day_end"  # close of business of the n-th working day
    WORKING_DAY_MIDNIGHT = "working_day_midnight"  # 24:00 of the n-th working day
    WORKING_DAY_SAME_TIME = "working_day_same_time"  # same clock time on the n-th working day
    WORKING_DAY_SHARE = "working_day_share"  # n working days' worth of working time
    CLOCK_TIME = "clock_time"  # a clock time on day +n
    PERIOD_END = "period_end"  # 24:00 of the last day of a period
    EVENT = "event"  # the instant of a recorded event
    RINGS = "rings"  # counted in rings: no instant
    NONE = "none"  # no instant by nature


class Bound(StrEnum):
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXACTLY = "exactly"


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class DayKind(StrEnum):
    """What kind of day an instant falls on."""

    WORKING = "working"  # a working day, make-up workdays included
    OFF = "off"  # any day off
    WEEKEND = "weekend"  # off, and not by a holiday
    HOLIDAY = "holiday"  # off by a holiday, weekend days inside it included
    MAKEUP = "makeup"  # a make-up workday
    ANY = "any"


class Pick(StrEnum):
    ONLY = "only"
    LATER = "later"
    EARLIER = "earlier"


class StartShift(StrEnum):
    NONE = ""
    NEXT_DAY = "day after"
    NEXT_WORKING_DAY = "working day after"


@dataclass(frozen=True)
class Limit:
    """How long something may take. Subclasses are the kinds."""

    def text(self) -> str:
        """The canonical text; ``parse_limit(limit.text()) == limit``. Mappings become JSON."""
        form = self.written()
        return form if isinstance(form, str) else json.dumps(form, ensure_ascii=False)

    def written(self) -> str | dict[str, Any]:
        """What a pack would hold: a text, or a mapping of texts."""
        from heqi.rulebook.spans.written import written

        return written(self)

    def words(self, lang: str = "zh") -> str:
        """A few words for people: 3 个工作日, "3 working days"."""
        from heqi.rulebook.spans.wording import wording

        return wording(self).in_(lang)


@dataclass(frozen=True)
class Span(Limit):
    """An amount of a unit, with its meaning. ``rolls_on``: if the last day is off, the next
    working day."""

    amount: Fraction
    unit: Unit
    meaning: Meaning
    rolls_on: bool = False


@dataclass(frozen=True)
class Immediate(Limit):
    """At once: due when it starts."""


@dataclass(frozen=True)
class ClockTime(Limit):
    """A clock time (minutes after midnight) some working days, then some calendar days, later."""

    minutes: int
    days: int = 0
    working_days: int | None = None


@dataclass(frozen=True)
class MonthDay(Limit):
    """A day of the month, some months later; ``minutes`` 1440 is the end of that day."""

    day: int
    months: int = 1
    minutes: int = 1440


@dataclass(frozen=True)
class Range(Limit):
    """A promise with two bounds: not before ``lower``, at the latest ``upper``."""

    lower: Limit
    upper: Limit


@dataclass(frozen=True)
class Notice(Limit):
    """At least ``span`` before an event; ``event`` empty: before the start that is given."""

    span: Span
    event: str = ""


@dataclass(frozen=True)
class Times(Limit):
    """So many times per calendar period."""

    count: int
    period: Period
    bound: Bound = Bound.AT_LEAST


@dataclass(frozen=True)
class Every(Limit):
    """Again after each span."""

    span: Span


@dataclass(frozen=True)
class Share(Limit):
    """So many per cent, per calendar period or of everything."""

    percent: Fraction
    period: Period | None = None
    bound: Bound = Bound.AT_LEAST


@dataclass(frozen=True)
class AtEvent(Limit):
    """The instant of a recorded event, such as the date set by a platform."""

    event: str


@dataclass(frozen=True)
class From(Limit):
    """A limit that starts at a recorded event, or at the later or earlier of several."""

    limit: Limit
    events: tuple[str, ...]
    pick: Pick = Pick.ONLY
    shift: StartShift = StartShift.NONE


@dataclass(frozen=True)
class EarlierOf(Limit):
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class LaterOf(Limit):
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Cutoff:
    """A window of the day (minutes, ``until`` excluded, may wrap midnight) on a kind of day."""

    since: int
    until: int
    days: DayKind
    limit: Limit

    def covers(self, minute: int) -> bool:
        if self.since < self.until:
            return self.since <= minute < self.until
        return minute >= self.since or minute < self.until


@dataclass(frozen=True)
class ByTime(Limit):
    """Which limit holds depends on when it starts. Windows never overlap; together with
    ``other`` they cover every instant."""

    rows: tuple[Cutoff, ...]
    other: Limit | None = None


@dataclass(frozen=True)
class ByFact(Limit):
    """Which limit holds depends on a categorical fact."""

    fact: str
    table: tuple[tuple[str, Limit], ...]
    other: Limit | None = None


@dataclass(frozen=True)
class Band:
    """Below ``below`` (excluded; None: no upper bound)."""

    below: Fraction | None
    limit: Limit


@dataclass(frozen=True)
class Bands(Limit):
    """Which limit holds depends on a number: ascending bands, the last one open."""

    fact: str
    bands: tuple[Band, ...]


def key_of(value: Any) -> str:
    """How a categorical value is written in a table: true, false, 25, town."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, StrEnum):
        return value.value
    return str(value).strip()
