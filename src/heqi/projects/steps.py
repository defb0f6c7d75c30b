"""Every step of a project as pages offer it: its words, its form and its action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.projects import actions
from heqi.projects.forms import steps as forms
from heqi.projects.models import Project, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """A button. ``main`` marks what takes the project on, ``field`` what is offered on the phone,
    ``danger`` what cannot be undone."""

    name: str
    label: str | Promise
    form: type[forms.StepForm]
    do: Callable[..., Any]
    icon: str = ""
    main: bool = False
    field: bool = False
    danger: bool = False


def _install(project: Project, *, meter_no: str, by: Actor, now: datetime) -> None:
    homes = list(project.households.filter(status="waiting"))
    meters = {homes[0].pk: meter_no} if len(homes) == 1 else {}
    actions.install_households(project, homes, meters=meters, by=by, now=now)


def _issue(project: Project, *, booked_for: datetime | None, by: Actor, now: datetime) -> None:
    homes = list(project.households.filter(status="installed", ticket__isnull=True))
    actions.issue_ticket(project, homes, booked_for=booked_for, by=by, now=now)


def _turn_on(project: Project, *, meter_no: str, by: Actor, now: datetime) -> None:
    for home in project.households.filter(status="installed"):
        home.project = project
        actions.turn_on(home, meter_no=meter_no, by=by, now=now)


def _plan(project: Project, *, stage: Stage, by: Actor, now: datetime, **values: Any) -> None:
    actions.plan_stage(stage, by=by, now=now, **values)


_ROWS = (
    Step("resume", _("Resume the project"), forms.StepForm, actions.resume_project, "player-play",
         main=True),
    Step(
        "survey", _("Record the survey"), forms.SurveyForm, actions.finish_survey,
        "clipboard-check", main=True, field=True,
    ),
    Step(
        "conditions", _("Conditions are met now"), forms.NoteForm, actions.confirm_conditions,
        "check", field=True,
    ),
    Step("estimate", _("Record the estimate"), forms.EstimateForm, actions.finish_estimate,
         "file-text", main=True),
    Step("sign", _("Sign the contract"), forms.ContractForm, actions.sign_contract, "signature",
         main=True),
    Step("receive", _("Record a payment"), forms.PaymentForm, actions.record_payment, "receipt"),
    Step(
        "install", _("Facilities are installed"), forms.InstallForm, _install, "tools",
        main=True, field=True,
    ),
    Step(
        "construct", _("Finish construction"), forms.NoteForm, actions.finish_construction,
        "circle-check", main=True, field=True,
    ),
    Step(
        "accept", _("Accept the works"), forms.NoteForm, actions.pass_acceptance,
        "rubber-stamp", main=True, field=True,
    ),
    Step(
        "fail", _("Send back to be put right"), forms.ReasonForm, actions.fail_acceptance,
        "arrow-back-up", field=True,
    ),
    Step("ticket", _("Issue the gas-on ticket"), forms.TicketForm, _issue, "send", main=True),
    Step("turn_on", _("Turn on the gas"), forms.TurnOnForm, _turn_on, "flame",
         main=True, field=True),
    Step("extend", _("Extend the contract"), forms.ExtendForm, actions.extend_contract,
         "calendar-event"),
    Step("plan", _("Plan a stage"), forms.PlanForm, _plan, "calendar"),
    Step("manager", _("Name the account manager"), forms.ManagerForm, actions.name_manager,
         "user-check"),
    Step("hold", pgettext_lazy("project", "Put on hold"), forms.HoldForm, actions.hold_project,
         "player-pause"),
    Step("cancel", _("Cancel the project"), forms.ReasonForm, actions.cancel_project, "ban",
         danger=True),
)  # fmt: skip
STEPS = {step.name: step for step in _ROWS}
