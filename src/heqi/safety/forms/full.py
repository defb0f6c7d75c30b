"""Forms of full checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Party
from heqi.people.models import Staff, Unit
from heqi.safety.forms.plans import PeopleField, PersonField, day


class FullForm(forms.Form):
    """A full check to be initiated."""

    party = forms.ModelChoiceField(label=_("VIP organisation"), queryset=Party.objects.none())
    unit = forms.ModelChoiceField(
        label=pgettext_lazy("full check", "Team that checks"), queryset=Unit.objects.none()
    )
    planned_on = forms.DateField(label=_("Planned on"), widget=day())
    lead = PersonField(label=pgettext_lazy("full check", "Led by"), queryset=Staff.objects.none())
    members = PeopleField(
        label=_("Team"),
        queryset=Staff.objects.none(),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
    )
    lead_reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(
        self, *args: Any, parties: Any, units: Any, leads: Any, people: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("party", parties), ("unit", units), ("lead", leads), ("members", people),
        ):  # fmt: skip
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    """Who of the team came."""

    present = forms.TypedMultipleChoiceField(
        label=_("Present"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, members: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = members  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """The report of a full check."""

    report = forms.CharField(
        label=pgettext_lazy("full check", "Findings and judgement"),
        widget=forms.Textarea({"rows": 6}),
        max_length=4000,
    )
    measures = forms.CharField(
        label=pgettext_lazy("full check", "Measures and dates"),
        widget=forms.Textarea({"rows": 4}),
        max_length=4000,
        required=False,
    )
