"""What the forms of callbacks share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from heqi.people.models import Unit

WORDS = forms.Textarea(attrs={"rows": 2})
YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
FIVE = [(str(n), str(n)) for n in range(1, 6)]
SOLVED = [
    ("solved", pgettext_lazy("answer", "solved")),
    ("partly", pgettext_lazy("answer", "partly")),
    ("not_solved", pgettext_lazy("answer", "not solved")),
]


def fill(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def choose(form: forms.Form, name: str, units: QuerySet[Unit]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = units
