"""Last year's cases under a draft: the engine itself decides and counts again; nothing is changed.

Decisions are shared by content, so that a year of requests has few of them; each is decided once
under the draft, then every clock of the period is read again from its recorded history.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from heqi.clocks.facts import calendar_for, history_of, promises_of, read
from heqi.clocks.models import Clock, ClockState, Timeline
from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import FactError

CHUNK = 2000
LATE = (ClockState.MISSED, ClockState.OVERDUE)


@dataclass(slots=True)
class Replay:
    """What a draft would have changed in a period."""

    cases: int = 0
    changed: int = 0
    newly_late: int = 0
    newly_kept: int = 0
    undecided: int = 0
    by_clause: Counter[str] = field(default_factory=Counter)
    by_department: Counter[str] = field(default_factory=Counter)
    examples: list[dict[str, Any]] = field(default_factory=list)
    elapsed_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The answer of ``heqi policy replay``."""
        return {
            "cases": self.cases,
            "changed": self.changed,
            "newly_late": self.newly_late,
            "newly_kept": self.newly_kept,
            "undecided": self.undecided,
            "by_clause": dict(self.by_clause.most_common()),
            "by_department": dict(self.by_department.most_common()),
            "examples": self.examples,
            "elapsed_s": round(self.elapsed_s, 3),
        }


def replay(draft: Pack, *, since: date, until: date, now: datetime, keep: int = 20) -> Replay:
    """Read every timeline started between ``since`` (included) and ``until`` (excluded) anew.

    A case is changed where its set of promises, a due instant or an outcome differs. Up to
    ``keep`` changed cases are named.
    """
    begun = time.perf_counter()
    report = Replay()
    answers: dict[tuple[int, date], dict[str, Any] | None] = {}
    calendars: dict[int, Calendar] = {}
    for timeline in _timelines(since, until):
        report.cases += 1
        day = timezone.localdate(timeline.started_at)
        key = (timeline.decision_id or 0, day)
        if key not in answers:
            answers[key] = _decide(draft, timeline.decision, day)
        if answers[key] is None:
            report.undecided += 1
            continue
        if timeline.company_id not in calendars:
            calendars[timeline.company_id] = calendar_for(timeline.unit)
        calendar = calendars[timeline.company_id]
        _compare(report, timeline, answers[key] or {}, draft, calendar, now, keep)
    report.elapsed_s = time.perf_counter() - begun
    return report


def _timelines(since: date, until: date) -> Iterator[Timeline]:
    start = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(until, datetime.min.time()))
    rows: QuerySet[Timeline] = (
        Timeline.objects.filter(Q(started_at__gte=start, started_at__lt=end))
        .exclude(decision=None)
        .select_related("decision", "unit", "unit__parent")
        .prefetch_related("moments", "clocks")
        .order_by("id")
    )
    yield from rows.iterator(chunk_size=CHUNK)


def _decide(draft: Pack, decision: Decision | None, on: date) -> dict[str, Any] | None:
    assert decision is not None
    try:
        ruling = decide(draft, decision.question, decision.facts, on)
    except (FactError, LookupError):
        return None
    answer: dict[str, Any] | None = ruling.as_json()["answer"]
    return answer


def _compare(
    report: Replay,
    timeline: Timeline,
    answer: dict[str, Any],
    draft: Pack,
    calendar: Calendar,
    now: datetime,
    keep: int,
) -> None:
    decision = timeline.decision
    assert decision is not None
    history = history_of(timeline.moments.all())
    before = {(c.name, c.clause): c for c in timeline.clocks.all()}
    changed: dict[str, list[Any]] = {}
    for promise in promises_of(decision.question, answer, pack=draft):
        old = before.pop((promise.name, promise.clause), None)
        clock = Clock(name=promise.name, limit=promise.limit, spec=dict(promise.spec))
        reading = read(clock, history, calendar, timeline.facts, now)
        was = (old.due_at, old.state in LATE) if old else (None, False)
        will = (reading.due_at, reading.state.value in LATE)
        if was != will:
            changed[promise.clause] = [was[0], will[0]]
            report.newly_late += will[1] and not was[1]
            report.newly_kept += was[1] and not will[1]
    changed |= {clause: [clock.due_at, None] for (_name, clause), clock in before.items()}
    if not changed:
        return
    report.changed += 1
    report.by_clause.update(changed.keys())
    report.by_department[_department(timeline.unit)] += 1
    if len(report.examples) < keep:
        due = {
            clause: [at.isoformat() if at else None for at in pair]
            for clause, pair in changed.items()
        }
        report.examples.append({"case": timeline.label, "due": due})


def _department(unit: Unit) -> str:
    return str(unit.parent if unit.kind == "team" and unit.parent else unit)
