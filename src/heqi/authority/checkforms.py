"""Forms of random checks and of signs of misuse."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.authority.forms import DAY, WORDS
from heqi.authority.states import Breach, Method, Result
from heqi.people.models import Unit


class DrawForm(forms.Form):
    """A random check to be drawn."""

    company = forms.ModelChoiceField(label=_("Company"), queryset=Unit.objects.none())
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    since = forms.DateField(label=_("From"), widget=DAY)
    until = forms.DateField(label=_("Until"), widget=DAY)

    def __init__(self, *args: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["company"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = companies


class ResultForm(forms.Form):
    """What a check found of one use."""

    result = forms.ChoiceField(
        label=pgettext_lazy("authority", "Result"),
        choices=[(value, label) for value, label in Result.choices if value != Result.PENDING],
    )
    finding = forms.CharField(
        label=pgettext_lazy("authority", "Finding"), max_length=500, required=False, widget=WORDS
    )


class ConfirmForm(forms.Form):
    """Misuse established."""

    breach = forms.ChoiceField(label=_("Breach"), choices=Breach.choices)
    damage = forms.BooleanField(label=_("Economic or reputational damage"), required=False)
    finding = forms.CharField(
        label=pgettext_lazy("authority", "Finding"), max_length=2000, widget=WORDS
    )


class AskForm(forms.Form):
    """A sign put to whoever used the authority: nothing to fill in."""


class StatementForm(forms.Form):
    """What the person concerned says."""

    statement = forms.CharField(
        label=pgettext_lazy("sign of misuse", "Statement"), max_length=2000, widget=WORDS
    )


class ExplainForm(forms.Form):
    """The explanation of a sign."""

    finding = forms.CharField(label=_("Explanation"), max_length=2000, widget=WORDS)
