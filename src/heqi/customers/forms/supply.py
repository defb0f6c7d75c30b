"""Forms that create and correct addresses, meters, appliances and contracts.

Each is held against the entry standard of its kind (data-entry/3) and carries the revision that
its page showed, so that the slower of two editors is told.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import (
    ApplianceKind,
    Area,
    Compound,
    ContractKind,
    MeterKind,
    OccupancyRole,
    Pressure,
)
from heqi.entry.forms import StandardForm

YES_NO = [("", _("not known")), ("true", _("yes")), ("false", _("no"))]
INLETS = [("", "—"), ("left", _("Left")), ("right", _("Right"))]


def day(label: Any, *, required: bool = False) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def yes_no(label: Any) -> forms.TypedChoiceField:
    """Yes, no or not known."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=YES_NO,
        coerce=lambda value: value == "true",
        empty_value=None,
    )


class Revised(forms.Form):
    """Why, and which state of the row the editor saw."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31
    )

    def details(self) -> dict[str, Any]:
        """The values of the row alone."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("reason", "revision")}


class PremisesForm(StandardForm, Revised):
    """An address in its parts."""

    kind = "address"
    compound = forms.ModelChoiceField(
        label=_("Compound"), queryset=Compound.objects.none(), required=False
    )
    city = forms.CharField(label=_("City"), required=False, max_length=40)
    district = forms.CharField(label=_("District"), required=False, max_length=40)
    street = forms.CharField(label=_("Street"), required=False, max_length=80)
    building = forms.CharField(label=_("Building"), required=False, max_length=20)
    unit_no = forms.CharField(label=_("Entrance"), required=False, max_length=20)
    floor = forms.CharField(label=_("Floor"), required=False, max_length=10)
    room = forms.CharField(label=_("Room"), required=False, max_length=20)
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    pressure = forms.ChoiceField(label=_("Pressure regime"), choices=Pressure.choices)
    riser = forms.CharField(label=_("Riser"), required=False, max_length=30)
    gassed_on = day(_("Gas-on date"))

    def __init__(self, *args: Any, compounds: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["compound"]
        assert isinstance(field, forms.ModelChoiceField)
        if compounds is not None:
            field.queryset = compounds


class CompoundForm(Revised):
    """A compound or other estate."""

    name = forms.CharField(label=_("Compound"), max_length=60)
    district = forms.CharField(label=_("District"), required=False, max_length=40)
    street = forms.CharField(label=_("Street"), required=False, max_length=60)
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)


class MeterForm(StandardForm, Revised):
    """A meter."""

    kind = "meter"
    names: ClassVar[dict[str, str]] = {"number": "meter_no", "meter_kind": "kind"}
    number = forms.CharField(label=_("Meter number"), max_length=30)
    meter_kind = forms.ChoiceField(label=_("Kind of meter"), choices=MeterKind.choices)
    model = forms.CharField(label=_("Model"), required=False, max_length=40)
    size = forms.CharField(label=pgettext_lazy("supply", "Size"), required=False, max_length=10)
    maker = forms.CharField(label=_("Maker"), required=False, max_length=60)
    inlet = forms.ChoiceField(label=_("Inlet side"), required=False, choices=INLETS)
    seal = forms.CharField(label=_("Seal"), required=False, max_length=30)
    digits = forms.IntegerField(
        label=_("Digits before the point"), min_value=3, max_value=9, initial=5
    )
    made_on = day(_("Made on"))
    installed_on = day(_("Installed on"))
    replace_on = day(_("End of life"))

    def details(self) -> dict[str, Any]:
        """The kind under its own name; an end of life left empty follows from the policy."""
        given = super().details()
        given["kind"] = given.pop("meter_kind")
        return given


class ApplianceForm(StandardForm, Revised):
    """An appliance with what matters to safety."""

    kind = "appliance"
    names: ClassVar[dict[str, str]] = {"appliance_kind": "kind"}
    appliance_kind = forms.ChoiceField(label=_("Kind of appliance"), choices=ApplianceKind.choices)
    brand = forms.CharField(label=_("Brand"), required=False, max_length=40)
    model = forms.CharField(label=_("Model"), required=False, max_length=40)
    flame_failure = yes_no(_("Flame-failure device"))
    flue = forms.CharField(label=_("Flue"), required=False, max_length=40)
    hose = forms.CharField(label=_("Hose"), required=False, max_length=40)
    hose_on = day(_("Hose fitted on"))
    alarm = yes_no(_("Gas alarm"))
    installed_on = day(_("Installed on"))
    removed_on = day(_("Removed on"))

    def details(self) -> dict[str, Any]:
        """The kind under its own name."""
        given = super().details()
        given["kind"] = given.pop("appliance_kind")
        return given


class ContractForm(Revised):
    """A contract of supply."""

    number = forms.CharField(label=_("Contract number"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind of contract"), choices=ContractKind.choices)
    signed_on = day(_("Signed on"))
    since = day(pgettext_lazy("contract", "From"), required=True)
    until = day(pgettext_lazy("contract", "Until"))
    terms = forms.CharField(
        label=_("Terms"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class EndForm(forms.Form):
    """When and why a contract ends."""

    on = day(_("Last day"), required=True)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RoleForm(forms.Form):
    """Who is what to a service point from a day on."""

    customer = forms.CharField(label=_("Customer number"), max_length=20)
    role = forms.ChoiceField(label=pgettext_lazy("supply", "Role"), choices=OccupancyRole.choices)
    since = day(pgettext_lazy("role", "From"), required=True)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class PointForm(StandardForm):
    """A new account at an address; what the gas is used for follows from the customer."""

    kind = "service_point"
    account_no = forms.CharField(label=_("Account number"), max_length=30)
    customer = forms.CharField(
        label=_("Customer number"),
        required=False,
        max_length=20,
        help_text=_("User, owner and payer; leave empty while nobody is there."),
    )


class ListForm(forms.Form):
    """Filters of a list of supply; wrong values are ignored."""

    q = forms.CharField(required=False, max_length=60)

    def __init__(self, data: Any, *, q: Any, **choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__(data)
        self.fields["q"].label = q
        for name, rows in choices.items():
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], required=False, choices=[("", _("all")), *rows]
            )

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}


LABELS = {
    "state": _("State"),
    "kind": pgettext_lazy("list", "Kind"),
    "area": _("Area"),
}
