"""What the lists are filtered by; wrong values are ignored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Tier
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.projects.access import VIEW
from heqi.projects.models import ProjectKind


def _understood(form: forms.Form) -> dict[str, Any]:
    form.is_valid()
    return {key: value for key, value in form.cleaned_data.items() if value not in ("", None)}


def _choices(form: forms.Form, name: str, rows: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("all")), *rows]


class FilterForm(forms.Form):
    """Filters of the list of projects."""

    text = forms.CharField(
        label=_("Number / project / applicant / address"), required=False, max_length=60
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    unit = forms.TypedChoiceField(
        label=_("In charge now"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")
        vip = [(value, label) for value, label in Tier.choices if value != Tier.STANDARD]
        _choices(self, "kind", list(ProjectKind.choices))
        _choices(
            self,
            "tier",
            [("vip", _("every VIP")), *vip, (Tier.STANDARD, Tier.STANDARD.label)],
        )
        _choices(self, "unit", [(unit.pk, str(unit)) for unit in units[:200]])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        return _understood(self)


HOUSEHOLD_STATES = [
    ("waiting", _("Not installed")),
    ("installed", _("Installed, not on gas")),
    ("on_gas", _("On gas already")),
    ("unpaid", _("Not paid")),
    ("obstructing", _("Obstructing")),
    ("to_enrol", _("Master data to be created")),
    ("to_ticket", _("Ready for a gas-on ticket")),
    ("withdrawn", _("Withdrawn households")),
]


class HouseholdFilterForm(forms.Form):
    """Filters of a project's households."""

    text = forms.CharField(
        label=_("Household / customer / meter number"), required=False, max_length=40
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    building = forms.ChoiceField(label=_("Building number"), required=False)

    def __init__(self, data: Any, *, buildings: list[str]) -> None:
        super().__init__(data)
        _choices(self, "state", list(HOUSEHOLD_STATES))
        _choices(self, "building", [(one, one) for one in buildings])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        return _understood(self)
