"""What forms of the supervision network are made of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WORDS = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def offer(form: forms.Form, name: str, rows: list[tuple[Any, Any]], empty: Any = None) -> None:
    """Give a choice its options."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", empty), *rows] if empty is not None else rows


class FilterForm(forms.Form):
    """What a list is filtered by; wrong values are ignored."""

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)
