"""Reactions to clocks (amber, red, a word to those who answer for it), master data and tiers."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.customers.events import MasterDataFinished
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify, notify_post
from heqi.projects.actions.master import adopt_account
from heqi.projects.actions.timing import copy_due
from heqi.projects.events import ContractSigned, ProjectCompleted
from heqi.projects.models import GasOnTicket, Project, Stage
from heqi.projects.states import STAGES
from heqi.tiers.actions import RawFact, note_occasion
from heqi.tiers.states import Occasion


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
        "what": event.title,
        "due": event.due,
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


@on(ContractSigned)
def look_at_tier_of_contract(event: ContractSigned, *, now: datetime) -> None:
    """A customer on file signs for more connection capacity: his tier is looked at again."""
    project = _trade(event.project_id)
    if project is None:
        return
    assert project.party is not None  # as ``_trade`` asks
    if project.party.created_at < project.applied_at:
        _note(project, Occasion.CAPACITY_ADDED, event.number, now)


@on(ProjectCompleted)
def look_at_tier_of_new_customer(event: ProjectCompleted, *, now: datetime) -> None:
    """A new trade customer burns gas: the market department decides his tier (tiering/7.2-40)."""
    project = _trade(event.project_id)
    if project is not None:
        _note(project, Occasion.NEW_CUSTOMER, event.number, now)


def _trade(pk: int) -> Project | None:
    """An industrial or commercial project whose customer is on file."""
    rows = Project.objects.select_related("party__company", "party__unit")
    return rows.filter(
        pk=pk, party__isnull=False, party__customer_kind__in=["commercial", "industrial"]
    ).first()


def _note(project: Project, occasion: str, source: str, now: datetime) -> None:
    """Once per project, whichever comes first."""
    assert project.party is not None  # as ``_trade`` asks
    facts = []
    if project.daily_m3 is not None:
        on_day = timezone.localdate(now)
        facts = [RawFact("contracted", on_day, m3=project.daily_m3, source=source)]
    note_occasion(
        project.party,
        occasion=occasion,
        cause=f"project:{project.number}",
        reason=_("Installation project {number}: {name}").format(
            number=project.number, name=project.name
        ),
        facts=facts,
        by=SYSTEM,
        now=now,
    )
