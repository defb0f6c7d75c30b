"""Forms of routes, rounds and readings."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Compound
from heqi.entry.findings import ERRORS
from heqi.people.models import Staff, Unit
from heqi.readings.states import CheckKind, FeedKind

ERROR_WORDS = {
    "missing": _("missing"),
    "format": pgettext_lazy("entry error", "format"),
    "wrong": pgettext_lazy("entry error", "wrong"),
    "duplicate": pgettext_lazy("entry error", "duplicate"),
    "late": pgettext_lazy("entry error", "late"),
    "no_evidence": _("no evidence"),
}


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _volume(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_digits=12,
        decimal_places=3,
        widget=forms.NumberInput({"inputmode": "decimal", "step": "0.001"}),
    )


class RouteForm(forms.Form):
    """A new route."""

    code = forms.CharField(label=_("Route number"), max_length=20)
    name = forms.CharField(label=_("Route"), max_length=60)
    unit = forms.ModelChoiceField(label=_("Team"), queryset=Unit.objects.none())
    reader = forms.ModelChoiceField(
        label=_("Reader"), queryset=Staff.objects.none(), required=False
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], readers: QuerySet[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["reader"].queryset = readers  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Another reader for a route."""

    reader = forms.ModelChoiceField(label=_("Reader"), queryset=Staff.objects.none())

    def __init__(self, *args: Any, readers: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"].queryset = readers  # type: ignore[attr-defined]


class CompoundForm(forms.Form):
    """A compound to add to a route."""

    compound = forms.ModelChoiceField(label=_("Compound"), queryset=Compound.objects.none())

    def __init__(self, *args: Any, compounds: QuerySet[Compound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["compound"].queryset = compounds  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """A round in a month."""

    month = forms.DateField(
        label=_("Month"),
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
    )
    due_on = forms.DateField(label=_("To be read by"), widget=_day())


class ReadingForm(forms.Form):
    """What a dial shows, or why it could not be read."""

    value = _volume(_("Dial (m³)"), required=False)
    balance = _volume(_("Balance in the meter (m³)"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    confirmed = forms.BooleanField(label=_("I have checked the dial"), required=False)
    cause = forms.ChoiceField(label=_("Could not be read"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        reasons: list[tuple[str, str]],
        causes: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "—"), *reasons]  # type: ignore[attr-defined]
        self.fields["cause"].choices = [("", "—"), *causes]  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Why a reading goes back."""

    error = forms.ChoiceField(
        label=_("Class of the error"), choices=[(one, ERROR_WORDS[one]) for one in ERRORS]
    )
    reason = forms.CharField(label=_("What is wrong"), max_length=200)


class ReadingFilter(forms.Form):
    """Which readings to show."""

    q = forms.CharField(label=_("Meter or account number"), required=False, max_length=30)
    route = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CheckFilter(forms.Form):
    """Which meters to check to show."""

    q = forms.CharField(label=_("Meter or account number"), required=False, max_length=30)
    kind = forms.ChoiceField(
        label=_("What is doubted"), required=False, choices=[("", _("all")), *CheckKind.choices]
    )


class CloseForm(forms.Form):
    """What was found at a meter that was checked."""

    cause = forms.ChoiceField(label=_("What was found"))
    note = forms.CharField(label=_("What was done"), max_length=200)

    def __init__(self, *args: Any, causes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = causes  # type: ignore[attr-defined]


class FeedForm(forms.Form):
    """A file of meter data."""

    kind = forms.ChoiceField(label=_("What the file holds"), choices=FeedKind.choices)
    file = forms.FileField(label=_("Excel or CSV file"))


class CardForm(forms.Form):
    """What a card or its meter shows."""

    meter = forms.CharField(label=_("Meter number"), max_length=30)
    dial = _volume(_("Dial (m³)"))
    balance = _volume(_("Balance in the meter (m³)"))
    card_no = forms.CharField(label=_("Card number"), max_length=30, required=False)
    bought = _volume(
        _("Bought in all so far (m³), for the first reading of a card"), required=False
    )
