"""Who sees a project and who may take which step.

A project lies in the market department's unit; its stages lie in the departments that answer for
them. A right over the project's or a stage's unit lets look; a step is taken by whoever holds its
right over the stage's unit, or by the one to whom the stage was given.
"""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import declare, may, require, within

if TYPE_CHECKING:
    from heqi.projects.models import Project, Stage
    from heqi.projects.models.projects import ProjectQuerySet

VIEW = "projects.view"
OPEN = "projects.open"
SURVEY = "projects.survey"
ESTIMATE = "projects.estimate"
CONTRACT = "projects.contract"
RECEIVE = "projects.receive"
BUILD = "projects.build"
ACCEPT = "projects.accept"
GAS_ON = "projects.gas_on"
PLAN = "projects.plan"
HOLD = "projects.hold"
CANCEL = "projects.cancel"

declare(
    {
        VIEW: _("see installation projects"),
        OPEN: _("take applications for installation and keep their households"),
        SURVEY: _("record site surveys"),
        ESTIMATE: _("record designs and estimates"),
        CONTRACT: _("sign and extend installation contracts, issue gas-on tickets"),
        RECEIVE: _("record payments for installation"),
        BUILD: _("record construction and installed households"),
        ACCEPT: _("accept finished works"),
        GAS_ON: _("turn on gas of installation projects"),
        PLAN: _("plan the stages of a project"),
        HOLD: _("put projects on hold and resume them"),
        CANCEL: _("cancel installation projects"),
    }
)
# The right that a stage's own steps ask for.
RIGHTS = {
    "survey": SURVEY,
    "estimate": ESTIMATE,
    "contract": CONTRACT,
    "payment": RECEIVE,
    "construction": BUILD,
    "acceptance": ACCEPT,
    "gas_on": GAS_ON,
}


def visible(rows: "ProjectQuerySet", actor: Actor) -> "ProjectQuerySet":
    """The projects that an actor may see."""
    from heqi.projects.models import Stage

    if actor.kind == "system":
        return rows
    if not may(actor, VIEW):
        return rows.none()
    stages = within(
        Stage.objects.all(), actor, VIEW, company="project__company"
    ) | Stage.objects.filter(assignee_id=actor.id or 0)
    return rows.filter(
        Q(pk__in=within(rows.model._base_manager.all(), actor, VIEW).order_by().values("pk"))
        | Q(pk__in=stages.order_by().values("project"))
        | Q(intake_id=actor.unit_id or 0)
    )


def may_work(by: Actor, stage: "Stage", code: str = "") -> bool:
    """Whether the actor may take the stage's steps: by right over its unit, or as its assignee."""
    code = code or RIGHTS[stage.code]
    if may(by, code, stage):
        return True
    return by.kind == "staff" and stage.assignee_id == by.id and may(by, code)


def require_work(by: Actor, stage: "Stage", code: str = "") -> None:
    """Raise ``Refused`` unless :func:`may_work`."""
    if not may_work(by, stage, code):
        require(by, code or RIGHTS[stage.code], stage)


# The right that a step of the pages asks for, and the stage over whose unit; "" is the project's.
STEPS = {
    "survey": (SURVEY, "survey"),
    "conditions": (SURVEY, "survey"),
    "estimate": (ESTIMATE, "estimate"),
    "sign": (CONTRACT, "contract"),
    "extend": (CONTRACT, "contract"),
    "ticket": (CONTRACT, "contract"),
    "receive": (RECEIVE, "payment"),
    "install": (BUILD, "construction"),
    "construct": (BUILD, "construction"),
    "accept": (ACCEPT, "acceptance"),
    "fail": (ACCEPT, "acceptance"),
    "turn_on": (GAS_ON, "gas_on"),
    "manager": (PLAN, ""),
    "cancel": (CANCEL, ""),
}


def require_step(by: Actor, project: "Project", name: str) -> None:
    """Raise ``Refused`` where the actor may never take a step, before its form is looked at.

    Planning and holding depend on the stage chosen; their actions decide.
    """
    if name not in STEPS:
        require(by, PLAN if name == "plan" else HOLD)
        return
    code, stage = STEPS[name]
    if stage:
        require_work(by, project.stages.select_related("unit").get(code=stage), code)
    else:
        require(by, code, project)
