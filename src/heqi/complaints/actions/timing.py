"""The clocks of a complaint: those of its receipt, and those of each raise of its level."""

from datetime import datetime

from django.db.models import Q

from heqi.clocks.actions import copy_clock, move_timeline, record_moment, redecide, start_timeline
from heqi.clocks.models import Clock, ClockState, Timeline
from heqi.complaints.facts import commitment_facts, decide_commitments
from heqi.complaints.models import Complaint, LevelChange
from heqi.complaints.states import OFFERED, REPORTED
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.service.actions import show_due

GOVERNING = (ClockState.RUNNING, ClockState.OVERDUE, ClockState.PAUSED)


def timelines_of(complaint: Complaint) -> list[Timeline]:
    """The timeline of the receipt first, then those of the raises."""
    own = Q(subject_type="complaints.complaint", subject_id=complaint.pk)
    raises = complaint.levels.exclude(kind=LevelChange.Kind.COMPUTED).values_list("pk", flat=True)
    raised = Q(subject_type="complaints.levelchange", subject_id__in=list(raises))
    return list(Timeline.objects.filter(own | raised).select_related("unit").order_by("id"))


def start_clocks(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """The promises run from the receipt; a platform's date stands beside ours."""
    timeline = start_timeline(
        complaint,
        unit=complaint.unit,
        decision=complaint.decision,
        facts=commitment_facts(complaint),
        label=complaint.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "received", at=complaint.received_at, by=by, now=now)
    record_moment(timeline, "graded", at=complaint.received_at, by=by, now=now)
    note_platform(complaint, timeline, by=by, now=now)
    copy_due(complaint)


def start_raised_clocks(
    complaint: Complaint, change: LevelChange, *, by: Actor, now: datetime
) -> None:
    """A raised level starts its own clocks at the raise; the first ones stay."""
    decision = change.decision
    timeline = start_timeline(
        change,
        unit=complaint.unit,
        decision=decision,
        facts=commitment_facts(complaint, change.after),
        label=complaint.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "received", by=by, now=now)
    record_moment(timeline, "graded", by=by, now=now)
    note_platform(complaint, timeline, by=by, now=now)
    for kind in _done_already(complaint):
        record_moment(timeline, kind, by=by, now=now)
    copy_due(complaint)


def _done_already(complaint: Complaint) -> list[str]:
    """What a raise need not wait for: the report and the solution that stand are not owed again."""
    done = []
    if complaint.handler_id:
        done.append("assigned")
    if complaint.status in REPORTED:
        done.append("investigated")
    if complaint.status in OFFERED:
        done.append("solution_offered")
    return done


def note_platform(complaint: Complaint, timeline: Timeline, *, by: Actor, now: datetime) -> None:
    """The platform's date stands beside ours on a timeline."""
    if complaint.platform_due_at:
        facts = {"for": complaint.platform_due_at.isoformat()}
        record_moment(timeline, "platform_due", facts=facts, by=by, now=now)


def decide_clocks_anew(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """Facts were corrected: the first promises are read anew from the same history."""
    decision = decide_commitments(complaint, now=now)
    timeline = timelines_of(complaint)[0]
    redecide(timeline, decision, facts=commitment_facts(complaint), by=by, now=now)
    Complaint.objects.filter(pk=complaint.pk).update(decision=decision)
    complaint.decision = decision
    copy_due(complaint)


def record(
    complaint: Complaint,
    kind: str,
    *,
    at: datetime | None = None,
    owner: Unit | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Something happened that starts or stops promises, on every timeline of the complaint."""
    for timeline in timelines_of(complaint):
        record_moment(timeline, kind, at=at, owner=owner, reason=reason[:200], by=by, now=now)
    copy_due(complaint)


def move_clocks(complaint: Complaint, unit: Unit) -> None:
    """Another unit has charge."""
    for timeline in timelines_of(complaint):
        move_timeline(timeline, unit=unit)


def clocks_of(complaint: Complaint) -> list[Clock]:
    """Every clock of a complaint, the governing one first."""
    rows = Clock.objects.filter(timeline__in=timelines_of(complaint))
    return sorted(
        rows,
        key=lambda c: (not c.is_open(), c.due_at is None, c.due_at.timestamp() if c.due_at else 0),
    )


def copy_due(complaint: Complaint) -> None:
    """Copy the governing clock to the case and to its request, for the lists."""
    rows = Clock.objects.filter(
        timeline__in=timelines_of(complaint), due_at__isnull=False, state__in=GOVERNING
    )
    clock = rows.order_by("due_at", "id").first() if complaint.is_open else None
    copy_clock(
        complaint,
        clock,
        queue_at=(clock.due_at if clock else None) or complaint.received_at,
    )
    show_due(complaint.request, clock)
