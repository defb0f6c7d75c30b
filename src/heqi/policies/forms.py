"""Forms of the policy pages."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from heqi.people.models import Unit
from heqi.policies.deciding import spoken
from heqi.policies.measures import months_until
from heqi.policies.packs import compendium_policies

LARGEST = 20_000_000


class ImportForm(forms.Form):
    """A policy document as text or Word."""

    file = forms.FileField(
        label=_("Document"),
        help_text=_("A text file (UTF-8 or GB18030) or a Word document, 20 MB at most."),
    )

    def clean_file(self) -> object:
        """Bounded before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file


class AnswerForm(forms.Form):
    """The answer to a policy query."""

    answer = forms.CharField(
        label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MeasureFilter(forms.Form):
    """Filters of the figures; wrong values are ignored."""

    month = forms.ChoiceField(label=_("Month"), required=False)
    policy = forms.ChoiceField(label=_("Policy"), required=False)
    unit = forms.ChoiceField(label=_("Department"), required=False)

    def __init__(self, data: QueryDict, *, company: Unit, month: date, today: date) -> None:
        given = data.copy()
        given["month"] = f"{month:%Y-%m}"
        super().__init__(given)
        departments = Unit.objects.filter(
            path__startswith=company.path, kind="department", closed_on=None
        )
        self._choose("month", [(f"{m:%Y-%m}", f"{m:%Y-%m}") for m in months_until(today, 13)[::-1]])
        policies = compendium_policies(company.pk)
        self._choose("policy", [("", _("all")), *[(p.id, spoken(p.short)) for p in policies]])
        self._choose("unit", [("", _("all")), *[(u.pk, str(u)) for u in departments[:100]]])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self) -> dict[str, str]:
        """The filters that were understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
