"""Every step of an outage as its page offers it: words, form, action, who may and when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.outages import actions, forms
from heqi.outages.access import ANNOUNCE, PLAN, RESTORE, STEER
from heqi.outages.models import Outage
from heqi.people.access import may


@dataclass(frozen=True, slots=True)
class OutageStep:
    """A button of an outage's page; ``states`` are those from which it is possible."""

    name: str
    label: str | Promise
    form: type[forms.OutageForm]
    do: Callable[..., Any]
    code: str
    states: tuple[str, ...]
    icon: str = ""
    danger: bool = False
    planned: bool | None = None


_ROWS = (
    OutageStep(
        "submit", _("Submit for approval"), forms.OutageForm, actions.submit_stop, PLAN, ("draft",),
        "send",
    ),
    OutageStep(
        "announce", _("Announce to customers"), forms.OutageForm, actions.announce_stop, ANNOUNCE,
        ("approved",), "message",
    ),
    OutageStep(
        "begin", _("Gas is off now"), forms.OutageForm, actions.begin_stop, RESTORE,
        ("announced",), "ban",
    ),
    OutageStep(
        "confirm", _("It is an outage"), forms.OutageForm, actions.confirm_outage, STEER,
        ("suspected",), "check",
    ),
    OutageStep(
        "tell", _("Tell the customers"), forms.OutageForm, actions.tell_of_incident, ANNOUNCE,
        ("off",), "message", planned=False,
    ),
    OutageStep(
        "restore", _("Supply restored everywhere"), forms.RestoreForm, actions.restore_outage,
        RESTORE, ("off",), "flame",
    ),
    OutageStep(
        "change", _("Change the plan"), forms.StopForm, actions.change_stop, PLAN, ("draft",),
        "edit",
    ),
    OutageStep(
        "postpone", _("Postpone"), forms.PostponeForm, actions.postpone_stop, PLAN,
        ("approved", "announced"), "calendar-event",
    ),
    OutageStep(
        "dismiss", _("It is none"), forms.ReasonForm, actions.dismiss_outage, STEER,
        ("suspected",), "x",
    ),
    OutageStep(
        "cancel", _("Cancel the stop"), forms.ReasonForm, actions.cancel_outage, PLAN,
        ("draft", "submitted", "approved", "announced"), "ban", danger=True,
    ),
)  # fmt: skip
STEPS = {step.name: step for step in _ROWS}


def steps_for(actor: Actor, outage: Outage) -> list[OutageStep]:
    """The steps that the actor may take now, the first one the primary."""
    found = []
    for step in _ROWS:
        if outage.status not in step.states:
            continue
        if step.planned is not None and step.planned != outage.is_planned:
            continue
        if step.name == "tell" and outage.announced_at is not None:
            continue
        leads = step.code == RESTORE and outage.leader_id == actor.id
        if leads or may(actor, step.code, outage):
            found.append(step)
    return found
