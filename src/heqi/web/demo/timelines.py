"""Histories with their clocks in bulk: recorded moments, and what the engine reads from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils import timezone

from heqi.clocks.actions import read_into
from heqi.clocks.facts import Promise, calendar_for, promises_of
from heqi.clocks.models import Clock, ClockState, Moment, Timeline
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.clock import ClockSpec, Event, read_clock
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.spans import parse_limit

# A moment: kind, instant, who recorded it, unit that has charge from then on, facts.
Happened = tuple[str, datetime, Actor, Unit | None, Mapping[str, Any]]


def happened(
    kind: str, at: datetime, by: Actor, owner: Unit | None = None, **facts: Any
) -> Happened:
    """One moment of a history."""
    return kind, at, by, owner, facts


@dataclass
class Histories:
    """Collects histories and writes them in one go; the clocks are read as of ``now``."""

    now: datetime
    _waiting: list[tuple[models.Model, Timeline, list[Happened]]] = field(default_factory=list)
    _calendars: dict[int, Calendar] = field(default_factory=dict)
    _promises: dict[int, list[tuple[Promise, ClockSpec, Any]]] = field(default_factory=dict)

    def add(
        self,
        subject: models.Model,
        *,
        unit: Unit,
        company: Unit,
        decision: Decision,
        facts: Mapping[str, Any],
        label: str,
        moments: Iterable[Happened],
    ) -> None:
        """Note the history of a row that has been stored."""
        rows = list(moments)
        timeline = Timeline(
            company=company,
            unit=unit,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            label=label,
            facts=dict(facts),
            decision=decision if decision.status == "answered" else None,
            started_at=rows[0][1],
        )
        self._waiting.append((subject, timeline, rows))

    def write(self) -> list[tuple[models.Model, list[Clock]]]:
        """Store what was noted; gives each row with its clocks."""
        Timeline.objects.bulk_create([timeline for _s, timeline, _m in self._waiting])
        moments: list[Moment] = []
        written: list[tuple[models.Model, list[Clock]]] = []
        for subject, timeline, rows in self._waiting:
            moments.extend(
                Moment(
                    timeline=timeline,
                    kind=kind,
                    at=at,
                    recorded_at=at,
                    owner=owner,
                    facts=dict(facts),
                    by_id=by.id,
                    by_name=by.name,
                )
                for kind, at, by, owner, facts in rows
            )
            written.append((subject, list(self._clocks(timeline, rows))))
        Moment.objects.bulk_create(moments, batch_size=2000)
        Clock.objects.bulk_create([c for _s, rows in written for c in rows], batch_size=1000)
        self._waiting.clear()
        return written

    def _clocks(self, timeline: Timeline, rows: list[Happened]) -> Iterable[Clock]:
        if timeline.decision is None:
            return
        history = [
            Event(
                kind=kind,
                at=timezone.localtime(at),
                owner=str(owner.pk) if owner else None,
                facts=facts,
                order=order,
            )
            for order, (kind, at, _by, owner, facts) in enumerate(rows)
        ]
        calendar = self.calendar(timeline.unit)
        for promise, spec, limit in self._promised(timeline.decision):
            clock = Clock(
                timeline=timeline,
                company=timeline.company,
                unit=timeline.unit,
                name=promise.name,
                title_zh=promise.title_zh,
                title_en=promise.title_en,
                limit=promise.limit,
                clause=promise.clause,
                mark=promise.mark,
                rule=promise.rule,
                spec=promise.spec,
                state=ClockState.NOT_STARTED,
            )
            reading = read_clock(
                spec, limit, history, calendar, now=_local(self.now), facts=timeline.facts
            )
            read_into(clock, reading, self.now)
            if clock.state == ClockState.MISSED:
                clock.breached_at = clock.due_at
            yield clock

    def calendar(self, unit: Unit) -> Calendar:
        """The calendar of a unit's company, looked up once."""
        key = unit.company_id or unit.pk
        if key not in self._calendars:
            self._calendars[key] = calendar_for(unit)
        return self._calendars[key]

    def _promised(self, decision: Decision) -> list[tuple[Promise, ClockSpec, Any]]:
        if decision.pk not in self._promises:
            self._promises[decision.pk] = [
                (
                    promise,
                    parse_clock({"clock": promise.name, **promise.spec}),
                    parse_limit(promise.limit),
                )
                for promise in promises_of(decision.question, decision.answer or {})
            ]
        return self._promises[decision.pk]


@lru_cache(maxsize=4)
def _local(now: datetime) -> datetime:
    return timezone.localtime(now)
