"""What the pages of one project show, gathered once for page, print and phone."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.ledger.actors import Actor
from heqi.ledger.audit import history
from heqi.policies.deciding import spoken
from heqi.policies.packs import common_pack
from heqi.projects.access import RECEIVE, may_work
from heqi.projects.contexts import is_concerned
from heqi.projects.facts import SUSPENSION
from heqi.projects.forms import StepForm
from heqi.projects.models import Contract, Project
from heqi.projects.queries import (
    clocks_of_project,
    money_of,
    obstruction_of,
    progress_of,
    project_by_number,
    steps_for,
    strip_of,
)
from heqi.projects.steps import STEPS

WORDS: dict[str, str | Promise] = {
    "projects.open": gettext_lazy("application taken"),
    "projects.plan": gettext_lazy("stage planned"),
    "projects.name_manager": gettext_lazy("account manager named"),
    "projects.survey": gettext_lazy("site surveyed"),
    "projects.confirm_conditions": gettext_lazy("conditions confirmed"),
    "projects.estimate": gettext_lazy("estimated"),
    "projects.sign": gettext_lazy("contract signed"),
    "projects.extend": gettext_lazy("contract extended"),
    "projects.receive": gettext_lazy("payment received"),
    "projects.reverse_payment": gettext_lazy("receipt reversed"),
    "projects.clear_payment": gettext_lazy("paid as agreed, construction may begin"),
    "projects.add_households": gettext_lazy("households entered"),
    "projects.install": gettext_lazy("households installed"),
    "projects.construct": gettext_lazy("construction finished"),
    "projects.accept": gettext_lazy("works accepted"),
    "projects.fail_acceptance": gettext_lazy("acceptance failed"),
    "projects.issue_ticket": gettext_lazy("gas-on ticket issued"),
    "projects.complete": gettext_lazy("completed"),
    "projects.hold": gettext_lazy("project put on hold"),
    "projects.resume": gettext_lazy("project resumed"),
    "projects.cancel": gettext_lazy("project cancelled"),
}
# What tells which step it was, by the code of the entry: key of its changes.
DETAILS = {
    "projects.sign": "number",
    "projects.receive": "amount",
    "projects.reverse_payment": "amount",
    "projects.estimate": "estimate",
    "projects.add_households": "added",
    "projects.install": "count",
    "projects.issue_ticket": "ticket",
}
PAYMENTS = 20


def find_project(actor: Actor, number: str) -> Project:
    """A project by number; 404 where it does not exist for this actor."""
    try:
        return project_by_number(actor, number.upper())
    except Project.DoesNotExist:
        raise Http404(_("There is no such project, or it is not yours to see.")) from None


def contract_of(project: Project) -> Contract | None:
    """The contract, if it is signed."""
    try:
        return project.contract
    except Contract.DoesNotExist:
        return None


def row_clock(project: Project) -> dict[str, Any]:
    """The governing clock of a row, as the clock components take it."""
    if project.due_at is None and not project.is_held:
        return {}
    return {
        "label": project.due_title,
        "state": "paused" if project.is_held else "",
        "started_at": project.applied_at,
        "due_at": project.due_at,
        "soon_at": project.applied_at if project.alert else project.due_at,
        "clauses": [project.due_clause] if project.due_clause else [],
    }


def seen(project: Project) -> str:
    """What the reader saw; a step on something else is a conflict."""
    return f"{project.status}:{int(project.is_held)}"


def shown(
    project: Project, actor: Actor, now: datetime, *, bound: StepForm | None = None, name: str = ""
) -> dict[str, Any]:
    """The context of a project's page; ``bound`` is a form of the step ``name`` that came back."""
    contract = contract_of(project)
    stages = {stage.code: stage for stage in project.stages.select_related("unit", "assignee")}
    progress = progress_of([project])[project.pk]
    money = money_of(project, contract, on=timezone.localdate(now))
    names = steps_for(
        actor,
        project,
        stages=stages,
        progress=progress,
        contract=contract,
        money=money,
    )
    hold = project.holds.filter(until__isnull=True).first() if project.is_held else None
    return {
        "project": project,
        "seen": seen(project),
        "contract": contract,
        "strip": strip_of(project, now=now),
        "steps": [_offered(project, actor, one, bound, name) for one in STEPS if one in names],
        "clocks": [clock for clock in clocks_of_project(project) if clock.started_at][:12],
        "progress": progress,
        "money": money,
        "payments": [
            (row, may_reverse)
            for may_reverse in [may_work(actor, stages["payment"], RECEIVE)]
            for row in project.payments.select_related("household", "reversed_by").order_by(
                "-received_at", "-id"
            )[:PAYMENTS]
        ],
        "extensions": list(contract.extensions.all()) if contract else [],
        "tickets": [(ticket, ticket.households.count()) for ticket in project.tickets.all()[:10]],
        "obstruction": obstruction_of(project, on=timezone.localdate(now))
        if progress.obstructing
        else None,
        "hold": hold,
        "hold_reason": _reason(hold.reason) if hold else "",
        "lines": _lines(project),
        "via": f"project:{project.pk}" if is_concerned(actor, project) else "",
    }


def _offered(
    project: Project, actor: Actor, name: str, bound: StepForm | None, bound_name: str
) -> dict[str, Any]:
    step = STEPS[name]
    mine = bound is not None and name == bound_name
    form = bound if mine and bound is not None else step.form(project, actor)
    return {"step": step, "form": form, "open": name == bound_name, "fields": bool(form.fields)}


def _reason(code: str) -> str:
    words = common_pack().question(SUSPENSION).facts["reason"].words
    return spoken(words[code]) if code in words else code


def _lines(project: Project) -> list[dict[str, Any]]:
    entries = list(history(project, limit=60))
    return [
        {
            "at": entry.at,
            "text": f"{WORDS.get(entry.code, entry.code)}{_detail(entry.code, entry.changes)}",
            "by": entry.actor_name,
            "note": entry.reason,
            "clauses": [],
        }
        for entry in entries
    ]


def _detail(code: str, changes: dict[str, Any]) -> str:
    value = changes.get(DETAILS.get(code, ""))
    return f" {value}" if value not in (None, "") else ""
