"""What reviewers and viewers write."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.lookups.states import Choice


class AnswerForm(forms.Form):
    """The viewer says what the look-ups were for."""

    text = forms.CharField(
        label=_("What was it for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name the call, order or form if there was one."),
    )


class DayAnswerForm(forms.Form):
    """The viewer says what the looks of a day were for."""

    text = forms.CharField(label=_("What was it for?"), max_length=500)


class AppealForm(forms.Form):
    """The viewer says what speaks against the decision."""

    text = forms.CharField(
        label=pgettext_lazy("look-up case", "Grounds of the appeal"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OpinionForm(forms.Form):
    """One reviewer's word."""

    choice = forms.ChoiceField(
        label=pgettext_lazy("look-up case", "Opinion"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


class GlassForm(forms.Form):
    """Why a customer must be opened without the usual reason."""

    reason = forms.CharField(
        label=_("What is the emergency?"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class BaitForm(forms.Form):
    """A customer to be laid out as bait."""

    number = forms.CharField(label=_("Customer number"), max_length=20)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)


class ReasonForm(forms.Form):
    """A reason, where nothing else is asked."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
