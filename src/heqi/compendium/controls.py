"""The controls of what a rule answers or a table of figures holds: one set for each kind."""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.compendium.forms import DAY, LINES
from heqi.compendium.packing import dump
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.loader.source import Sink, read_documents
from heqi.rulebook.values import FieldSpec


class AnswerForm(forms.Form):
    """A form that asks for values of fields, each by its kind."""

    def answer_of(self, field: FieldSpec) -> Any:
        """What was said of a field, in the notation of packs; None where nothing was."""
        given = {
            name.removeprefix(f"then-{field.name}-"): self.cleaned_data.get(name)
            for name in controls(field)
        }
        raw = given.get("raw")
        if raw:
            found = parse(raw)
            if found is None:
                self.add_error(f"then-{field.name}-raw", _("This cannot be read."))
            return found
        one = given.get("one")
        match field.kind:
            case "range":
                ends = {"at_least": given.get("from"), "at_most": given.get("to")}
                return {key: value for key, value in ends.items() if value is not None}
            case "text":
                zh, en = given.get("zh"), given.get("en")
                return {"zh": zh, "en": en or zh} if zh else None
            case "boolean":
                return {"true": True, "false": False}.get(str(one))
            case "codes":
                return [part for part in re.split(r"[\s,，、]+", str(one or "")) if part]
            case "limit":
                return limit_value(str(one or "").strip())
            case _:
                return one


def controls(field: FieldSpec) -> dict[str, forms.Field]:
    """The controls of an answer's field, by its kind."""
    title, name = spoken(field.title), f"then-{field.name}-"
    words = field.words or {}
    codes = [(code, spoken(words[code]) if code in words else code) for code in field.options or ()]
    match field.kind:
        case "limit":
            hint = _("e.g. 1h, 30min, 3 calendar days, 5 working days, before 10:00 next day")
            return {name + "one": forms.CharField(label=title, required=False, help_text=hint)}
        case "one_of":
            return {
                name + "one": forms.ChoiceField(
                    label=title, required=False, choices=[("", "—"), *codes]
                )
            }
        case "some_of":
            return {
                name + "one": forms.MultipleChoiceField(label=title, required=False, choices=codes)
            }
        case "posts":
            posts = [(code, spoken(said)) for code, said in common_pack().posts.items()]
            return {
                name + "one": forms.MultipleChoiceField(label=title, required=False, choices=posts)
            }
        case "boolean":
            choices = [("", "—"), ("true", gettext("yes")), ("false", gettext("no"))]
            return {name + "one": forms.ChoiceField(label=title, required=False, choices=choices)}
        case "integer":
            return {name + "one": forms.IntegerField(label=title, required=False)}
        case "decimal" | "money":
            unit = f"{title}（{spoken(field.unit)}）" if field.unit else title
            return {name + "one": forms.DecimalField(label=unit, required=False)}
        case "ratio":
            hint = _("30% or 0.3")
            return {name + "one": forms.CharField(label=title, required=False, help_text=hint)}
        case "range":
            return {
                name + "from": forms.DecimalField(label=f"{title} ≥", required=False),
                name + "to": forms.DecimalField(label=f"{title} ≤", required=False),
            }
        case "date":
            return {name + "one": forms.DateField(label=title, required=False, widget=DAY)}
        case "text":
            return {
                name + "zh": forms.CharField(label=f"{title} (zh)", required=False, max_length=300),
                name + "en": forms.CharField(label=f"{title} (en)", required=False, max_length=300),
            }
        case "data":
            return {
                name + "raw": forms.CharField(
                    label=title, required=False, widget=LINES, max_length=4000
                )
            }
        case _:
            return {name + "one": forms.CharField(label=title, required=False, max_length=300)}


def limit_value(text: str) -> Any:
    """A limit: in words, or a mapping in the notation of packs."""
    return parse(text) if text.startswith(("{", "[")) else text


def parse(text: str) -> Any:
    """A piece in the notation of packs; None where it cannot be read."""
    sink = Sink()
    try:
        found = read_documents(text, "form", sink)
    except yaml.YAMLError:
        return None
    return found[0].plain() if found and not sink.errors else None


def shown_of(field: FieldSpec, value: Any) -> dict[str, Any]:
    """What the controls show of a value; what they have no room for stands in its notation."""
    at = f"then-{field.name}-"
    if field.kind == "range" and isinstance(value, Mapping):
        return {at + "from": value.get("at_least"), at + "to": value.get("at_most")}
    if field.kind == "text" and isinstance(value, Mapping):
        return {at + "zh": value.get("zh"), at + "en": value.get("en")}
    if field.kind == "boolean":
        return {at + "one": "true" if value else "false"}
    if field.kind == "data":
        return {at + "raw": dump(value).strip()}
    if field.kind == "codes" and isinstance(value, list):
        return {at + "one": " ".join(map(str, value))}
    if isinstance(value, Mapping):
        text = yaml.safe_dump(dict(value), default_flow_style=True, allow_unicode=True)
        return {at + "one": text.strip()}
    return {at + "one": value}
