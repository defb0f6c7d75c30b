"""Filters of the list, the reason for opening a file, and the forms of the actions."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import CustomerKind, IdKind, PartyKind, Tier
from heqi.customers.purposes import offered
from heqi.customers.states import PartyState
from heqi.entry.forms import StandardForm


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


class PartyForm(StandardForm):
    """A new customer, held against the entry standard of a person or an organisation."""

    MORE: ClassVar[dict[str, dict[str, str]]] = {
        "person": {"id_kind": "id_type", "phone": "mobile", "customer_kind": "usage"},
        "organisation": {
            "id_number": "credit_code",
            "phone": "contact_phone",
            "customer_kind": "usage",
        },
    }

    party_kind = forms.ChoiceField(label=_("Kind of party"), choices=PartyKind.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    customer_kind = forms.ChoiceField(label=_("Kind of customer"), choices=CustomerKind.choices)
    id_kind = forms.ChoiceField(
        label=_("Kind of identity document"),
        required=False,
        choices=[("", "—"), *[c for c in IdKind.choices if c[0] != IdKind.CREDIT_CODE]],
        initial=IdKind.IDENTITY_CARD,
    )
    id_number = forms.CharField(
        label=_("Identity or licence number"), required=False, max_length=30
    )
    contact_name = forms.CharField(label=_("Contact person"), required=False, max_length=60)
    phone = forms.CharField(label=_("Phone to call first"), required=False, max_length=20)
    phones = forms.CharField(
        label=_("Other phones"),
        required=False,
        max_length=200,
        help_text=_("One per line, whose it is behind it: 13800102207 son."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    vulnerable = forms.BooleanField(label=_("Vulnerable customer"), required=False)
    vulnerable_note = forms.CharField(label=_("What to mind"), required=False, max_length=200)
    distinct = forms.BooleanField(
        label=_("None of these is the same customer"), required=False, widget=forms.HiddenInput
    )

    def entry_kind(self) -> str:
        """A person or an organisation, as chosen."""
        chosen = self.typed("party_kind")
        return chosen if chosen in self.MORE else PartyKind.PERSON.value

    def held(self) -> dict[str, str]:
        """The standard calls the same field differently for persons and organisations."""
        names, known = self.MORE[self.entry_kind()], self.standard().fields
        pairs = {name: names.get(name, name) for name in self.fields if name != "phones"}
        return {name: wanted for name, wanted in pairs.items() if wanted in known}

    def values(self) -> dict[str, Any]:
        """The arguments of ``create_party``."""
        given = dict(self.cleaned_data)
        given.pop("distinct")
        given["kind"] = given.pop("party_kind")
        phones = [given.pop("phone"), *given.pop("phones").splitlines()]
        if given["kind"] == PartyKind.ORGANISATION:
            given["id_kind"] = IdKind.CREDIT_CODE if given["id_number"] else ""
        elif not given["id_number"]:
            given["id_kind"] = ""
        return {**given, "phones": phones}

    def ask_whether_distinct(self) -> None:
        """Show the box that says that the customers on file are others."""
        self.fields["distinct"].widget = forms.CheckboxInput()
