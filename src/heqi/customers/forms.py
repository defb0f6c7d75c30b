"""Filters of the list, the reason for opening a file, and the forms of the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import CustomerKind, PartyKind, Tier
from heqi.customers.purposes import offered
from heqi.customers.states import PartyState


class FilterForm(forms.Form):
    """What the customer list is filtered by; wrong values are ignored."""

    q = forms.CharField(
        label=_("Name / phone / address / pinyin / meter"), required=False, max_length=60
    )
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    customer_kind = forms.ChoiceField(label=_("Kind of customer"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    vulnerable = forms.BooleanField(label=_("Vulnerable customer"), required=False)
    compound = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("tier", Tier.choices),
            ("customer_kind", CustomerKind.choices),
            ("state", PartyState.choices),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("all")), *choices]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None, False)}


class PurposeForm(forms.Form):
    """The reason for opening a customer's file."""

    purpose = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    reference = forms.CharField(
        label=_("Number of the order, call or form"), required=False, max_length=40
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(reason.code, str(reason)) for reason in offered().values()]


class PartyForm(forms.Form):
    """A new customer."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of party"), choices=PartyKind.choices)
    customer_kind = forms.ChoiceField(label=_("Kind of customer"), choices=CustomerKind.choices)
    phones = forms.CharField(
        label=_("Phones"),
        required=False,
        max_length=200,
        help_text=_("One per line; the first is the one to call first."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    id_number = forms.CharField(
        label=_("Identity or licence number"), required=False, max_length=30
    )
    vulnerable = forms.BooleanField(label=_("Vulnerable customer"), required=False)
    vulnerable_note = forms.CharField(label=_("What to mind"), required=False, max_length=200)


class ContactForm(forms.Form):
    """Name and phones corrected; phones left empty stay as they are."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phones = forms.CharField(
        label=_("New phones"),
        required=False,
        max_length=200,
        help_text=_("Replace all phones, one per line; leave empty to keep them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
