"""What the lists are filtered by; wrong values are ignored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.outages.kinds import emergency_kinds
from heqi.outages.models import Cause
from heqi.outages.models.customers import Rank


class _Filters(forms.Form):
    def _choices(self, name: str, rows: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *rows]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}


class EmergencyFilterForm(_Filters):
    """Filters of the list of emergencies."""

    text = forms.CharField(label=_("Number / address / compound"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    leaders = forms.ChoiceField(
        label=_("Leaders"),
        required=False,
        choices=[("", _("all")), ("called", _("called to the site")), ("late", _("came late"))],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self._choices("kind", [(kind.code, kind.label) for kind in emergency_kinds()])


class OutageFilterForm(_Filters):
    """Filters of the list of outages."""

    text = forms.CharField(label=_("Number / works / compound"), required=False, max_length=60)
    cause = forms.ChoiceField(label=pgettext_lazy("outage", "Cause"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self._choices("cause", list(Cause.choices))


class CustomerFilterForm(_Filters):
    """Filters of the customers of an outage."""

    text = forms.CharField(label=_("Name / address"), required=False, max_length=60)
    rank = forms.TypedChoiceField(
        label=_("Kind of customer"), required=False, coerce=int, empty_value=None
    )
    building = forms.ChoiceField(label=_("Building"), required=False)
    told = forms.ChoiceField(
        label=_("Message"),
        required=False,
        choices=[
            ("", _("all")),
            ("failed", _("not delivered")),
            ("no_phone", _("without a phone")),
            ("absent", _("nobody home, to be revisited")),
        ],
    )

    def __init__(self, data: Any, *, buildings: list[str]) -> None:
        super().__init__(data)
        self._choices("rank", list(Rank.choices))
        self._choices("building", [(one, one) for one in buildings])
