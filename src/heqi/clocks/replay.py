"""Last year's cases under a draft: the engine itself decides and counts again; nothing is changed.

Decisions are shared by content, so that a year of requests has few of them; each is decided once
under the draft, then every clock of the period is read again from its recorded history.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
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
    late_by_clause: Counter[str] = field(default_factory=Counter)
    kept_by_clause: Counter[str] = field(default_factory=Counter)
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
            "late_by_clause": dict(self.late_by_clause.most_common()),
            "kept_by_clause": dict(self.kept_by_clause.most_common()),
            "examples": self.examples,
            "elapsed_s": round(self.elapsed_s, 3),
        }


def replay(
    draft: Pack,
    *,
    since: date,
    until: date,
    now: datetime,
    keep: int = 20,
    company: Unit | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Replay:
    """Read every timeline started between ``since`` (included) and ``until`` (excluded) anew.

    A case is changed where its set of promises, a due instant or an outcome differs; where the
    draft answers a decision as before, its cases cannot differ and are only counted. Up to
    ``keep`` changed cases are named; ``told`` hears how many of how many are done.
    """
    begun = time.perf_counter()
    report = Replay()
    rows = _timelines(since, until, company)
    report.cases = rows.count()
    answers, concerned = _answers(draft, rows, report)
    calendars: dict[int, Calendar] = {}
    done = report.cases - sum(count for _key, count in concerned.items())
    for decision_id in sorted({key[0] for key in concerned}):
        for timeline in _whole(rows.filter(decision_id=decision_id)):
            day = timezone.localdate(timeline.started_at)
            answer = answers.get((decision_id, day))
            if answer is None:
                continue
            if timeline.company_id not in calendars:
                calendars[timeline.company_id] = calendar_for(timeline.unit)
            calendar = calendars[timeline.company_id]
            _compare(report, timeline, answer, draft, calendar, now, keep)
            done += 1
            if told and done % CHUNK == 0:
                told(done, report.cases)
    report.elapsed_s = time.perf_counter() - begun
    return report


def _timelines(since: date, until: date, company: Unit | None) -> QuerySet[Timeline]:
    start = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(until, datetime.min.time()))
    rows: QuerySet[Timeline] = Timeline.objects.filter(
        started_at__gte=start, started_at__lt=end
    ).exclude(decision=None)
    return rows.filter(company=company) if company is not None else rows


def _whole(rows: QuerySet[Timeline]) -> Iterator[Timeline]:
    yield from (
        rows.select_related("decision", "unit", "unit__parent")
        .prefetch_related("moments", "clocks")
        .order_by("id")
        .iterator(chunk_size=CHUNK)
    )


def _answers(
    draft: Pack, rows: QuerySet[Timeline], report: Replay
) -> tuple[dict[tuple[int, date], dict[str, Any]], dict[tuple[int, date], int]]:
    """What the draft answers to each decision on each day, where it differs from what was
    decided; and how many cases each concerns."""
    answers: dict[tuple[int, date], dict[str, Any]] = {}
    concerned: dict[tuple[int, date], int] = {}
    pairs = (
        rows.annotate(day=TruncDate("started_at"))
        .order_by()
        .values_list("decision_id", "day")
        .annotate(cases=Count("pk"))
    )
    decisions = Decision.objects.in_bulk({pk for pk, _day, _cases in pairs})
    for pk, day, cases in pairs:
        answer = _decide(draft, decisions[pk], day)
        if answer is None:
            report.undecided += cases
        elif answer != decisions[pk].answer:
            answers[(pk, day)], concerned[(pk, day)] = answer, cases
    return answers, concerned


def _decide(draft: Pack, decision: Decision | None, on: date) -> dict[str, Any] | None:
    assert decision is not None
    try:
        ruling = decide(draft, decision.question, decision.facts, on)
    except (FactError, LookupError):
        return None
    answer: dict[str, Any] | None = json.loads(json.dumps(ruling.as_json()["answer"]))
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
            report.late_by_clause[promise.clause] += will[1] and not was[1]
            report.kept_by_clause[promise.clause] += was[1] and not will[1]
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
        report.examples.append(
            {
                "case": timeline.label,
                "subject": [timeline.subject_type, timeline.subject_id],
                "department": _department(timeline.unit),
                "due": due,
            }
        )


def _department(unit: Unit) -> str:
    return str(unit.parent if unit.kind == "team" and unit.parent else unit)
