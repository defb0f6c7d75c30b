"""The filters of the queue and a small form for each step of an order."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Tier
from heqi.entry.findings import error_choices
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.fields import StaffChoices
from heqi.people.models import Staff
from heqi.policies.deciding import spoken
from heqi.policies.packs import common_pack
from heqi.service.models import Channel
from heqi.workorders.access import VIEW
from heqi.workorders.kinds import SUSPENSION, backfill_choices, blocking_causes, kind_choices
from heqi.workorders.models import CardResult, WorkOrder
from heqi.workorders.queries import crew_choices


class FilterForm(forms.Form):
    """What the queue is filtered by; wrong values are ignored."""

    q = forms.CharField(label=_("Number / name / pinyin"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    unit = forms.TypedChoiceField(
        label=_("In charge"), required=False, coerce=int, empty_value=None
    )
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    due = forms.ChoiceField(label=_("Deadline"), required=False)
    source = forms.ChoiceField(label=_("Came by"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")
        vip = [(value, label) for value, label in Tier.choices if value != Tier.STANDARD]
        choices: dict[str, Iterable[tuple[Any, Any]]] = {
            "kind": kind_choices(),
            "unit": [(unit.pk, unit.name) for unit in units[:200]],
            "tier": [("vip", _("every VIP")), *vip, (Tier.STANDARD, Tier.STANDARD.label)],
            "due": [("late", _("overdue")), ("soon", _("due soon")), ("today", _("due today"))],
            "source": Channel.choices,
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("all")), *rows]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}


class StepForm(forms.Form):
    """A step of an order; :meth:`values` gives the arguments of its action."""

    def __init__(self, order: WorkOrder, actor: Actor, data: Any = None) -> None:
        self.order, self.actor = order, actor
        super().__init__(data, auto_id=f"id_o{order.pk}_{type(self).__name__.lower()}_%s")
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the order."""

    def values(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return dict(self.cleaned_data)


def _fill_errors(form: StepForm) -> None:
    field = form.fields["entry_error"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("The entry is right")), *error_choices()]


class ReasonForm(StepForm):
    """A reason, which the action demands."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(ReasonForm):
    """Why the order goes back, and whether its entry was at fault (data-entry/7.3)."""

    entry_error = forms.ChoiceField(label=_("Error of the entry"), required=False)

    def prepare(self) -> None:
        """The classes of errors of the policy."""
        _fill_errors(self)


class NoteForm(StepForm):
    """A note that may be left out."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(StepForm):
    """Why no visit is needed any more."""

    reason = forms.CharField(label=_("Why no visit is needed"), required=False, max_length=200)


class DispatchForm(StepForm):
    """To whom, who goes there as well, and why not as the policy says."""

    assignee = forms.ModelChoiceField(
        Staff.objects.none(), label=_("To whom"), empty_label=_("choose")
    )
    attending = StaffChoices(
        Staff.objects.none(),
        label=_("Goes there as well"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 3}),
    )
    override_reason = forms.CharField(
        label=_("Why not as the policy says"), required=False, max_length=300
    )

    def prepare(self) -> None:
        """Crews of the company, the posts that the policy wants first."""
        crew = crew_choices(self.actor, self.order)
        rows = Staff.objects.filter(pk__in=[one.pk for one in crew])
        labels = [(one.pk, f"{one.name} · {one.post} · {one.unit.name}") for one in crew]
        for name in ("assignee", "attending"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows.select_related("unit", "post")
            # Our own order and wording; the queryset checks what comes back.
            field.choices = [("", _("choose")), *labels] if name == "assignee" else labels
        if not self.is_bound:
            self.fields["override_reason"].widget = forms.HiddenInput()

    def values(self) -> dict[str, Any]:
        """With plain lists."""
        found = dict(self.cleaned_data)
        return {**found, "attending": list(found["attending"])}


class ReassignForm(DispatchForm):
    """As dispatch, with the reason for taking it away."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    field_order = ["assignee", "reason", "attending", "override_reason"]


class BookForm(StepForm):
    """A time agreed with the customer."""

    booked_for = forms.DateTimeField(
        label=_("Booked for"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class SuspendForm(StepForm):
    """Why work waits, and what proves it."""

    reason = forms.ChoiceField(label=_("Reason for the hold"))
    proof = forms.MultipleChoiceField(
        label=_("Proof"), required=False, widget=forms.CheckboxSelectMultiple
    )
    explanation = forms.CharField(label=_("Explanation"), required=False, max_length=300)

    def prepare(self) -> None:
        """Reasons and proofs as the policies know them."""
        question = common_pack().question(SUSPENSION)
        for name, spec in (
            ("reason", question.facts["reason"]),
            ("proof", question.answer["proof"]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(code, spoken(spec.words[code])) for code in spec.options]


class ReportForm(StepForm):
    """What was found on the spot."""

    report = forms.CharField(
        label=_("What you found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class BlockForm(ReasonForm):
    """What prevents the repair."""

    cause = forms.ChoiceField(label=_("What prevents the repair"), widget=forms.RadioSelect)

    field_order = ["cause", "reason"]

    def prepare(self) -> None:
        """Only what the clause knows."""
        field = self.fields["cause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = blocking_causes()


class SolutionForm(StepForm):
    """How it will be solved, and by when."""

    solution = forms.CharField(
        label=_("Solution"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = forms.DateTimeField(
        label=_("Solved by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class CardForm(StepForm):
    """What became of the card formalities."""

    result = forms.ChoiceField(
        label=_("Card formalities"),
        choices=[(one.value, one.label) for one in (CardResult.DONE, CardResult.NONE)],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)


class MergeForm(StepForm):
    """The order under which the work goes on."""

    into = forms.CharField(label=_("Number of the other order"), max_length=24)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def clean_into(self) -> WorkOrder:
        """The order of that number, if the actor may see it."""
        number = self.cleaned_data["into"].strip().upper()
        found = WorkOrder.objects.visible_to(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no order with this number."))
        return found


class ReviewForm(StepForm):
    """Good, or to be done again, and whether the entry was at fault (data-entry/7.3)."""

    passed = forms.TypedChoiceField(
        label=_("Finding"),
        choices=[("1", _("in order, close")), ("0", _("to be done again"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    note = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=300,
        help_text=_("Work to be done again needs the reason."),
    )
    entry_error = forms.ChoiceField(label=_("Error of the entry"), required=False)

    def prepare(self) -> None:
        """The classes of errors of the policy."""
        _fill_errors(self)


class ArriveForm(StepForm):
    """The position that the phone gives."""

    latitude = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    longitude = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    accuracy_m = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=0)

    def values(self) -> dict[str, Any]:
        """Metres whole."""
        found = dict(self.cleaned_data)
        metres = found["accuracy_m"]
        found["accuracy_m"] = None if metres is None else min(int(metres), 1_000_000)
        return found


class BackfillForm(forms.Form):
    """The order for work that was done without one; the address where no customer is named."""

    kind = forms.ChoiceField(label=_("Kind of work"))
    address = forms.CharField(label=_("Address"), max_length=240)
    contact_name = forms.CharField(label=_("Contact"), max_length=60, required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    description = forms.CharField(label=_("Description"), max_length=200, required=False)

    def __init__(self, *args: Any, with_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = backfill_choices()  # type: ignore[attr-defined]
        if not with_address:
            for name in ("address", "contact_name", "contact_phone"):
                del self.fields[name]
