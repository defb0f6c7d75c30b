"""Forms of the reconciliation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.people.models import Unit
from heqi.reconciliation.causes import cause_choices
from heqi.reconciliation.states import Kind


class SheetFilter(forms.Form):
    """What the list is filtered by; wrong values are ignored."""

    q = forms.CharField(label=_("Sheet / till / order"), required=False, max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *Kind.choices]
    )
    unit: Any = forms.ModelChoiceField(
        label=_("Hall or team"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, units: Any) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return self.cleaned_data


class ExplainForm(forms.Form):
    """Where a difference comes from."""

    cause = forms.ChoiceField(label=_("Cause"))
    explanation = forms.CharField(
        label=_("Explanation"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = cause_choices()


class CountForm(forms.Form):
    """What the receipts and the bank statement of a day show; money given back counts less."""

    receipts = forms.DecimalField(
        label=_("Sum of the receipts (yuan)"), max_digits=14, decimal_places=2
    )
    statement = forms.DecimalField(
        label=_("Sum on the bank statement (yuan)"), max_digits=14, decimal_places=2
    )


class ReturnForm(forms.Form):
    """Why an explanation does not hold."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
