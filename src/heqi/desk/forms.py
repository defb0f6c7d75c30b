"""What the agent writes down."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.masking import mask_phone
from heqi.entry.findings import MISSING, Finding
from heqi.entry.forms import StandardForm
from heqi.ledger.actors import Actor
from heqi.outages.kinds import EmergencyKind
from heqi.people.access import visible_units
from heqi.people.models import Unit
from heqi.policies.deciding import spoken
from heqi.policies.packs import common_pack
from heqi.service.access import VIEW
from heqi.service.facts import QUESTION
from heqi.service.kinds import Kind, kinds, symptoms
from heqi.service.models import Channel

NEEDED = {"address": "address", "phone": "contact_phone", "matter": "description"}


def _repair_symptoms() -> list[tuple[str, str]]:
    """What is wrong in a repair; what an emergency is about is asked on its own form."""
    return [(one.code, one.label) for one in symptoms().values() if one.device != "emergency"]


class IntakeForm(StandardForm):
    """A request as it is taken up, held against the standard of a contact (data-entry/3).

    What a kind needs besides is for the action to say. A symptom that was chosen says what it is
    about; ``known_phone`` is the number that the call came from or that is on file.
    """

    names: ClassVar[dict[str, str]] = {
        "contact_name": "caller",
        "contact_phone": "phone",
        "description": "content",
    }
    kind = forms.ChoiceField(  # type: ignore[assignment]  # what is asked for, not the record
        label=_("Kind of request"), widget=forms.RadioSelect
    )
    symptom = forms.ChoiceField(label=_("Symptom"), required=False)
    place = forms.ChoiceField(label=_("Place of the facility"), required=False)
    conditions_met = forms.TypedChoiceField(
        label=_("Conditions for the works"),
        required=False,
        choices=[
            ("", _("not known yet")),
            ("yes", _("they are met")),
            ("no", _("they are not met")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    booked_for = forms.DateTimeField(
        label=_("Visit at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    service_point = forms.ChoiceField(label=_("Account"), required=False)
    address = forms.CharField(label=_("Address of the visit"), required=False, max_length=240)
    contact_name = forms.CharField(label=_("Contact person"), required=False, max_length=60)
    contact_phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    vulnerable = forms.BooleanField(
        label=_("Elderly, frail, sick or disabled: needs service"), required=False
    )
    answer = forms.CharField(label=_("Answer given"), required=False, max_length=500)
    assignee = forms.CharField(label=_("Send"), required=False, max_length=20)
    attending = forms.CharField(label=_("Goes there as well"), required=False, max_length=20)
    override_reason = forms.CharField(
        label=_("Why not as the policy says"), required=False, max_length=300
    )
    danger_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        accounts: Sequence[tuple[str, str]] = (),
        known_phone: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.known_phone = known_phone
        for name in NEEDED.values():
            self.fields[name].required = False
        self._choices("kind", [(kind.code, kind.label) for kind in kinds().values()])
        self._choices(
            "symptom",
            [("", _("choose")), *_repair_symptoms()],
        )
        words = common_pack().question(QUESTION).facts["place"].words or {}
        places = [(code, spoken(word)) for code, word in words.items()]
        self._choices("place", [("", _("not known yet")), *places])
        self._choices("service_point", [("", _("none of these")), *accounts])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def entry_kind(self) -> str:
        """A contact, whatever is asked for."""
        return "contact"

    def entry_values(self) -> dict[str, Any]:
        """What was chosen from the list speaks where nothing was typed."""
        values = super().entry_values()
        if not values["content"]:
            one = symptoms().get(str(self.typed("symptom") or ""))
            values["content"] = self.typed("answer") or (one.label if one else "")
        return values

    def entry_findings(self) -> tuple[Finding, ...]:
        """The number of the call need not be typed again; an emergency waits for nothing."""
        found = super().entry_findings()
        urgent = (one := kinds().get(str(self.typed("kind")))) is not None and one.urgent
        return tuple(
            row
            for row in found
            if row.error != MISSING or not (urgent or (self.known_phone and row.field == "phone"))
        )

    def mark_needs(self, kind: Kind) -> None:
        """Stars for what this kind cannot be saved without."""
        for name in NEEDED.values():
            self.fields[name].required = False
        for need in kind.needs:
            self.fields[NEEDED[need]].required = True

    def draft(self) -> dict[str, str]:
        """What was typed, as a draft keeps it."""
        return {name: value for name in self.fields if (value := self.data.get(name, ""))}


class EmergencyForm(forms.Form):
    """An emergency: an address and a phone number are enough, the rest comes later."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    address = forms.CharField(label=_("Address"), max_length=240)
    phone = forms.CharField(
        label=_("Phone on the spot"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    place = forms.ChoiceField(label=_("Place of the facility"), required=False)
    name = forms.CharField(label=_("Who is calling"), required=False, max_length=60)
    description = forms.CharField(
        label=_("What the caller says"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kinds: list[EmergencyKind],
        phone: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        words = common_pack().question(QUESTION).facts["place"].words or {}
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": [(kind.code, kind.label) for kind in kinds],
            "place": [("", _("not known yet")), *((c, spoken(w)) for c, w in words.items())],
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = rows
        if phone:
            self.fields["phone"].required = False
            self.fields["phone"].widget.attrs["placeholder"] = mask_phone(phone)


class StartForm(forms.Form):
    """A contact without a telephone system: how the customer came to us."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    caller_number = forms.CharField(
        label=_("Caller's number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class CallForm(forms.Form):
    """A call as the telephone system announces it."""

    caller_number = forms.RegexField(
        label=_("Caller's number"),
        regex=r"^\+?[\d -]{3,20}$",
        error_messages={"invalid": _("Write the number in digits.")},
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    external_ref = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class RequestFilterForm(forms.Form):
    """What the list of requests is filtered by; wrong values are ignored."""

    numbers = forms.CharField(label=_("Number / platform's number"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Kind of request"), required=False)
    source = forms.ChoiceField(label=_("Came by"), required=False)
    unit = forms.ModelChoiceField(
        label=_("In charge"), queryset=Unit.objects.none(), required=False, empty_label=_("all")
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        every = [("", _("all"))]
        choices: dict[str, list[Any]] = {
            "kind": [(kind.code, kind.label) for kind in kinds().values()],
            "source": list(Channel.choices),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*every, *rows]
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = visible_units(actor, VIEW, ["department", "team"]).order_by("path")

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}
