"""What projects vouch for elsewhere: files, and why a customer is looked at."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.clocks.pages import register_page
from heqi.customers.models import Party
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import register_context
from heqi.evidence import access as evidence
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.projects.access import VIEW, may_work
from heqi.projects.models import Project

PANEL_ROWS = 20


def _may_touch_files(by: Actor, pk: str, verb: str) -> bool:
    project = Project.objects.visible_to(by).filter(pk=pk).first()
    if project is None:
        return False
    return verb == "read" or (project.is_open and is_concerned(by, project))


def is_concerned(by: Actor, project: Project) -> bool:
    """Whether the actor works on one of the project's stages."""
    stages = project.stages.select_related("unit").order_by("position")
    return any(may_work(by, stage) for stage in stages)


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """An open project that the reader works on explains why he opens its customer."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    rows = Project.objects.visible_to(actor).filter(pk=int(pk), party=party, is_open=True)
    project = rows.first()
    return project is not None and is_concerned(actor, project)


def _projects(actor: Actor, party: Party, now: datetime) -> Shown | None:
    if not may(actor, VIEW):
        return None
    rows = list(
        Project.objects.visible_to(actor)
        .filter(party=party)
        .order_by("-applied_at", "-id")[:PANEL_ROWS]
    )
    return Shown("projects/panel.html", {"rows": rows}, len(rows)) if rows else None


def register() -> None:
    """Make them known; called when the app is ready."""
    register_page("projects.project", "projects:project", "number")
    evidence.register("projects.project", _may_touch_files)
    register_context("project", reason="work_order", check=vouch)
    register_panel(
        "projects.projects",
        tab="orders",
        label=_("Installation projects"),
        show=_projects,
        order=30,
    )
