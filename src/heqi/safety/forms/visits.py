"""Forms around a check: filters, a booked time, a second call after a refusal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.safety.states import CheckStatus


def when() -> forms.DateTimeInput:
    """An instant as browsers ask for it."""
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class BookForm(forms.Form):
    """A time that the customer named."""

    booked_for = forms.DateTimeField(label=_("Booked for"), widget=when())


class FollowForm(forms.Form):
    """What a customer said who had refused."""

    note = forms.CharField(label=_("What the customer said"), max_length=300)
    booked_for = forms.DateTimeField(
        label=_("Agreed time, where there is one"), widget=when(), required=False
    )


class CheckFilter(forms.Form):
    """Filters of the list of checks."""

    text = forms.CharField(label=_("Number / address"), required=False, max_length=60)
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *CheckStatus.choices]
    )
    tier = forms.ChoiceField(
        label=_("Tier"),
        required=False,
        choices=[("", _("all")), ("vip", _("every VIP")), ("standard", _("Standard customer"))],
    )
    follow = forms.BooleanField(
        label=pgettext_lazy("safety", "Refused, not called on again"), required=False
    )
    plan = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None, False)}
