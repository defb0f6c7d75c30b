"""Every step of a request as its page offers it: its words, its form and its action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Unit
from heqi.service import actions
from heqi.service.kinds import kinds
from heqi.service.models import ServiceRequest
from heqi.service.queries import moves_for, unit_choices
from heqi.workorders.models import WorkOrder

LINES = forms.Textarea(attrs={"rows": 2})
# What the order does itself: it solves, closes and reopens its request.
BY_THE_ORDER = {"solve", "close", "reopen", "pass_on"}


class StepForm(forms.Form):
    """What a step asks for, as keyword arguments of its action."""

    use_required_attribute = False

    def __init__(self, row: ServiceRequest, actor: Actor, data: Any = None) -> None:
        self.row, self.actor = row, actor
        super().__init__(data, auto_id=f"id_{type(self).__name__.lower()}_%s")
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the request."""


class AnswerForm(StepForm):
    """What the customer was told or what was done."""

    answer = forms.CharField(label=_("Answer to the customer"), max_length=2000, widget=LINES)


class ReasonForm(StepForm):
    """A reason, which the action demands."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=LINES)


class BookForm(StepForm):
    """The time that the customer asks for."""

    booked_for = forms.DateTimeField(
        label=_("Visit at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


class PassOnForm(StepForm):
    """The unit that will do it."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    reason = forms.CharField(label=_("Remark"), required=False, max_length=200)

    def prepare(self) -> None:
        """Every other unit of the company."""
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = unit_choices(self.row.company).exclude(pk=self.row.unit_id)


class KindForm(ReasonForm):
    """What the customer asks for after all."""

    kind = forms.ChoiceField(label=_("Kind of request"))
    field_order = ("kind", "reason")

    def prepare(self) -> None:
        """Every other kind of the catalogue."""
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(k.code, k.label) for k in kinds().values() if k.code != self.row.kind]


class MergeForm(ReasonForm):
    """The request under which the matter goes on."""

    into = forms.CharField(label=_("Number of the other request"), max_length=24)
    field_order = ("into", "reason")

    def clean_into(self) -> ServiceRequest:
        """The request of that number, if the actor may see it."""
        number = self.cleaned_data["into"].strip().upper()
        found = ServiceRequest.objects.visible_to(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no request with this number."))
        return found


@transaction.atomic
def settle(row: ServiceRequest, *, answer: str, by: Actor, now: datetime) -> ServiceRequest:
    """Answered; and closed by the same press where the actor may, for nothing is left to do."""
    actions.solve_request(row, answer=answer, by=by, now=now)
    if may(by, "service.close", row):
        actions.close_request(row, by=by, now=now)
    return row


@dataclass(frozen=True, slots=True)
class Step:
    """A button of the page; ``danger`` marks what ends the request undone."""

    name: str
    label: str | Promise
    icon: str
    form: type[StepForm]
    do: Callable[..., Any]
    danger: bool = False


STEPS = {
    step.name: step
    for step in (
        Step("solve", pgettext_lazy("a request", "Answered"), "circle-check", AnswerForm, settle),
        Step("close", pgettext_lazy("a request", "Close"), "check", StepForm,
             actions.close_request),
        Step("pass_on", pgettext_lazy("a request", "Pass on"), "send", PassOnForm,
             actions.pass_on_request),
        Step("book", _("Visit at"), "calendar-event", BookForm, actions.book_request),
        Step("change_kind", _("Change the kind"), "edit", KindForm, actions.change_kind),
        Step("reopen", pgettext_lazy("a request", "Reopen"), "refresh", ReasonForm,
             actions.reopen_request),
        Step("merge", pgettext_lazy("a request", "Merge"), "arrows-transfer-up", MergeForm,
             actions.merge_request),
        Step("cancel", pgettext_lazy("a request", "Cancel"), "ban", ReasonForm,
             actions.cancel_request, danger=True),
    )
}  # fmt: skip


def steps_for(actor: Actor, row: ServiceRequest, order: WorkOrder | None) -> list[Step]:
    """The steps that are possible now; what the order settles is settled there."""
    names = set(moves_for(actor, row)) - (BY_THE_ORDER if order is not None else set())
    return [step for name, step in STEPS.items() if name in names]
