"""The walk over a clock's history, event by event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.clock_kinds import (
    ClockSpec,
    Event,
    RefusedPause,
    Reopening,
    When,
    named_for,
)
from heqi.rulebook.counting import Pause, merged
from heqi.rulebook.due import due_at, in_zone
from heqi.rulebook.spans import Pick, Words


@dataclass(slots=True)
class Run:
    """Where the walk stands. ``pauses`` are closed ones; ``open_since`` one that is not, which
    ends by itself at ``open_until`` if pauses are capped."""

    started_at: dt.datetime | None = None
    stopped_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None
    override: dt.datetime | None = None
    pauses: list[Pause] = field(default_factory=list)
    open_since: dt.datetime | None = None
    open_until: dt.datetime | None = None
    open_reason: str = ""
    used: dt.timedelta = dt.timedelta()
    count: int = 0
    reopened: int = 0
    refused: list[RefusedPause] = field(default_factory=list)
    seen: dict[int, dt.datetime] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and not self.stopped_at and not self.cancelled_at

    def is_paused(self, at: dt.datetime) -> bool:
        return self.open_since is not None and (self.open_until is None or at < self.open_until)

    def begin(self, at: dt.datetime) -> None:
        """A new clock; what was refused and reopened before stays on record."""
        self.started_at, self.stopped_at, self.cancelled_at = at, None, None
        self.failed_at = None
        self.pauses, self.used, self.count = [], dt.timedelta(), 0
        self.open_since = self.open_until = self.override = None

    def end_pause(self, at: dt.datetime) -> None:
        if self.open_since is None:
            return
        until = min(at, self.open_until) if self.open_until else at
        self.pauses.append(Pause(self.open_since, until, self.open_reason))
        self.used += until - self.open_since
        self.open_since = self.open_until = None


def any_holds(conditions: tuple[When, ...], event: Event) -> bool:
    return any(when.holds(event) for when in conditions)


def walk(spec: ClockSpec, events: Iterable[Event], calendar: Calendar) -> Run:
    """Applies the events in order."""
    run = Run()
    for event in events:
        _apply(run, spec, event, calendar)
    return run


def _apply(run: Run, spec: ClockSpec, event: Event, calendar: Calendar) -> None:
    at = in_zone(event.at)
    if any_holds(spec.cancel, event):
        _cancel(run, at)
    if any_holds(spec.stop, event) and run.is_running:
        run.end_pause(at)
        run.stopped_at = at
    if any_holds(spec.fail, event) and run.started_at and not run.cancelled_at:
        _fail(run, at)
    if any_holds(spec.reset, event) and run.started_at and not run.cancelled_at:
        run.begin(at)
    if any_holds(spec.reopen, event) and run.stopped_at:
        _reopen(run, spec, at)
    _start(run, spec, event, at)
    if any_holds(spec.resume, event):
        run.end_pause(at)
    if any_holds(spec.pause, event) and run.is_running:
        _pause(run, spec, event, at, calendar)
    if any_holds(spec.override, event) and "for" in event.facts:
        run.override = named_for(event)


def _cancel(run: Run, at: dt.datetime) -> None:
    run.seen.clear()
    if run.is_running:
        run.end_pause(at)
        run.cancelled_at = at


def _fail(run: Run, at: dt.datetime) -> None:
    """Broken at once and for good; a promise that had been stopped keeps that instant."""
    run.end_pause(at)
    run.stopped_at = run.stopped_at or at
    run.failed_at = run.failed_at or at


def _start(run: Run, spec: ClockSpec, event: Event, at: dt.datetime) -> None:
    """A clock starts once; after a cancellation it may start anew."""
    if run.started_at is not None and run.cancelled_at is None:
        return
    hits = [number for number, when in enumerate(spec.start) if when.holds(event)]
    if not hits:
        return
    for number in hits:
        run.seen.setdefault(number, at)
    if spec.pick is Pick.LATER and len(run.seen) < len(spec.start):
        return
    run.seen.clear()
    override = run.override
    run.begin(at)
    run.override = override


def _reopen(run: Run, spec: ClockSpec, at: dt.datetime) -> None:
    if spec.reopening is Reopening.IGNORE or run.stopped_at is None or run.failed_at:
        return
    run.reopened += 1
    if spec.reopening is Reopening.RESTART:
        run.begin(at)
        return
    run.pauses.append(Pause(run.stopped_at, at, "closed"))
    run.stopped_at = None


def _pause(run: Run, spec: ClockSpec, event: Event, at: dt.datetime, calendar: Calendar) -> None:
    if run.is_paused(at):
        return
    run.end_pause(at)
    rules = spec.pauses
    if rules.reasons is not None and (event.reason or "") not in rules.reasons:
        why = Words("暂停原因不在允许之列", "the reason is not one that may pause the clock")
        run.refused.append(RefusedPause(event, why))
        return
    if rules.count is not None and run.count >= rules.count:
        why = Words(
            f"已暂停 {run.count} 次，不能再停", f"already paused {run.count} times, no more allowed"
        )
        run.refused.append(RefusedPause(event, why))
        return
    ends = []
    if rules.total is not None:
        ends.append(at + (rules.total - run.used))
    if rules.each is not None:
        cap = due_at(rules.each, at, calendar)
        if cap.at or cap.provisional_at:
            ends.append(cap.at or cap.provisional_at or at)
    if rules.total is not None and run.used >= rules.total:
        why = Words("累计暂停已到上限", "the pauses have reached their total")
        run.refused.append(RefusedPause(event, why))
        return
    run.count += 1
    run.open_since, run.open_reason = at, event.reason or ""
    run.open_until = min(ends, default=None)


def closed(run: Run, until: dt.datetime) -> tuple[Pause, ...]:
    """All pauses, an open one ending ``until`` at the latest."""
    pauses = list(run.pauses)
    if run.open_since is not None:
        end = min(until, run.open_until) if run.open_until else until
        pauses.append(Pause(run.open_since, end, run.open_reason))
    return merged(pauses)


def spent(
    events: list[Event], run: Run, pauses: tuple[Pause, ...], until: dt.datetime
) -> tuple[dt.timedelta, dict[str | None, dt.timedelta]]:
    """Time outside pauses from the start to ``until``: all of it, and by who held the matter."""
    begin = run.started_at or until
    edges: list[tuple[dt.datetime, str | None]] = [(begin, None)]
    for event in events:
        if event.owner is not None:
            at = max(in_zone(event.at), begin)
            edges.append((min(at, until), event.owner))
    total = dt.timedelta()
    shares: dict[str | None, dt.timedelta] = {}
    for (since, owner), (end, _) in zip(edges, [*edges[1:], (until, None)], strict=True):
        took = end - since
        for pause in pauses:
            low, high = max(since, pause.since), min(end, pause.until or end)
            took -= max(dt.timedelta(), high - low)
        if took:
            shares[owner] = shares.get(owner, dt.timedelta()) + took
            total += took
    return total, shares
