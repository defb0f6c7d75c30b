"""What the lists of callbacks are filtered by; wrong values are ignored."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.catalogue import business_label, opinion_label
from heqi.callbacks.forms.fields import FIVE, choose, fill
from heqi.callbacks.models import Reason
from heqi.callbacks.states import Result, Round
from heqi.people.models import Unit
from heqi.policies.packs import common_pack


class TaskFilterForm(forms.Form):
    """What the list of callbacks is filtered by; wrong values are ignored."""

    q = forms.CharField(label=_("Number"), required=False, max_length=40)
    business = forms.ChoiceField(label=_("Business"), required=False)
    result = forms.ChoiceField(label=_("Result"), required=False)
    round = forms.ChoiceField(label=_("Which callback"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("all"))
        businesses = common_pack().question("callbacks.plan").facts["business"].options
        fill(self, "business", [every, *((c, business_label(c)) for c in businesses)])
        fill(self, "result", [every, *Result.choices])
        fill(self, "round", [every, *Round.choices])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class OpinionFilterForm(forms.Form):
    """What the list of opinions is filtered by."""

    q = forms.CharField(label=_("Number"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Class of the opinion"), required=False)
    unit = forms.ModelChoiceField(
        label=_("Rests with"), queryset=Unit.objects.none(), required=False, empty_label=_("all")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = common_pack().question("callbacks.opinion").facts["opinion"].options
        fill(self, "kind", [("", _("all")), *((c, opinion_label(c)) for c in options)])
        choose(self, "unit", units)

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class DrawFilterForm(forms.Form):
    """What the list of draws is filtered by."""

    q = forms.CharField(label=_("Number of the matter"), required=False, max_length=60)
    reason = forms.ChoiceField(label=_("Drawn"), required=False)
    business = forms.ChoiceField(label=_("Business"), required=False)
    drawing = forms.IntegerField(
        required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called = ("drawn", _("to be called, all"))
        fill(self, "reason", [("", _("all")), called, *Reason.choices])
        businesses = common_pack().question("callbacks.plan").facts["business"].options
        fill(self, "business", [("", _("all")), *((c, business_label(c)) for c in businesses)])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class NationalFilterForm(forms.Form):
    """What the list of the national centre's callbacks is filtered by."""

    q = forms.CharField(label=_("Number"), required=False, max_length=40)
    score = forms.ChoiceField(label=_("Score"), required=False, choices=[("", _("all")), *FIVE])
    opinion = forms.ChoiceField(label=_("Class of the opinion"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = common_pack().question("callbacks.opinion").facts["opinion"].options
        fill(self, "opinion", [("", _("all")), *((c, opinion_label(c)) for c in options)])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}
