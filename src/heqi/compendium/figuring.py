"""Tables of figures as cells of a form, and rulings as examples."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.compendium.forms import DAY, choose
from heqi.compendium.packing import flat
from heqi.compendium.ruleforms import parse
from heqi.policies.packs import current_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import OTHERWISE, Pack, Value
from heqi.rulebook.ruling import Ruling
from heqi.rulebook.values import plain


def cells_of(value: Value, content: Any) -> list[tuple[str, str, Any]]:
    """Name, words and figure of each cell of a table."""
    content = plain(content)
    if not isinstance(content, Mapping):
        return [("cell", gettext("Figure"), content)]
    return [
        (f"cell-{number}", _words(value, way), figure)
        for number, (way, figure) in enumerate(flat(content))
    ]


def _words(value: Value, way: tuple[str, ...]) -> str:
    said = []
    for place, code in enumerate(way):
        if code == OTHERWISE:
            said.append(gettext("otherwise"))
        elif place < len(value.by):
            said.append(_option(value.by[place], code))
        else:
            field = value.fields.get(code)
            said.append(spoken(field.title) if field else code)
    return " · ".join(said)


def _option(fact: str, code: str) -> str:
    for question in current_pack().questions.values():
        spec = question.facts.get(fact)
        if spec is not None:
            if spec.kind == "boolean":
                return (
                    f"{spoken(spec.title)}: {gettext('yes') if code == 'true' else gettext('no')}"
                )
            return spoken(spec.words[code]) if code in spec.words else code
    return code


class FigureForm(forms.Form):
    """Each figure of a table, from a day on, by a clause."""

    clause = forms.ChoiceField(label=_("Clause that demands it"))
    since = forms.DateField(label=_("From"), widget=DAY)
    company = forms.BooleanField(
        label=_("The figure is set by the company; the clause names none"), required=False,
        initial=True,
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        cells: list[tuple[str, str, Any]],
        clauses: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        first = (self.initial or {}).get("clause")
        known = [value for value, _label in clauses]
        choose(self, "clause", [*([(first, first)] if first not in known else []), *clauses])
        for name, label, figure in cells:
            said = _written(figure)
            self.fields[name] = forms.CharField(label=label, initial=said, max_length=400)

    def figures(self) -> list[forms.BoundField]:
        """The cells for the page."""
        return [self[name] for name, _label, _figure in self.cells]

    def clean(self) -> dict[str, Any]:
        """Every figure keeps the kind it had."""
        said = super().clean() or self.cleaned_data
        for name, label, figure in self.cells:
            text = str(said.get(name, "")).strip()
            if not text:
                continue
            read = _read(text, figure)
            if read is None:
                self.add_error(name, _("“{text}” is no figure for {label}.").format(
                    text=text, label=label))  # fmt: skip
            said[name] = read
        return said

    def content(self, value: Value) -> dict[str, Any]:
        """The entry in the notation of packs."""
        said = self.cleaned_data
        entry: dict[str, Any] = {"since": said["since"], "clause": said["clause"]}
        if said["company"]:
            entry["set_by"] = "company"
        if len(self.cells) == 1 and self.cells[0][0] == "cell":
            entry["value"] = said["cell"]
            return entry
        held = value.entry(said["since"]) or value.entries[-1]
        table: dict[str, Any] = {}
        for (name, _label, _figure), (way, _old) in zip(
            self.cells, flat(plain(held.content)), strict=True
        ):
            at = table
            for code in way[:-1]:
                at = at.setdefault(code, {})
            at[way[-1]] = said[name]
        entry["table" if value.by else "value"] = table
        return entry


def _written(figure: Any) -> str:
    if isinstance(figure, list | tuple):
        return "[" + ", ".join(map(str, figure)) + "]"
    return str(figure).lower() if isinstance(figure, bool) else str(figure)


def _read(text: str, before: Any) -> Any:
    if isinstance(before, list | tuple | Mapping):
        return parse(text)
    found = parse(text) if not isinstance(before, str) else text
    if isinstance(before, bool):
        return found if isinstance(found, bool) else None
    if isinstance(before, int | Decimal):
        return found if isinstance(found, int | Decimal) else None
    return found


def example_of(ruling: Ruling, name: str, on: date, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A ruling as an example that must hold."""
    case: dict[str, Any] = {"name": name, "on": on}
    if facts:
        case["facts"] = dict(facts)
    if ruling.status == "answered":
        answer = ruling.as_json()["answer"] or {}
        case["expect"] = {key: _expected(value) for key, value in answer.items()}
        case["expect_clauses"] = list(ruling.as_json()["clauses"])
    elif ruling.status == "missing":
        case["expect_missing"] = list(ruling.as_json()["missing"])
    else:
        case["expect_status"] = ruling.status
    return case


def _expected(value: Any) -> Any:
    """Clocks are expected by their limits alone."""
    if (
        isinstance(value, list)
        and value
        and all(isinstance(v, dict) and "limit" in v for v in value)
    ):
        limits = [one["limit"] for one in value]
        return limits[0] if len(limits) == 1 else limits
    return value


def example_words(pack: Pack, ruling: Ruling) -> list[tuple[str, str]]:
    """The answer of a ruling, field by field, in words."""
    question = pack.question(ruling.question)
    answer = ruling.as_json()["answer"] or {}
    rows = []
    for name, value in answer.items():
        title = spoken(question.answer[name].title)
        if isinstance(value, list) and value and isinstance(value[0], dict) and "limit" in value[0]:
            from heqi.policies.speaking import spoken_chinese
            from heqi.rulebook.spans import parse_limit

            language = "zh" if spoken_chinese() else "en"
            rows += [
                (title, f"{parse_limit(one['limit']).words(language)} · {one['clause']}")
                for one in value
            ]
        else:
            rows.append((title, spoken(question.answer[name].say(value))))
    return rows
