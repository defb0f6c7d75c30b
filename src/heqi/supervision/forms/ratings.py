"""The yearly rating and report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.supervision.catalogue import choices, most_marks
from heqi.supervision.forms.fields import WORDS, offer


class RoundForm(forms.Form):
    """Which year is rated."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "year", [(year, str(year)) for year in years])


class ReportForm(RoundForm):
    """The yearly report's words."""

    achievements = forms.CharField(
        label=_("What was achieved"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
    )
    problems = forms.CharField(
        label=_("Problems and proposals"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
    )


class RateForm(forms.Form):
    """A mark for each aspect, and words."""

    words = forms.CharField(
        label=_("In your own words"), max_length=1000, required=False, widget=WORDS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = [(str(n), str(n)) for n in range(1, most_marks() + 1)]
        for code, label in choices("aspects"):
            self.fields[code] = forms.TypedChoiceField(
                label=label, choices=marks, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*(code for code, _label in choices("aspects")), "words"])

    def marks(self) -> dict[str, int]:
        """The marks by aspect."""
        return {code: self.cleaned_data[code] for code, _label in choices("aspects")}
