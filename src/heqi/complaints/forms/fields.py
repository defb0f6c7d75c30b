"""What forms of complaints are made of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heqi.complaints.models import Complaint
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_within
from heqi.people.withholding import kept_from_whom

WORDS = forms.Textarea(attrs={"rows": 3})
SHORT = forms.Textarea(attrs={"rows": 2})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def fill(
    form: forms.Form, name: str, rows: Iterable[tuple[Any, Any]], *, first: Any = None
) -> None:
    """The choices of a field, with an empty first one where ``first`` names it."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*([("", first)] if first is not None else []), *rows]


def units_of(company: Unit) -> Any:
    """Departments and teams of a company."""
    rows = Unit.objects.filter(company=company, closed_on__isnull=True)
    return rows.filter(kind__in=["department", "team"]).order_by("path")


def choose_from(
    form: forms.Form, name: str, right: str, complaint: Complaint, now: datetime
) -> None:
    """Offer those who hold a right in the company; whom it is about is never offered."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    rows = holders_within(right, complaint.company, on=timezone.localdate(now))
    rows = rows.exclude(pk__in=kept_from_whom(complaint))
    field.queryset = rows.select_related("unit", "post").order_by("post__rank", "number")
    field.label_from_instance = lambda obj: f"{obj.name}（{obj.unit} {obj.post}）"  # type: ignore[method-assign]


class StaffField(forms.CharField):
    """Somebody by his number or his whole name; a name that several have asks for the number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, help_text=_("staff number or name"), **kwargs)
        self.company: Unit | None = None

    def clean(self, value: Any) -> Staff | None:
        """The member of staff of the form's company."""
        text = super().clean(value).strip()
        if not text:
            return None
        rows = Staff.objects.filter(left_on__isnull=True).select_related("unit__company", "post")
        if self.company is not None:
            rows = rows.filter(unit__path__startswith=self.company.path)
        found = list(rows.filter(number=text)[:1]) or list(rows.filter(name=text)[:2])
        if not found:
            raise ValidationError(_("Nobody of this number or name works here."))
        if len(found) > 1:
            raise ValidationError(_("Several people have this name: give the staff number."))
        return found[0]
