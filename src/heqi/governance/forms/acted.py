"""What the forms of governance share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.governance.access import VIEW
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff

WORDS = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ActedForm(forms.Form):
    """A form that knows who acts and on which row."""

    def __init__(self, *args: Any, actor: Actor, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.row = actor, row
        self.fill()

    def fill(self) -> None:
        """Give choices their options."""

    def pick(self, name: str, rows: Any) -> None:
        """The rows that a field offers."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


def staff_under(actor: Actor, code: str) -> Any:
    """The staff of the units that a right covers."""
    units = visible_units(actor, code)
    return (
        Staff.objects.filter(unit__in=units, left_on__isnull=True)
        .select_related("unit", "post")
        .order_by("unit__path", "number")
    )


class ListFilter(forms.Form):
    """What a list is filtered by; wrong values are ignored."""

    text = forms.CharField(label=_("Number / title / name"), required=False, max_length=60)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    status = forms.ChoiceField(label=_("State"), required=False)
    late = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, data: Any, *, actor: Actor, states: Any, may_be_late: bool) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        self._offer("unit", [(unit.pk, str(unit)) for unit in units])
        self._offer("status", list(states))
        if not may_be_late:
            del self.fields["late"]
        if not states:
            del self.fields["status"]

    def _offer(self, name: str, rows: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *rows]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}
