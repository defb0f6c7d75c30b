"""Forms of plans and routes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Compound
from heqi.people.models import Staff, Unit


def day() -> forms.DateInput:
    """A day as browsers ask for it."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PersonField(forms.ModelChoiceField):
    """People to choose from, with their post."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and post."""
        return f"{obj.name} · {obj.post}"


class PeopleField(forms.ModelMultipleChoiceField):
    """Several people, with their posts."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and post."""
        return f"{obj.name} · {obj.post}"


class PlanForm(forms.Form):
    """A new plan."""

    name = forms.CharField(label=pgettext_lazy("safety", "Name of the plan"), max_length=60)
    unit = forms.ModelChoiceField(label=_("Team"), queryset=Unit.objects.none())
    since = forms.DateField(label=_("From"), widget=day())
    until = forms.DateField(label=pgettext_lazy("safety plan", "Until"), widget=day())
    compounds = forms.ModelMultipleChoiceField(
        label=_("Compounds"),
        queryset=Compound.objects.none(),
        required=False,
        widget=forms.SelectMultiple({"size": 10}),
        help_text=_("Only customers who are due by the policy are put into the plan."),
    )
    vips = forms.BooleanField(
        label=_("VIP customers of the whole company, on routes of their own"), required=False
    )

    def __init__(self, *args: Any, units: Any, compounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["compounds"].queryset = compounds  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Who walks a route."""

    inspector = PersonField(label=_("Inspector"), queryset=Staff.objects.none())
    override_reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inspector"].queryset = people  # type: ignore[attr-defined]


class OrganiseForm(forms.Form):
    """Why somebody else organises the check of VIPs."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class AddForm(forms.Form):
    """One more customer at the end of a route."""

    account = forms.CharField(label=_("Account number"), max_length=40)


class SplitForm(forms.Form):
    """A building with a route of its own."""

    building = forms.ChoiceField(label=_("Building"))

    def __init__(self, *args: Any, buildings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].choices = [(one, one) for one in buildings]  # type: ignore[attr-defined]
