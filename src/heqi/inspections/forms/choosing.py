"""What the forms share: units, clauses, widgets."""

from collections.abc import Iterable
from typing import Any

from django import forms

from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import current_pack

WORDS = forms.Textarea(attrs={"rows": 3})
LONG = forms.Textarea(attrs={"rows": 6})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
INSPECTED = ("department", "team")
# Policies whose clauses an inspection of service may find broken.
POLICIES = ("inspection", "tiering", "authority", "conduct", "data-entry", "callback", "complaint")


def choose(form: forms.Form, name: str, rows: Iterable[tuple[Any, Any]], first: Any = "") -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", first), *rows] if first else list(rows)


def units_in(form: forms.Form, name: str, rows: "Any") -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def clause_choices(*, company_id: int | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Clauses that a finding may name, by policy."""
    pack = current_pack(company_id)
    chinese = spoken_chinese()
    groups = []
    for policy in POLICIES:
        rows = [
            (clause.id, f"{clause.number} {clause.title.zh if chinese else clause.title.en}")
            for clause in pack.clauses.values()
            if clause.policy == policy and clause.kind != "context"
        ]
        if rows:
            known = pack.policies[policy].title
            groups.append((known.zh if chinese else known.en, rows))
    return groups
