"""Forms of the working calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = [("off", _("day off")), ("work", _("worked")), ("plain", _("as the week has it"))]


class DaysForm(forms.Form):
    """A run of days."""

    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    kind = forms.ChoiceField(label=_("These days are"), choices=KINDS)
    name = forms.CharField(label=_("What for"), max_length=60)

    def clean(self) -> dict[str, Any]:
        """Without a last day it is one day."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last") or given.get("first")
        if first and last and not 0 <= (last - first).days < 31:
            self.add_error("last", _("A run of days ends within a month of its first day."))
        return {**given, "last": last}


class HoursForm(forms.Form):
    """The hours of a working day, and others for a part of the year."""

    shift = forms.CharField(
        label=_("Working hours"), max_length=120, help_text=_("Such as 08:30-12:00, 14:00-17:30")
    )
    summer = forms.CharField(label=_("Other hours in a season"), max_length=120, required=False)
    summer_from = forms.RegexField(
        r"^\d\d-\d\d$", label=_("from (month-day)"), required=False, max_length=5
    )
    summer_until = forms.RegexField(
        r"^\d\d-\d\d$", label=_("until (month-day, excluded)"), required=False, max_length=5
    )

    def clean(self) -> dict[str, Any]:
        """Hours of a season need its ends."""
        given = super().clean() or {}
        if given.get("summer") and not (given.get("summer_from") and given.get("summer_until")):
            self.add_error("summer_from", _("Say from when until when these hours hold."))
        return given
