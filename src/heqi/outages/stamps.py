"""The last stamps of an emergency as steps of its order: on its page, drawer and phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.outages.actions import cut_supply, make_safe, restore_supply
from heqi.outages.kinds import is_emergency
from heqi.outages.models import Emergency
from heqi.people.access import may
from heqi.workorders.forms import NoteForm, StepForm
from heqi.workorders.models import WorkOrder
from heqi.workorders.steps import Step, register_step


class RestoreForm(StepForm):
    """Why at night, where the rule asks."""

    night_reason = forms.CharField(
        label=_("Why at night (if it is night)"), required=False, max_length=300
    )


def _emergency(order: WorkOrder) -> Emergency | None:
    if not is_emergency(order.kind):
        return None
    return Emergency.objects.filter(order=order).first()


def _is_crew(actor: Actor, order: WorkOrder) -> bool:
    if not may(actor, "workorders.work", order):
        return False
    return order.assignee_id == actor.id or may(actor, "workorders.dispatch", order)


def can_make_safe(actor: Actor, order: WorkOrder) -> bool:
    """On site, still dangerous."""
    found = _emergency(order) if order.arrived_at and _is_crew(actor, order) else None
    return found is not None and found.stage == "running"


def can_cut(actor: Actor, order: WorkOrder) -> bool:
    """On the way or on site, supply still on."""
    found = _emergency(order) if order.dispatched_at and _is_crew(actor, order) else None
    return found is not None and found.is_running and found.cut_at is None


def can_restore(actor: Actor, order: WorkOrder) -> bool:
    """Made safe, supply cut and not back."""
    found = _emergency(order) if _is_crew(actor, order) else None
    return (
        found is not None
        and found.cut_at is not None
        and found.restored_at is None
        and found.made_safe_at is not None
    )


def register() -> None:
    """Make them known; called when the app is ready."""
    register_step(
        Step("made_safe", _("Made safe"), NoteForm, make_safe, "shield-check"),
        possible=can_make_safe,
    )
    register_step(
        Step("cut_supply", _("Supply cut"), NoteForm, cut_supply, "ban"), possible=can_cut
    )
    register_step(
        Step("restored", _("Supply restored"), RestoreForm, restore_supply, "flame"),
        possible=can_restore,
    )
