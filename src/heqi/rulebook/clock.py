"""Clocks as functions of history: started, paused, stopped, due, and how long it took whom.

Nothing is stored: the same events, limit and calendar always read the same. Events are ordered by
when they happened (``at``), then by when they were recorded (``order``), so that a start or a
pause that is entered later takes its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from heqi.rulebook.alerts import read_alerts
from heqi.rulebook.calendars import Calendar, MissingYearError
from heqi.rulebook.clock_kinds import (
    Alert,
    Alerts,
    ClockSpec,
    Event,
    PauseRules,
    RefusedPause,
    Reopening,
    State,
    When,
    named_instants,
)
from heqi.rulebook.clock_walk import Run, closed, spent, walk
from heqi.rulebook.counting import MICRO, Pause, WorkingTime
from heqi.rulebook.due import Due, due_at, in_zone, iso
from heqi.rulebook.instants import Start
from heqi.rulebook.spans import Limit, Words, parse_limit

__all__ = [
    "Alert",
    "Alerts",
    "ClockReading",
    "ClockSpec",
    "Event",
    "PauseRules",
    "RefusedPause",
    "Reopening",
    "State",
    "When",
    "read_clock",
    "read_due",
]


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock at an instant. ``provisional``: ``due_at`` holds only if the clock is resumed now,
    or counts a year whose days off are unknown by the plain week. ``elapsed`` is time outside
    pauses; ``worked`` the part of it within working hours (None: unknown year)."""

    name: str
    state: State
    now: dt.datetime
    started_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    not_before: dt.datetime | None = None
    provisional: bool = False
    stopped_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None
    overridden: bool = False
    reopened: int = 0
    pauses: tuple[Pause, ...] = ()
    refused_pauses: tuple[RefusedPause, ...] = ()
    paused_for: dt.timedelta = dt.timedelta()
    elapsed: dt.timedelta = dt.timedelta()
    worked: dt.timedelta | None = None
    elapsed_by_owner: Mapping[str | None, dt.timedelta] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    due: Due | None = None

    @property
    def next_alert_at(self) -> dt.datetime | None:
        """The next warning, if the clock runs."""
        if self.state is not State.RUNNING:
            return None
        return min((alert.at for alert in self.alerts if not alert.passed), default=None)

    @property
    def late_by(self) -> dt.timedelta:
        """How long after the due instant it was stopped, or is still open."""
        end = self.stopped_at or self.now
        if self.due_at is None or self.state is State.CANCELLED or end <= self.due_at:
            return dt.timedelta()
        return end - self.due_at

    @property
    def explain(self) -> Words:
        """How the due instant came about, and where the clock stands."""
        from heqi.rulebook.explain_clock import explain_clock

        return explain_clock(self)

    def as_json(self) -> dict[str, Any]:
        """Plain values: instants as ISO texts, durations in seconds."""
        return {
            "name": self.name,
            "state": self.state.value,
            "started_at": iso(self.started_at),
            "due_at": iso(self.due_at),
            "not_before": iso(self.not_before),
            "provisional": self.provisional,
            "stopped_at": iso(self.stopped_at),
            "failed_at": iso(self.failed_at),
            "cancelled_at": iso(self.cancelled_at),
            "reopened": self.reopened,
            "paused_s": self.paused_for.total_seconds(),
            "elapsed_s": self.elapsed.total_seconds(),
            "worked_s": None if self.worked is None else self.worked.total_seconds(),
            "elapsed_by_owner_s": {
                owner or "": took.total_seconds() for owner, took in self.elapsed_by_owner.items()
            },
            "alerts": [{"text": a.text, "at": iso(a.at), "passed": a.passed} for a in self.alerts],
            "next_alert_at": iso(self.next_alert_at),
            "late_s": self.late_by.total_seconds(),
            "missing_calendar": self.due.missing_calendar if self.due else None,
            "explain": self.explain.as_json(),
        }


def read_clock(
    spec: ClockSpec,
    limit: object,
    history: Iterable[Event],
    calendar: Calendar,
    now: dt.datetime,
    facts: Mapping[str, Any] | None = None,
    labels: Mapping[str, Words] | None = None,
) -> ClockReading:
    """Reads a clock at ``now`` from the events up to then.

    Raises ``LimitError`` and ``UnclearError`` like ``due_at``."""
    now = in_zone(now)
    events = sorted(
        (e for e in history if in_zone(e.at) <= now), key=lambda e: (in_zone(e.at), e.order)
    )
    run: Run = walk(spec, events, calendar)
    refused = tuple(run.refused)
    if run.started_at is None:
        state = State.CANCELLED if run.cancelled_at else State.NOT_STARTED
        return ClockReading(
            spec.name, state, now, cancelled_at=run.cancelled_at, refused_pauses=refused
        )
    until = run.stopped_at or run.cancelled_at or now
    pauses = closed(run, until)
    due = due_at(
        parse_limit(limit),
        run.started_at,
        calendar,
        facts=facts,
        events=named_instants(events),
        pauses=pauses,
        labels=labels,
    )
    paused_now = run.stopped_at is None and run.cancelled_at is None and run.is_paused(now)
    at = run.override or due.at or due.provisional_at
    provisional = run.override is None and ((due.at is None and at is not None) or paused_now)
    elapsed, by_owner = spent(events, run, pauses, until)
    return ClockReading(
        spec.name,
        _state(run, at, now, paused_now),
        now,
        started_at=run.started_at,
        due_at=at,
        not_before=None if run.override else due.not_before,
        provisional=provisional,
        stopped_at=run.stopped_at,
        failed_at=run.failed_at,
        cancelled_at=run.cancelled_at,
        overridden=run.override is not None,
        reopened=run.reopened,
        pauses=pauses,
        refused_pauses=refused,
        paused_for=sum((p.until - p.since for p in pauses if p.until), dt.timedelta()),
        elapsed=elapsed,
        worked=_worked(run.started_at, until, pauses, calendar),
        elapsed_by_owner=by_owner,
        alerts=read_alerts(spec.alerts, run.started_at, at, due, until),
        due=due,
    )


def read_due(
    spec: ClockSpec,
    limit: Limit,
    history: Iterable[Event],
    calendar: Calendar,
    now: dt.datetime,
    facts: Mapping[str, Any] | None = None,
) -> tuple[dt.datetime | None, bool]:
    """The due instant of ``read_clock`` and whether it is missed or overdue, and nothing else."""
    events = sorted((e for e in history if e.at <= now), key=lambda e: (e.at, e.order))
    run = walk(spec, events, calendar)
    if run.started_at is None:
        return None, False
    pauses = closed(run, run.stopped_at or run.cancelled_at or now)
    due = due_at(
        limit, run.started_at, calendar, facts=facts, events=named_instants(events), pauses=pauses
    )
    at = run.override or due.at or due.provisional_at
    return at, _state(run, at, now, paused=False) in (State.MISSED, State.OVERDUE)


def _state(run: Run, due: dt.datetime | None, now: dt.datetime, paused: bool) -> State:
    if run.cancelled_at:
        return State.CANCELLED
    if run.failed_at:
        return State.MISSED
    if run.stopped_at:
        if due is None:
            return State.STOPPED
        return State.MISSED if run.stopped_at > due else State.MET
    if due and now > due:
        return State.OVERDUE
    return State.PAUSED if paused else State.RUNNING


def _worked(
    start: dt.datetime, until: dt.datetime, pauses: tuple[Pause, ...], calendar: Calendar
) -> dt.timedelta | None:
    time = WorkingTime(calendar, shares=False)
    try:
        total = time.between(Start.plain(start).at, Start.plain(until).at)
        for pause in pauses:
            if pause.until:
                total -= time.between(Start.plain(pause.since).at, Start.plain(pause.until).at)
    except MissingYearError:
        return None
    return int(total) * MICRO
