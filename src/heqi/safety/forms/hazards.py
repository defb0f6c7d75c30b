"""Forms of hazards: filters and steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.safety.checklist import level_label, levels
from heqi.safety.forms.plans import day
from heqi.safety.models import Side


class HazardFilter(forms.Form):
    """Filters of the list of hazards; wrong values are ignored."""

    text = forms.CharField(label=_("Number / address"), required=False, max_length=60)
    level = forms.ChoiceField(label=pgettext_lazy("hazard", "Level"), required=False)
    side = forms.ChoiceField(
        label=_("To be put right by"), required=False, choices=[("", _("all")), *Side.choices]
    )
    tier = forms.ChoiceField(
        label=_("Tier"),
        required=False,
        choices=[("", _("all")), ("vip", _("every VIP")), ("standard", _("Standard customer"))],
    )
    since = forms.DateField(label=_("Found from"), required=False, widget=day())
    until = forms.DateField(label=_("Found until"), required=False, widget=day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(code, level_label(code)) for code in levels()]
        self.fields["level"].choices = [("", _("all")), *rows]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}


class NoticeForm(forms.Form):
    """Who took the written notice."""

    to = forms.CharField(label=_("Notice taken by"), max_length=60)


class MendedForm(forms.Form):
    """What was done about it."""

    note = forms.CharField(label=_("What was done"), max_length=300)
    name = forms.CharField(label=_("Done by"), required=False, max_length=60)


class RecheckForm(forms.Form):
    """What the re-check found."""

    passed = forms.TypedChoiceField(
        label=_("Result of the re-check"),
        choices=[("1", pgettext_lazy("hazard", "Put right")), ("", _("Not put right"))],
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]  # the stubs know only text
        required=False,
        widget=forms.RadioSelect,
        initial="1",
    )
    note = forms.CharField(label=_("What the re-check found"), max_length=300)
    restored = forms.BooleanField(label=_("Gas restored, no leak"), required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
