"""Forms of rectifications."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Unit
from heqi.rectifications.access import ISSUE, VIEW
from heqi.rectifications.states import Severity

WORDS = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """What the list is filtered by; wrong values are ignored."""

    text = forms.CharField(label=_("Number / source / title"), required=False, max_length=60)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    severity = forms.ChoiceField(label=_("Severity"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        _fill(self, "unit", [(unit.pk, str(unit)) for unit in units])
        _fill(self, "severity", list(Severity.choices))

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


def _fill(form: forms.Form, name: str, rows: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("all")), *rows]


class NoticeForm(forms.Form):
    """A new notice."""

    unit = forms.ModelChoiceField(label=_("To the department"), queryset=Unit.objects.none())
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    title = forms.CharField(
        label=pgettext_lazy("a rectification", "Problem in a few words"), max_length=120
    )
    problem = forms.CharField(label=_("What was found"), max_length=4000, widget=WORDS)
    requirement = forms.CharField(label=_("What is required"), max_length=4000, widget=WORDS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible_units(actor, ISSUE, ["department", "team"]).order_by("path")


class PlanForm(forms.Form):
    """How it will be put right."""

    plan = forms.CharField(label=_("Measures"), max_length=4000, widget=WORDS)
    responsible = forms.CharField(label=_("Person responsible"), max_length=60)
    finish_on = forms.DateField(label=_("To be finished on"), widget=DAY)


class ReportForm(forms.Form):
    """What was done."""

    report = forms.CharField(
        label=_("What was done, with what effect"), max_length=4000, widget=WORDS
    )


class RecheckForm(forms.Form):
    """What the re-check found."""

    passed = forms.TypedChoiceField(
        label=_("Result of the re-check"),
        choices=[("1", pgettext_lazy("a rectification", "put right")), ("0", _("not put right"))],
        coerce=lambda value: value == "1",
    )
    finding = forms.CharField(label=_("Finding of the re-check"), max_length=2000, widget=WORDS)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=WORDS)
