"""The line to the national centre."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LineForm(forms.Form):
    """The line to the national centre."""

    address = forms.URLField(
        label=_("Address of the national centre"), required=False, assume_scheme="https"
    )
    new_token = forms.BooleanField(label=_("Make a new token"), required=False)


class FileForm(forms.Form):
    """Messages of the national centre in a file."""

    file = forms.FileField(label=_("File (a JSON message a line)"))
