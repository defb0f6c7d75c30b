"""Limits of complaints that draw near or pass."""

from datetime import datetime

from django.utils import timezone

from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.clocks.models import Clock
from heqi.complaints.actions.levels import raise_overdue
from heqi.complaints.actions.telling import tell_posts
from heqi.complaints.models import Appeal, Complaint, LevelChange, PlanStep
from heqi.complaints.queries.case import RELATED
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.policies.deciding import ask


def _complaint_of(event: ClockNearing | ClockBreached) -> Complaint | None:
    rows = Complaint.objects.select_related(*RELATED).filter(is_open=True)
    if event.subject_type == "complaints.complaint":
        return rows.filter(pk=event.subject_id).first()
    if event.subject_type == "complaints.levelchange":
        change = LevelChange.objects.filter(pk=event.subject_id).first()
        return rows.filter(pk=change.complaint_id).first() if change else None
    if event.subject_type == "complaints.planstep":
        step = PlanStep.objects.select_related("plan").filter(pk=event.subject_id).first()
        return rows.filter(pk=step.plan.complaint_id).first() if step else None
    if event.subject_type == "complaints.appeal":
        appeal = Appeal.objects.filter(pk=event.subject_id).first()
        found = Complaint.objects.select_related(*RELATED).filter(
            pk=appeal.complaint_id if appeal else 0
        )
        return found.first()
    return None


@on(ClockNearing)
def warn_of_limit(event: ClockNearing, *, now: datetime) -> None:
    """A limit of a complaint draws near: the policy says whom each warning reaches."""
    complaint = _complaint_of(event)
    # Corrected facts may have taken the promise away before the warning was delivered.
    clock = Clock.objects.filter(pk=event.clock_id).first()
    if complaint is None or clock is None:
        return
    tell_posts(
        complaint,
        ["handler", _warned(event, clock, now)],
        "complaints.nearing",
        key=f"clock{event.clock_id}:a{event.alert}",
        now=now,
        what=event.title,
        due=event.due,
    )


def _warned(event: ClockNearing, clock: Clock, now: datetime) -> str:
    rows = {
        length: (
            ask(
                "complaints.warnings",
                {"length": length},
                on=timezone.localdate(now),
                company_id=clock.company_id,
            ).answer
            or {}
        )["steps"]
        for length in ("long", "short")
    }
    longest = max(int(str(step["left"]).split()[0]) for step in rows["long"])
    hours = 0.0
    if clock.started_at and clock.due_at:
        hours = (clock.due_at - clock.started_at).total_seconds() / 3600
    steps = rows["long" if hours > longest else "short"]
    return str(steps[min(event.alert, len(steps)) - 1]["to"])


@on(ClockBreached)
def follow_broken_limit(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed: who must know, and of closing the level one step up."""
    complaint = _complaint_of(event)
    if complaint is None:
        return
    tell_posts(
        complaint,
        ["handler", "dept_head", "service_office"],
        "complaints.late",
        key=f"clock{event.clock_id}:b",
        now=now,
        what=event.title,
        due=event.due,
    )
    extended = complaint.extended_until is not None and now < complaint.extended_until
    if event.name == "close" and not extended:
        raised = event.subject_type == "complaints.levelchange"
        change = LevelChange.objects.filter(pk=event.subject_id).first() if raised else None
        raise_overdue(complaint, reason=event.title_zh, of=change, by=SYSTEM, now=now)
