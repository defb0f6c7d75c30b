"""What a clock is made of: events, conditions over them, rules of pauses, alerts, states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from heqi.rulebook.due import in_zone, parse_instant
from heqi.rulebook.spans import Limit, Pick, Words


class State(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"  # stopped, but late; or failed
    STOPPED = "stopped"  # stopped, and no due instant to hold it against
    OVERDUE = "overdue"
    CANCELLED = "cancelled"


class Reopening(StrEnum):
    CONTINUE = "continue"  # the time between stop and reopening does not count
    RESTART = "restart"  # a new clock from the reopening
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was recorded. ``owner``: who holds the matter from then on. ``order``: the
    order of recording. ``facts``: may hold ``for``, the instant that a booking names."""

    kind: str
    at: dt.datetime
    owner: str | None = None
    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    order: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """Holds for events of a kind whose facts (``reason`` among them) equal those given."""

    kind: str
    facts: tuple[tuple[str, Any], ...] = ()

    def holds(self, event: Event) -> bool:
        return event.kind == self.kind and all(
            (event.reason if name == "reason" else event.facts.get(name)) == value
            for name, value in self.facts
        )


@dataclass(frozen=True, slots=True)
class PauseRules:
    """Which pauses are allowed, and for how long. ``each``: a pause ends by itself when this
    limit is over; ``total`` likewise for all pauses together; ``count``: further ones are
    refused. ``reasons`` None: any."""

    reasons: frozenset[str] | None = None
    each: Limit | None = None
    total: dt.timedelta | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Alerts:
    """When to warn before the due instant.

    ``left``: so long before it; ``shares``: when so much of the counted time is used. With both
    given, limits no longer than the longest of ``left`` warn by ``shares``, others by ``left``.
    """

    left: tuple[dt.timedelta, ...] = ()
    shares: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """What starts, stops and moves a clock: conditions over events, any one of each list.

    ``pick`` LATER: all of ``start`` must have happened, and the last of them starts the clock.
    ``fail``: events that break the promise at once, even one that was stopped in time (whom the
    policy names did not come). ``override``: events whose fact ``for`` replaces the due instant (a
    time that the customer asked for takes precedence); ``for`` None withdraws it.
    """

    name: str
    start: tuple[When, ...]
    stop: tuple[When, ...] = ()
    fail: tuple[When, ...] = ()
    cancel: tuple[When, ...] = ()
    pause: tuple[When, ...] = ()
    resume: tuple[When, ...] = ()
    reset: tuple[When, ...] = ()
    reopen: tuple[When, ...] = ()
    override: tuple[When, ...] = ()
    pick: Pick = Pick.ONLY
    reopening: Reopening = Reopening.CONTINUE
    pauses: PauseRules = PauseRules()
    alerts: Alerts = Alerts()


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning: ``text`` is ``"24 h"`` left or ``"50%"`` used."""

    text: str
    at: dt.datetime
    passed: bool


@dataclass(frozen=True, slots=True)
class RefusedPause:
    event: Event
    why: Words


def named_instants(events: Iterable[Event]) -> dict[str, dt.datetime]:
    """For limits that name events: the instant each first happened, or the latest that one of
    its kind named in ``for``."""
    found: dict[str, dt.datetime] = {}
    for event in events:
        named = named_for(event)
        if named is not None:
            found[event.kind] = named
        else:
            found.setdefault(event.kind, event.at)
    return found


def named_for(event: Event) -> dt.datetime | None:
    """The instant that an event names, such as the time a customer booked."""
    named = event.facts.get("for")
    if isinstance(named, str):
        return parse_instant(named)
    return in_zone(named) if isinstance(named, dt.datetime) else None
