"""Brute force for clocks: one minute after the other, with a few flags, over random histories."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from heqi.rulebook.clock import Event, read_clock
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.tests.cases_time import EDGES, aware, draw_start, worlds
from heqi.rulebook.tests.oracle_time import World, minute_of

KINDS = [
    "applied",
    "paid",
    "suspended",
    "suspended",
    "suspended",
    "suspended",
    "resumed",
    "resumed",
    "resumed",
    "resumed",
    "arrived",
    "reopened",
    "reopened",
    "restarted",
    "withdrawn",
    "assigned",
    "assigned",
    "noted",
    "suspended",
    "resumed",
]
OWNERS = ("desk", "team", "crew")


@dataclass(frozen=True)
class Story:
    """A clock's rules, its events (minute, order, kind, owner, reason), and the minute of now."""

    world: int
    limit: str
    both: bool
    then: str
    reasons: bool
    each: int | None
    total: int | None
    count: int | None
    events: tuple[tuple[int, int, str, str | None, str | None], ...]
    now: int


def draw_story(rng: Random) -> Story:
    start = min(draw_start(rng), minute_of(dt.datetime(2026, 10, 1)))  # noqa: DTZ001
    events = []
    for order in range(rng.randrange(2, 24)):
        at = start + rng.randrange(6000)
        if rng.random() < 0.4:
            at = at // 1440 * 1440 + rng.choice(EDGES)
        kind = rng.choice(KINDS) if order > 1 else ("applied", "paid")[order]
        owner = rng.choice(OWNERS) if kind in ("assigned", "arrived") else None
        reason = rng.choice(("customer", "customer", "lunch")) if kind == "suspended" else None
        events.append((at, rng.randrange(5), kind, owner, reason))
    events.sort(key=lambda e: (e[0], e[1]))
    number = rng.randrange(1, 40)
    limit = rng.choice(
        (
            f"{number * 2} h",
            f"{number} working hours",
            f"{number % 5 + 1} working days",
            f"{number % 5 + 1} days to end of day",
            f"{number % 5 + 1} working days same time",
            f"12:00 on working day +{number % 3 + 1}",
        )
    )
    return Story(
        world=rng.choice((0, 1, 2)),
        limit=limit,
        both=rng.random() < 0.3,
        then=rng.choice(("continue", "continue", "restart", "ignore")),
        reasons=rng.random() < 0.3,
        each=rng.choice((None, None, 60, 240, 1440)),
        total=rng.choice((None, None, 120, 600, 2880)),
        count=rng.choice((None, None, 1, 2)),
        events=tuple(events),
        now=max(e[0] for e in events) + rng.choice((0, 1, 600, 5000)),
    )


@dataclass
class Flags:
    """The clock at a minute."""

    started: int | None = None
    stopped: int | None = None
    cancelled: int | None = None
    paused: bool = False
    here: int = 0  # minutes of this pause
    used: int = 0  # minutes of all pauses
    pauses: int = 0
    owner: str | None = None
    seen: set[str] = field(default_factory=set)
    stood: set[int] = field(default_factory=set)
    shut: set[int] = field(default_factory=set)
    held: dict[str | None, int] = field(default_factory=dict)

    def anew(self, minute: int) -> None:
        self.started, self.stopped, self.cancelled = minute, None, None
        self.paused, self.here, self.used, self.pauses = False, 0, 0, 0
        self.stood, self.shut, self.held = set(), set(), {}


def simulate(story: Story) -> Flags:
    flags, due_events = Flags(), list(story.events)
    for minute in range(story.events[0][0], story.now + 1):
        while due_events and due_events[0][0] == minute:
            _, _, kind, owner, reason = due_events.pop(0)
            _happen(story, flags, minute, kind, reason)
            if owner:
                flags.owner = owner
        if minute == story.now or flags.started is None or flags.cancelled is not None:
            continue
        if flags.stopped is not None:
            flags.shut.add(minute)
        elif flags.paused:
            flags.stood.add(minute)
            flags.here += 1
            flags.used += 1
            if flags.here == story.each or flags.used == story.total:
                flags.paused = False
        else:
            flags.held[flags.owner] = flags.held.get(flags.owner, 0) + 1
    return flags


def _happen(story: Story, flags: Flags, minute: int, kind: str, reason: str | None) -> None:
    on = flags.started is not None and flags.cancelled is None
    going = on and flags.stopped is None
    if kind == "withdrawn":
        flags.seen = set()
        if going:
            flags.cancelled, flags.paused = minute, False
    elif kind == "arrived" and going:
        flags.stopped, flags.paused = minute, False
    elif kind == "restarted" and on:
        flags.anew(minute)
    elif kind == "reopened" and on and flags.stopped is not None:
        if story.then == "restart":
            flags.anew(minute)
        elif story.then == "continue":
            flags.stopped = None
            flags.stood |= flags.shut
            flags.shut = set()
    elif kind in ("applied", "paid") and not on:
        flags.seen.add(kind)
        if (story.both and len(flags.seen) == 2) or (not story.both and kind == "applied"):
            flags.anew(minute)
            flags.seen = set()
    elif kind == "resumed":
        flags.paused = False
    elif kind == "suspended" and going and not flags.paused:
        if story.reasons and reason != "customer":
            return
        if story.count is not None and flags.pauses >= story.count:
            return
        if story.total is not None and flags.used >= story.total:
            return
        flags.paused, flags.here = True, 0
        flags.pauses += 1


def expected(story: Story) -> dict[str, Any]:
    flags, world = simulate(story), worlds()[story.world][0]
    if flags.started is None:
        return {"state": "not_started"}
    stops = [(minute, minute + 1) for minute in sorted(flags.stood)]
    end = next(
        (m for m in (flags.stopped, flags.cancelled) if m is not None),
        story.now,
    )
    due = _due(story, world, flags.started, stops)
    mask = np.zeros(end - flags.started, dtype=bool)
    for minute in flags.stood:
        if minute < end:
            mask[minute - flags.started] = True
    if flags.cancelled is not None:
        state = "cancelled"
    elif flags.stopped is not None:
        state = "missed" if flags.stopped > due else "met"
    elif story.now > due:
        state = "overdue"
    else:
        state = "paused" if flags.paused else "running"
    return {
        "state": state,
        "started_at": flags.started,
        "due_at": due,
        "stopped_at": flags.stopped,
        "cancelled_at": flags.cancelled,
        "elapsed": sum(flags.held.values()),
        "held": flags.held,
        "paused_for": int(mask.sum()),
        "worked": int((world.open[flags.started : end] & ~mask).sum()),
    }


def _due(story: Story, world: World, start: int, stops: list[tuple[int, int]]) -> int:
    words = story.limit.split()
    number = int(words[0]) if words[0].isdigit() else int(words[-1].strip("+"))
    if words[-1] == "h":
        due = world.elapsed(start, number * 60, stops)
    elif words[-1] == "hours":
        due = world.working(start, number * 60, stops)
    elif "end" in words:
        due = world.ticks(start, number, stops, 1440, False)
    elif "same" in words:
        due = world.ticks(start, number, stops, start % 1440, True)
    elif ":" in words[0]:
        due = world.ticks(start, number, stops, 720, True)
    else:
        due = world.ticks(start, number, stops, "close", True)
    assert due is not None
    return due


def story_difference(story: Story) -> str | None:
    """None if the engine reads the clock as brute force does."""
    rules: dict[str, Any] = {"reasons": ["customer"]} if story.reasons else {}
    if story.each is not None:
        rules["each"] = f"{story.each} min"
    if story.total is not None:
        rules["total"] = f"{story.total} min"
    if story.count is not None:
        rules["count"] = story.count
    spec = parse_clock(
        {
            "clock": "story",
            "start": {"later_of": ["applied", "paid"]} if story.both else "applied",
            "stop": "arrived",
            "cancel": "withdrawn",
            "pause": "suspended",
            "resume": "resumed",
            "reset": "restarted",
            "reopen": {"events": "reopened", "then": story.then},
            "pauses": rules,
        }
    )
    events = [
        Event(kind, aware(at), owner, reason, order=number)
        for number, (at, _, kind, owner, reason) in enumerate(story.events)
    ]
    calendar = worlds()[story.world][1]
    reading = read_clock(spec, story.limit, reversed(events), calendar, aware(story.now))
    wanted = expected(story)
    found: dict[str, Any] = {"state": reading.state.value}
    if reading.started_at is not None:
        found |= {
            "started_at": _minute(reading.started_at),
            "due_at": _minute(reading.due_at),
            "stopped_at": _minute(reading.stopped_at),
            "cancelled_at": _minute(reading.cancelled_at),
            "elapsed": reading.elapsed // dt.timedelta(minutes=1),
            "held": {
                owner: took // dt.timedelta(minutes=1)
                for owner, took in reading.elapsed_by_owner.items()
            },
            "paused_for": reading.paused_for // dt.timedelta(minutes=1),
            "worked": (reading.worked and reading.worked // dt.timedelta(minutes=1)) or 0,
        }
    if found == wanted:
        return None
    wrong = {k: (found.get(k), wanted.get(k)) for k in wanted if found.get(k) != wanted.get(k)}
    return f"{story} -> {wrong}"


def _minute(at: dt.datetime | None) -> int | None:
    return None if at is None else minute_of(at.replace(tzinfo=None))
