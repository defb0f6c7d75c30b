"""Corrections of a customer on file: held against the entry standard as a new one is (6.3)."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.actions import split_phone
from heqi.customers.models import CustomerKind, IdKind, Party, PartyKind
from heqi.entry.findings import MISSING, Finding
from heqi.entry.forms import StandardForm


class CorrectionForm(StandardForm):
    """What was changed is held against the standard (data-entry/3, 6.3); what was left is not.

    ``party`` is the customer on file. While somebody types it is not known: then every field with
    something in it is looked at, for the kind of party that the page names.
    """

    MORE: ClassVar[dict[str, dict[str, str]]] = {}

    party_kind = forms.ChoiceField(
        choices=PartyKind.choices, required=False, widget=forms.HiddenInput
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def __init__(self, *args: Any, party: Party | None = None, **kwargs: Any) -> None:
        self.party = party
        if party is not None:
            on_file = {name: getattr(party, name, None) for name in self.base_fields}
            more = {"party_kind": party.kind, "phones": "", "id_number": "", "reason": ""}
            kwargs["initial"] = on_file | more | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for name in self.held():  # what is on file is not asked for anew
            self.fields[name].required = self.base_fields[name].required

    def entry_kind(self) -> str:
        """A person or an organisation, as on file."""
        kind = self.party.kind if self.party is not None else self.typed("party_kind")
        return kind if kind in self.MORE else PartyKind.PERSON.value

    def held(self) -> dict[str, str]:
        """The standard calls the same field differently for persons and organisations."""
        names, known = self.MORE[self.entry_kind()], self.standard().fields
        pairs = {name: names.get(name, name) for name in self.fields}
        return {name: wanted for name, wanted in pairs.items() if wanted in known}

    def entry_findings(self) -> tuple[Finding, ...]:
        """Only what was changed can be wrong now."""
        changed = {self.held()[name] for name in self.held() if self.is_changed(name)}
        return tuple(f for f in super().entry_findings() if f.field in changed)

    def findings_of(self, name: str) -> tuple[Finding, ...]:
        """What is wrong with one field beside the others, while somebody types."""
        wanted = self.held().get(name)
        return tuple(f for f in self.entry_findings() if f.field == wanted)

    def is_changed(self, name: str) -> bool:
        """Whether a field says something else than the file."""
        return self.fields[name].has_changed(
            self.get_initial_for_field(self.fields[name], name), self.typed(name)
        )


class ContactForm(CorrectionForm):
    """Name and phones corrected; phones left empty stay as they are."""

    MORE: ClassVar[dict[str, dict[str, str]]] = {
        "person": {"phones": "mobile"},
        "organisation": {"phones": "contact_phone"},
    }
    OTHERS: ClassVar[dict[str, str]] = {"person": "phone", "organisation": "contact_phone"}

    name = forms.CharField(label=_("Name"), max_length=120)
    phones = forms.CharField(
        label=_("New phones"),
        required=False,
        max_length=200,
        help_text=_("Replace all phones, one per line, whose it is behind it; empty keeps them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def entry_values(self) -> dict[str, Any]:
        """The first phone is the one to call first."""
        values = super().entry_values()
        return values | {self.held()["phones"]: (self._lines() or [""])[0]}

    def entry_findings(self) -> tuple[Finding, ...]:
        """Every line is held against the form of a phone."""
        wanted, other = self.held()["phones"], self.OTHERS[self.entry_kind()]
        found = list(super().entry_findings())
        for line in self._lines()[1:]:
            rest = self.standard().check({other: line})
            found += [replace(f, field=wanted) for f in rest if f.field == other]
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        """Another name needs a reason: a correction is no transfer (authority/4-permission-2)."""
        cleaned = super().clean() or self.cleaned_data
        given, present = cleaned.get("name", "").strip(), self.party.name if self.party else ""
        if given and given != present and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why the name was wrong."))
        return cleaned

    def _lines(self) -> list[str]:
        """The numbers; whose they are stands behind them."""
        lines = (self.typed("phones") or "").splitlines()
        return [split_phone(line).number for line in lines if line.strip()]


class DetailsForm(CorrectionForm):
    """What is known of a customer beside name and phones; numbers left empty stay."""

    MORE: ClassVar[dict[str, dict[str, str]]] = {
        "person": {"id_kind": "id_type", "customer_kind": "usage"},
        "organisation": {"id_number": "credit_code", "customer_kind": "usage"},
    }

    customer_kind = forms.ChoiceField(label=_("Kind of customer"), choices=CustomerKind.choices)
    contact_name = forms.CharField(label=_("Contact person"), required=False, max_length=60)
    id_kind = forms.ChoiceField(
        label=_("Kind of identity document"),
        required=False,
        choices=[("", "—"), *IdKind.choices],
    )
    id_number = forms.CharField(
        label=_("New identity or licence number"),
        required=False,
        max_length=30,
        help_text=_("Leave empty to keep the number on file."),
    )
    daily_m3 = forms.DecimalField(
        label=_("Daily gas use (m³)"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    vulnerable = forms.BooleanField(label=_("Vulnerable customer"), required=False)
    vulnerable_note = forms.CharField(label=_("What to mind"), required=False, max_length=200)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def entry_values(self) -> dict[str, Any]:
        """A number that stays is held against the kind of document that it is said to be now."""
        values = super().entry_values()
        wanted = self.held()["id_number"]
        if not values.get(wanted) and self.party is not None and self.is_changed("id_kind"):
            values[wanted] = self.party.id_number
        return values

    def entry_findings(self) -> tuple[Finding, ...]:
        """No number on file is not what is corrected here."""
        wanted = self.held()["id_number"]
        found = super().entry_findings()
        return tuple(f for f in found if (f.field, f.error) != (wanted, MISSING))

    def is_changed(self, name: str) -> bool:
        """Another kind of document makes the number another one."""
        return super().is_changed(name) or (
            name == "id_number" and self.party is not None and super().is_changed("id_kind")
        )

    def values(self) -> dict[str, Any]:
        """The arguments of ``change_party``."""
        given = dict(self.cleaned_data)
        for name in ("reason", "revision", "party_kind"):
            given.pop(name)
        if not given["id_number"]:
            given.pop("id_number")
        return given
