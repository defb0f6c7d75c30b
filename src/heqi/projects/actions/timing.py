"""The clocks of a project, its stages, and the copy of the governing clock for the lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from heqi.clocks.actions import copy_clock, record_moment, start_timeline
from heqi.clocks.models import Timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.projects.events import StageFinished
from heqi.projects.facts import limit_facts
from heqi.projects.models import GasOnTicket, Project, Stage
from heqi.projects.states import FLOW, OPEN_STATES, STAGES


def start_clocks(project: Project, *, by: Actor, now: datetime) -> Timeline:
    """Begin the project's history with the limits of its kind and tier."""
    decision = project.decision
    answered = decision if decision is not None and decision.status == "answered" else None
    return start_timeline(
        project,
        unit=project.unit,
        decision=answered,
        facts=limit_facts(project.kind, project.tier),
        label=project.number,
        by=by,
        now=now,
    )


def record(
    project: Project,
    kind: str,
    *,
    at: datetime | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Record a moment of the project's history; every clock is read anew."""
    timeline = timeline_of(project)
    if timeline is not None:
        record_moment(timeline, kind, at=at, reason=reason, facts=facts, by=by, now=now)


def take_turns(project: Project) -> None:
    """Let writers of one project follow each other: what they count must not change meanwhile.

    The update locks the row until the transaction ends, on any database.
    """
    Project.objects.filter(pk=project.pk).update(is_open=F("is_open"))


def refuse_held(project: Project) -> None:
    """Raise ``IllegalMove`` while the project is on hold, as it stands in the database."""
    if Project.objects.filter(pk=project.pk, is_held=True).exists():
        raise IllegalMove(_("The project is on hold. Resume it first."))


def step(
    project: Project,
    name: str,
    *,
    code: str,
    by: Actor,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    note: str = "",
    **values: Any,
) -> None:
    """Make a move of the flow: the stage left is finished, the one entered begins."""
    refuse_held(project)
    left = project.status
    target = FLOW.target(left, name)
    if target is not None:
        values["is_open"] = target in OPEN_STATES
    if target in ("completed", "cancelled"):
        values["closed_at"] = now
    move(
        project,
        FLOW,
        name,
        code=code,
        by=by,
        now=now,
        changes=changes,
        reason=reason,
        **values,
    )
    if name != "cancel":
        _turn_page(project, left, note=note, by=by, now=now)


def _turn_page(project: Project, left: str, *, note: str, by: Actor, now: datetime) -> None:
    Stage.objects.filter(project=project, code=left).update(
        finished_at=now, finished_by=by.name, note=note[:1000]
    )
    if project.status in STAGES:
        # Works that come back from a failed acceptance go on; their first beginning stays.
        again = Stage.objects.filter(project=project, code=project.status)
        again.filter(started_at__isnull=True).update(started_at=now)
        again.update(finished_at=None, finished_by="")
    announce(
        StageFinished(
            project_id=project.pk,
            number=project.number,
            stage=left,
            following=project.status,
            company_id=project.company_id,
        ),
        now=now,
    )


def copy_due(project: Project, *, now: datetime) -> None:
    """Copy the governing clock, the project's or an open ticket's, to the row for the lists."""
    clock = None
    if project.is_open:
        open_tickets = GasOnTicket.objects.filter(project=project, done_at__isnull=True)
        timelines = [timeline_of(row) for row in (project, *open_tickets.order_by("id")[:20])]
        clocks = [governing_clock(one) for one in timelines if one is not None]
        found = [clock for clock in clocks if clock is not None]
        clock = min(found, key=lambda one: (one.due_at, one.pk), default=None)
    due = clock.due_at if clock else None
    copy_clock(
        project,
        clock,
        alert="over" if due and now > due else "soon" if clock and clock.alerts else "",
        queue_at=due or project.applied_at,
    )
