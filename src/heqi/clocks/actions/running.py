"""Recording what happened, and keeping the clocks' index in step with it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.clocks.facts import (
    calendar_for,
    changed_calendar,
    history_of,
    promises_of,
    read,
    statutory_calendar,
)
from heqi.clocks.models import OPEN_STATES, Clock, ClockState, Moment, Timeline, WorkCalendar
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of
from heqi.policies.deciding import spoken_chinese
from heqi.policies.models import Decision
from heqi.rulebook.clock import ClockReading
from heqi.rulebook.spans import UnclearError

RETRY = timedelta(minutes=10)


@transaction.atomic
def start_timeline(
    subject: models.Model,
    *,
    unit: Unit,
    decision: Decision | None,
    facts: Mapping[str, Any],
    label: str,
    without: Collection[str] = (),
    by: Actor,
    now: datetime,
) -> Timeline:
    """Begin the history of a subject with the clocks of a decision, but those named ``without``.

    The clocks start with the moments that are recorded next. ``label`` is the record's number;
    ``facts`` are those that limits may vary by. The caller has checked the right to the subject.
    """
    timeline = Timeline.objects.create(
        company=company_of(unit),
        unit=unit,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        label=label,
        facts=dict(facts),
        decision=decision,
        started_at=now,
    )
    if decision is not None:
        _add_clocks(timeline, decision, without)
    return timeline


def _add_clocks(timeline: Timeline, decision: Decision, without: Collection[str]) -> None:
    Clock.objects.bulk_create(
        Clock(
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
        for promise in promises_of(decision.question, decision.answer or {})
        if promise.name not in without
    )


@transaction.atomic
def record_moment(
    timeline: Timeline,
    kind: str,
    *,
    at: datetime | None = None,
    owner: Unit | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> Timeline:
    """Record that ``kind`` happened at ``at`` (else now) and read every clock anew.

    A moment may be recorded late; the clocks then stand as if it had been known in time.
    """
    Moment.objects.create(
        timeline=timeline,
        kind=kind,
        at=at or now,
        recorded_at=now,
        owner=owner,
        reason=reason,
        facts=dict(facts or {}),
        by_id=by.id,
        by_name=by.name,
    )
    return rebuild(timeline, now=now)


@transaction.atomic
def redecide(
    timeline: Timeline,
    decision: Decision,
    *,
    facts: Mapping[str, Any],
    without: Collection[str] = (),
    by: Actor,
    now: datetime,
) -> Timeline:
    """Exchange the clocks because the facts of the case changed (another kind, another tier).

    History stays; the clocks of the new decision are read from it. What changed is logged.
    """
    if decision.pk == timeline.decision_id:
        return timeline
    before = {c.name: c.due_at for c in timeline.clocks.all()}
    timeline.clocks.all().delete()
    old, timeline.decision, timeline.facts = timeline.decision_id, decision, dict(facts)
    Timeline.objects.filter(pk=timeline.pk).update(decision=decision, facts=timeline.facts)
    _add_clocks(timeline, decision, without)
    rebuild(timeline, now=now)
    after = {c.name: c.due_at for c in timeline.clocks.all()}
    audit(
        timeline,
        "clocks.redecide",
        by=by,
        now=now,
        changes={"decision": [old, decision.pk], "due": [before, after]},
        decision=decision.pk,
    )
    return timeline


@transaction.atomic
def move_timeline(timeline: Timeline, *, unit: Unit) -> None:
    """Another unit has charge of the subject; its open clocks go with it."""
    Timeline.objects.filter(pk=timeline.pk).update(unit=unit)
    timeline.clocks.filter(state__in=OPEN_STATES).update(unit=unit)
    timeline.unit = unit


@transaction.atomic
def rebuild(timeline: Timeline, *, now: datetime) -> Timeline:
    """Read every clock of a timeline from its history; the stored index follows."""
    calendar = calendar_for(timeline.unit)
    history = history_of(timeline.moments.select_related("owner"))
    clocks = list(timeline.clocks.all())
    for clock in clocks:
        before = {name: getattr(clock, name) for name in INDEXED}
        reading = read(clock, history, calendar, timeline.facts, now)
        read_into(clock, reading, now)
        _keep_broken(clock, reading)
        changed = {n: getattr(clock, n) for n in INDEXED if getattr(clock, n) != before[n]}
        if changed:
            # One plain statement a row: a few clocks change, and CASE over all of them is slow.
            Clock.objects.filter(pk=clock.pk).update(**changed)
    open_due = [c.due_at for c in clocks if c.due_at and c.state in OPEN_STATES]
    timeline.due_at = min(open_due, default=None)
    Timeline.objects.filter(pk=timeline.pk).update(due_at=timeline.due_at)
    return timeline


INDEXED = [
    "state",
    "started_at",
    "due_at",
    "stopped_at",
    "elapsed_s",
    "alerts",
    "next_at",
    "note_zh",
    "note_en",
    "breached_at",
    "failed_at",
    "decided_at",
]


def _keep_broken(clock: Clock, reading: ClockReading) -> None:
    """Whoever gives a case up after the due instant has broken the promise, looked at or not."""
    given_up, due = reading.cancelled_at, reading.due_at
    if clock.breached_at is None and given_up and due and given_up > due:
        clock.breached_at = due
    if clock.breached_at is None and reading.failed_at:
        clock.breached_at = reading.failed_at
    clock.decided_at = decided_at(clock, reading)


def read_into(clock: Clock, reading: ClockReading, now: datetime) -> None:
    """Copy what the engine reads to the row: the stored index of a clock."""
    clock.state = reading.state.value
    clock.started_at = reading.started_at
    clock.due_at = reading.due_at
    clock.stopped_at = reading.stopped_at
    clock.elapsed_s = int(reading.elapsed.total_seconds())
    clock.alerts = sum(alert.passed for alert in reading.alerts)
    clock.failed_at = reading.failed_at
    clock.decided_at = decided_at(clock, reading)
    clock.next_at = _next_look(clock, reading, now)
    words = reading.explain
    clock.note_zh, clock.note_en = words.zh, words.en


def decided_at(clock: Clock, reading: ClockReading) -> datetime | None:
    """When the promise was kept, broken or given up; empty while it can still be kept."""
    due, stopped = reading.due_at, reading.stopped_at
    if clock.state == ClockState.MET:
        return stopped
    if clock.state == ClockState.MISSED:
        return min(at for at in (due, stopped) if at is not None)
    if clock.state == ClockState.OVERDUE:
        return due
    if clock.state == ClockState.CANCELLED:
        return clock.breached_at or reading.cancelled_at
    return None


def _next_look(clock: Clock, reading: ClockReading, now: datetime) -> datetime | None:
    """When the loop has to look again: at the next warning, just past the due instant, or at
    once where a breach has not been announced yet."""
    if clock.state == ClockState.OVERDUE and clock.breached_at is None:
        return reading.due_at
    if clock.state != ClockState.RUNNING or reading.due_at is None:
        return None
    past_due = reading.due_at + timedelta(microseconds=1)
    return min(reading.next_alert_at or past_due, past_due)


def watch_clocks(*, now: datetime, batch: int = 100) -> int:
    """The loop's task: announce warnings and breaches that are due, the earliest first.

    A row is claimed by setting its next instant while it still has the old one; a row that
    cannot be read is pushed back and logged, never in the way of others.
    """
    rows = list(
        Clock.objects.filter(next_at__lte=now)
        .select_related("timeline", "timeline__unit", "unit")
        .order_by("next_at", "id")[:batch]
    )
    done = 0
    for clock in rows:
        claimed = Clock.objects.filter(pk=clock.pk, next_at=clock.next_at).update(
            next_at=now + RETRY
        )
        if claimed:
            _watch(clock, now)
            done += 1
    return done


@transaction.atomic
def _watch(clock: Clock, now: datetime) -> None:
    timeline = clock.timeline
    alerts, breached = clock.alerts, clock.breached_at
    calendar = calendar_for(timeline.unit)
    history = history_of(timeline.moments.select_related("owner"))
    read_into(clock, read(clock, history, calendar, timeline.facts, now), now)
    values: dict[str, Any] = {name: getattr(clock, name) for name in INDEXED}
    if clock.state == ClockState.OVERDUE and breached is None:
        values |= {"breached_at": clock.due_at, "next_at": None}
        clock.breached_at = clock.due_at
        announce(ClockBreached(**_announced(clock)), now=now)
    elif clock.state == ClockState.RUNNING and clock.alerts > alerts:
        announce(ClockNearing(**_announced(clock), alert=clock.alerts), now=now)
    Clock.objects.filter(pk=clock.pk).update(**values)


def _announced(clock: Clock) -> dict[str, Any]:
    return {
        "clock_id": clock.pk,
        "timeline_id": clock.timeline_id,
        "subject_type": clock.timeline.subject_type,
        "subject_id": clock.timeline.subject_id,
        "label": clock.timeline.label,
        "name": clock.name,
        "title_zh": clock.title_zh,
        "title_en": clock.title_en,
        "clause": clock.clause,
        "due_at": clock.due_at.isoformat() if clock.due_at else "",
        "unit_id": clock.unit_id,
        "company_id": clock.company_id,
    }


@transaction.atomic
def change_calendar(
    company: Unit, *, name: str, changes: Mapping[str, Any], by: Actor, now: datetime
) -> WorkCalendar:
    """Set the company's changes to the statutory calendar; a bad change is refused in words."""
    require(by, "clocks.calendar", company)
    try:
        changed_calendar(statutory_calendar(), changes)
    except UnclearError as error:
        raise ValidationError(error.zh if spoken_chinese() else error.en) from error
    except (ValueError, TypeError, KeyError) as error:
        raise ValidationError(_("A date must be written like 2026-11-23.")) from error
    row, _created = WorkCalendar.objects.update_or_create(
        company=company,
        is_default=True,
        defaults={
            "name": name,
            "changes": dict(changes),
            "changed_at": now,
        },
    )
    audit(company, "clocks.change_calendar", by=by, now=now, changes={"changes": dict(changes)})
    return row
