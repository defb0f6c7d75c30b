"""When a limit is due: ``due_at``.

A due instant is a pure function of the limit, the start, the calendar, the facts, the recorded
events and the pauses. What is missing is named and never guessed: a year without announced days
off (``missing_calendar``), a fact or an event (``missing``), a pause that is still open
(``paused_since``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.counting import ZONE, Pause, merged
from heqi.rulebook.spans import Limit, Meaning, UnclearError, Words, parse_limit

FIRST, LAST = 1900, 2200


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the time that was counted, or was not, and why."""

    since: dt.datetime
    until: dt.datetime
    counts: bool
    why: Words

    def as_json(self) -> dict[str, Any]:
        return {
            "from": iso(self.since),
            "to": iso(self.until),
            "counts": self.counts,
            "why": self.why.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit is due.

    ``at`` is None if something is missing or the limit has no instant (rings, a percentage);
    ``provisional_at`` then holds what the plain week would give if only a year's days off are
    missing. ``not_before`` is the lower bound of a range. ``leaf`` is the plain limit that
    governs, counted from ``since``; ``notes`` say how it was chosen.
    """

    limit: Limit
    start: dt.datetime
    leaf: Limit
    since: dt.datetime
    meaning: Meaning
    at: dt.datetime | None = None
    not_before: dt.datetime | None = None
    provisional_at: dt.datetime | None = None
    missing_calendar: int | None = None
    missing: tuple[str, ...] = ()
    paused_since: dt.datetime | None = None
    notes: tuple[Words, ...] = ()
    shifted: bool = False
    others: tuple[Due, ...] = ()
    calendar: Calendar | None = field(default=None, repr=False, compare=False)
    pauses: tuple[Pause, ...] = ()
    labels: Mapping[str, Words] = field(default_factory=dict, repr=False, compare=False)

    @property
    def counted(self) -> tuple[Stretch, ...]:
        """The stretches from the start to the due instant."""
        from heqi.rulebook.stretches import stretches

        return stretches(self)

    @property
    def explain(self) -> Words:
        """One sentence in each language: how the date was counted."""
        from heqi.rulebook.explain import explain_due

        return explain_due(self)

    def as_json(self) -> dict[str, Any]:
        """The answer of ``heqi policy due``."""
        return {
            "due_at": iso(self.at),
            "not_before": iso(self.not_before),
            "provisional_at": iso(self.provisional_at),
            "limit": self.limit.text(),
            "meaning": self.meaning.value,
            "counted": [stretch.as_json() for stretch in self.counted],
            "explain": self.explain.as_json(),
            "missing_calendar": self.missing_calendar,
            "missing": list(self.missing),
            "paused_since": iso(self.paused_since),
        }


def iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


def parse_instant(text: str) -> dt.datetime:
    """An ISO date and time; without an offset it is Beijing time; a date alone is its midnight."""
    try:
        at = dt.datetime.fromisoformat(text.strip())
    except (ValueError, AttributeError) as wrong:
        raise UnclearError(
            f"“{text}”不是时间，请写成如“2020-09-30T16:20”。",
            f"'{text}' is not an instant; write '2020-09-30T16:20'.",
        ) from wrong
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZONE)
    return in_zone(at)


def parse_pause(text: str) -> Pause:
    """``ISO/ISO``, or ``ISO/`` for a pause that is still open."""
    since, slash, until = text.partition("/")
    if not slash:
        raise UnclearError(
            f"“{text}”不是暂停时段，请写成“起/止”。", f"'{text}' is not a pause; write 'from/to'."
        )
    return make_pause(parse_instant(since), parse_instant(until) if until.strip() else None)


def make_pause(since: dt.datetime, until: dt.datetime | None, reason: str = "") -> Pause:
    since = in_zone(since)
    until = in_zone(until) if until else None
    if until is not None and until < since:
        raise UnclearError("暂停的结束早于开始。", "A pause ends before it begins.")
    return Pause(since, until, reason)


def in_zone(at: dt.datetime) -> dt.datetime:
    """The instant in Beijing time; refuses instants without a zone and absurd years."""
    if at.tzinfo is None:
        raise UnclearError("时间缺少时区。", "The instant has no time zone.")
    if not FIRST < at.year < LAST:
        raise UnclearError(f"年份 {at.year} 超出范围。", f"The year {at.year} is out of range.")
    return at.astimezone(ZONE)


def due_at(
    limit: object,
    start: dt.datetime,
    calendar: Calendar,
    *,
    facts: Mapping[str, Any] | None = None,
    events: Mapping[str, dt.datetime] | None = None,
    pauses: Iterable[Pause | tuple[dt.datetime, dt.datetime | None]] = (),
    labels: Mapping[str, Words] | None = None,
) -> Due:
    """When ``limit`` is due if its clock starts at ``start`` (an aware instant).

    ``limit``: a ``Limit`` or anything ``parse_limit`` reads. ``facts``: categorical facts and
    numbers for limits by fact. ``events``: instants of recorded events, for limits that start at
    events, end at one, or come before one. ``pauses``: ``Pause`` or (from, to) pairs; ``to`` None
    is still open. ``labels``: names of facts (``area``), values (``area=town``) and events for the
    explanation. Raises ``LimitError`` and ``UnclearError``, each one sentence in two languages.
    """
    from heqi.rulebook.resolving import Context, resolve

    stops = merged(
        make_pause(p.since, p.until, p.reason) if isinstance(p, Pause) else make_pause(*p)
        for p in pauses
    )
    read = parse_limit(limit)
    at = in_zone(start)
    context = Context(
        calendar=calendar,
        facts=facts or {},
        events={name: in_zone(when) for name, when in (events or {}).items()},
        pauses=stops,
        labels=labels or {},
        asked=read,
        asked_from=at,
    )
    return resolve(read, context)
