"""Reactions to clocks (amber, red, and a word to those who answer for it) and to master data."""

from datetime import datetime

from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.customers.events import MasterDataFinished
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify, notify_post
from heqi.projects.actions.master import adopt_account
from heqi.projects.actions.timing import copy_due
from heqi.projects.models import GasOnTicket, Project, Stage
from heqi.projects.states import STAGES


@on(ClockNearing)
def warn_of_project(event: ClockNearing, *, now: datetime) -> None:
    """A limit draws near."""
    _tell(event, "projects.nearing", f"warning{event.alert}", now=now)


@on(ClockBreached)
def escalate_project(event: ClockBreached, *, now: datetime) -> None:
    """A limit is broken."""
    _tell(event, "projects.breached", "breach", now=now)


@on(MasterDataFinished)
def take_over_account(event: MasterDataFinished, *, now: datetime) -> None:
    """The keeper of master data created the account himself: the household has it now."""
    if event.source_type == "projects.household" and event.service_point_id is not None:
        adopt_account(int(event.source_id), service_point_id=event.service_point_id)


def _concerned(event: ClockNearing | ClockBreached) -> Project | None:
    rows = Project.objects.select_related("unit", "manager")
    if event.subject_type == "projects.project":
        return rows.filter(pk=event.subject_id).first()
    if event.subject_type == "projects.gasonticket":
        ticket = GasOnTicket.objects.filter(pk=event.subject_id).first()
        return rows.filter(pk=ticket.project_id).first() if ticket else None
    return None


def _tell(event: ClockNearing | ClockBreached, code: str, at: str, *, now: datetime) -> None:
    project = _concerned(event)
    if project is None or not project.is_open:
        return
    copy_due(project, now=now)
    stage = Stage.objects.filter(project=project, code=project.status).first()
    told = {
        "number": project.number,
        "name": project.name,
        "what": event.title_zh,
        "due": datetime.fromisoformat(event.due_at) if event.due_at else None,
        "clause": event.clause,
    }
    key = f"clock:{event.clock_id}:{at}"
    url = f"/projects/{project.number}/"
    people = {one.pk: one for one in (project.manager, stage and stage.assignee) if one}
    for staff in people.values():
        notify(staff, code, context=told, about=project, url=url, key=key, by=SYSTEM, now=now)
    if stage is None or project.status not in STAGES:
        return
    # The first post acts; a broken promise is heard by all that the policy names.
    posts = stage.posts if code == "projects.breached" else stage.posts[:1]
    for post in posts:
        notify_post(
            post,
            stage.unit,
            code,
            context=told,
            about=project,
            url=url,
            key=key,
            by=SYSTEM,
            now=now,
        )
