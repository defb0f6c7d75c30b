"""Meetings and visits."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit
from heqi.supervision.access import MANAGE
from heqi.supervision.forms.fields import DAY, MOMENT, WORDS
from heqi.supervision.models import Gathering, Supervisor
from heqi.supervision.states import Standing

ROWS = 4


class InvitedField(forms.ModelMultipleChoiceField):
    """Supervisors, each with his group."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and group."""
        return f"{obj.name} · {obj.get_group_display()}"


class GatheringForm(forms.Form):
    """A meeting or visit."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("gathering", "Kind"), choices=Gathering.Kind.choices
    )
    title = forms.CharField(label=_("Subject"), max_length=100)
    at = forms.DateTimeField(label=_("Time"), widget=MOMENT)
    place = forms.CharField(label=pgettext_lazy("where", "Place"), max_length=100)
    agenda = forms.CharField(label=_("Agenda"), max_length=2000, widget=WORDS)
    invited = InvitedField(
        label=_("Invited"),
        queryset=Supervisor.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["invited"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Supervisor.objects.filter(company=company, status=Standing.SERVING)
        field.initial = list(field.queryset)


class HoldForm(forms.Form):
    """Who came."""

    chaired_by = forms.CharField(label=_("Chaired by"), max_length=60)
    hosts = forms.CharField(label=_("Present for the company"), max_length=300, required=False)
    came = InvitedField(
        label=_("Who came"), queryset=Supervisor.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["came"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = gathering.invited.all()


class MinutesForm(forms.Form):
    """What was said."""

    minutes = forms.CharField(label=_("Minutes"), max_length=5000, widget=WORDS)


class ItemForm(forms.Form):
    """One item of the minutes; a row left empty is none."""

    text = forms.CharField(label=_("What is to be done"), max_length=300, required=False)
    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), required=False
    )
    owner = forms.ModelChoiceField(
        label=_("Person responsible"), queryset=Staff.objects.none(), required=False
    )
    due_on = forms.DateField(label=_("Until"), required=False, widget=DAY)

    def __init__(self, *args: Any, actor: Actor, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, owner = self.fields["unit"], self.fields["owner"]
        assert isinstance(unit, forms.ModelChoiceField)
        assert isinstance(owner, forms.ModelChoiceField)
        unit.queryset = visible_units(actor, MANAGE, ["department"]).order_by("path")
        owner.queryset = Staff.objects.filter(
            unit__path__startswith=company.path,
            left_on__isnull=True,
            post__code__startswith="head_",
        ).select_related("unit", "post")

    def clean(self) -> dict[str, Any]:
        """A row with an item names department and day."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("text", "").strip():
            for name in ("unit", "due_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Please fill this in."))
        return given


def item_rows(data: Any, *, actor: Actor, company: Unit, due_on: Any) -> "BaseFormSet[ItemForm]":
    """A few empty rows for items."""
    rows = formset_factory(ItemForm, extra=ROWS, max_num=ROWS, absolute_max=ROWS)
    return rows(
        data,
        prefix="items",
        form_kwargs={"actor": actor, "company": company, "initial": {"due_on": due_on}},
    )


class ResultForm(forms.Form):
    """What came of an item."""

    result = forms.CharField(label=_("Result"), max_length=500, widget=WORDS)
