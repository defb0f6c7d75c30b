"""A form as an app would write it."""

from typing import ClassVar

from django import forms

from heqi.entry.forms import StandardForm


class ReadingForm(StandardForm):
    """A reading of a meter."""

    kind = "reading"
    names: ClassVar[dict[str, str]] = {"number": "meter_no"}

    account_no = forms.CharField(required=False)
    number = forms.CharField(required=False)
    last_reading = forms.CharField(required=False, widget=forms.HiddenInput)
    reading = forms.CharField(required=False)
    read_on = forms.DateField(required=False)
    note = forms.CharField(required=False)
