"""Opinions, reviews, and what the national centre is told."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.catalogue import fatal_errors, score_sheet
from heqi.callbacks.forms.fields import WORDS, choose, fill
from heqi.people.models import Unit


class NationalFileForm(forms.Form):
    """A file of the national centre's callbacks."""

    file = forms.FileField(label=_("File (Excel or CSV)"))


class LeaveOutForm(forms.Form):
    """Rows with faults stay out."""

    leave_out = forms.BooleanField(required=False)


class HandlingForm(forms.Form):
    """What the national centre is told."""

    handling = forms.CharField(
        label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RouteForm(forms.Form):
    """Where an opinion goes, and why anew."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, units: QuerySet[Unit], again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", units)
        if not again:
            del self.fields["reason"]


class NoteForm(forms.Form):
    """What was said or done."""

    note = forms.CharField(label=_("What was said or done"), max_length=1000, widget=WORDS)


class ReviewForm(forms.Form):
    """The score sheet."""

    fatal = forms.ChoiceField(label=_("Fatal error"), required=False)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=1000, widget=WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = score_sheet()
        for item in items:
            self.fields[item.code] = forms.DecimalField(
                label=f"{item.label} ({item.marks})",
                min_value=0,
                max_value=item.marks,
                max_digits=4,
                decimal_places=1,
                initial=item.marks,
            )
        self.order_fields([*(item.code for item in items), "fatal", "remark"])
        fill(self, "fatal", [("", _("none")), *((r.code, r.label) for r in fatal_errors())])

    def marks(self) -> dict[str, Decimal]:
        """Marks by item."""
        return {item.code: self.cleaned_data[item.code] for item in score_sheet()}
