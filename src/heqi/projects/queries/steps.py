"""Which steps an actor may take with a project now; the actions decide again."""

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.projects.access import CANCEL, CONTRACT, HOLD, PLAN, SURVEY, may_work
from heqi.projects.models import Contract, PaidBy, Project, Stage
from heqi.projects.queries.households import Progress
from heqi.projects.queries.project import Money

# The steps of a stage, for those who answer for it.
STAGE_STEPS = {
    "survey": ("survey",),
    "estimate": ("estimate",),
    "contract": ("sign",),
    "payment": (),
    "construction": ("construct",),
    "acceptance": ("accept", "fail"),
    "gas_on": (),
}


def steps_for(
    actor: Actor,
    project: Project,
    *,
    stages: dict[str, Stage],
    progress: Progress,
    contract: Contract | None,
    money: Money,
) -> list[str]:
    """Names of steps for the actor; nothing is read here."""
    names: list[str] = []
    takes_money = contract is not None and contract.paid_by == PaidBy.PARTY and money.owed > 0
    if takes_money and project.status != "cancelled" and may_work(actor, stages["payment"]):
        names.append("receive")
    if not project.is_open:
        return names
    present = stages[project.status]
    may_hold = may(actor, HOLD, project) or may_work(actor, present, HOLD)
    if project.is_held:
        return ["resume", *names] if may_hold else names
    if may_work(actor, present):
        names += STAGE_STEPS[project.status]
        if project.status == "construction" and not project.has_many and not progress.installed:
            names = [name for name in names if name != "construct"] + ["install"]
        if project.status == "gas_on" and not project.has_many and not progress.to_ticket:
            names.append("turn_on")
    if (
        project.status == "gas_on"
        and not project.has_many
        and progress.to_ticket
        and may_work(actor, stages["contract"], CONTRACT)
    ):
        names.append("ticket")
    waits = project.conditions_met_at is None and project.status != "survey"
    if waits and may_work(actor, stages["survey"], SURVEY):
        names.append("conditions")
    if contract is not None and may_work(actor, stages["contract"], CONTRACT):
        names.append("extend")
    if may(actor, PLAN, project):
        names.append("manager")
    if may(actor, PLAN, project) or may_work(actor, present, PLAN):
        names.append("plan")
    if may_hold:
        names.append("hold")
    if may(actor, CANCEL, project):
        names.append("cancel")
    return names
