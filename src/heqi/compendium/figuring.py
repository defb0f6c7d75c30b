"""Tables of figures as forms: each cell by the kind of what it holds, and what they say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.compendium.controls import AnswerForm, controls, shown_of
from heqi.compendium.forms import DAY, choose
from heqi.compendium.models import Draft
from heqi.policies.packs import current_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import OTHERWISE, Ref, Value
from heqi.rulebook.spans import LimitError, parse_limit
from heqi.rulebook.values import AnswerError, FieldSpec, Words, plain

YES, NO = Words("是", "yes"), Words("否", "no")
# Text of no kind, read as it is.
FREE = "free"
FIGURE = Words("数值", "Figure")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table: the way to it, what it is, what it holds."""

    way: tuple[str, ...]
    spec: FieldSpec
    held: Any

    @property
    def title(self) -> Words:
        """The row and the column in words."""
        return self.spec.title

    def read(self, raw: Any) -> Any:
        """A figure as its kind reads it; `AnswerError` says what is wrong."""
        return raw if self.spec.kind == FREE else self.spec.read(raw)

    def says(self, raw: Any) -> Words:
        """A figure in words."""
        return self.spec.say(self.read(raw))

    @property
    def shown(self) -> str:
        """What it holds, in words; as it is written where it cannot be read."""
        try:
            return spoken(self.says(self.held))
        except AnswerError:
            return str(self.held)


def cells_of(value: Value, content: Any) -> list[Cell]:
    """Every figure of a table."""
    known = _specs(value)
    found = []
    for number, (way, held) in enumerate(_leaves(content, len(value.by), known)):
        spec = known.get(way[-1] if len(way) > len(value.by) else "") or _guess(held)
        found.append(
            Cell(way, replace(spec, name=f"cell{number}", title=_words(value, way, known)), held)
        )
    return found


def _leaves(
    content: Any, depth: int, known: Mapping[str, FieldSpec], way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A field whose kind is known is one figure; what else is a table is taken apart."""
    whole = depth <= 0 and ((way[-1] if way else "") in known or "" in known)
    if not isinstance(content, Mapping) or whole:
        yield way, content
        return
    for code, inside in content.items():
        yield from _leaves(inside, depth - 1, known, (*way, str(code)))


def _specs(value: Value) -> dict[str, FieldSpec]:
    """What the columns hold: as the value says, else as the rules that use it answer."""
    found = dict(value.fields)
    pack = current_pack()
    for question, rules in pack.rules.items():
        answer = pack.questions[question].answer
        for rule in rules:
            for name, term in rule.then.items():
                if isinstance(term, Ref) and term.value == value.id:
                    found.setdefault(term.key or "", answer[name])
            if value.id in rule.spread:
                found = dict(answer) | found
    return found


def _guess(held: Any) -> FieldSpec:
    """What a figure is that no rule reads: by its look."""
    kind = FREE
    if isinstance(held, bool):
        kind = "boolean"
    elif isinstance(held, int):
        kind = "integer"
    elif isinstance(held, Decimal):
        kind = "decimal"
    elif isinstance(held, list | tuple | Mapping):
        kind = "data"
    elif isinstance(held, str) and held.endswith("%"):
        kind = "ratio"
    elif isinstance(held, str):
        try:
            parse_limit(held)
            kind = "limit"
        except LimitError:
            kind = FREE
    return FieldSpec("", kind, FIGURE)


def _words(value: Value, way: tuple[str, ...], known: Mapping[str, FieldSpec]) -> Words:
    said = []
    for place, code in enumerate(way):
        if code == OTHERWISE:
            said.append(Words("其他", "otherwise"))
        elif place < len(value.by):
            said.append(_option(value.by[place], code))
        else:
            said.append(known[code].title if code in known else Words(code, code))
    if not said:
        return FIGURE
    return Words(" · ".join(w.zh for w in said), " · ".join(w.en for w in said))


def _option(fact: str, code: str) -> Words:
    for question in current_pack().questions.values():
        spec = question.facts.get(fact)
        if spec is not None and spec.kind == "boolean":
            said = YES if code == "true" else NO
            return Words(f"{spec.title.zh}：{said.zh}", f"{spec.title.en}: {said.en}")
        if spec is not None:
            return spec.words.get(code, Words(code, code))
    return Words(code, code)


class FigureForm(AnswerForm):
    """Each figure of a table, from a day on, by a clause."""

    clause = forms.ChoiceField(label=_("Clause that demands it"))
    since = forms.DateField(label=_("From"), widget=DAY)
    company = forms.BooleanField(
        label=_("The figure is set by the company; the clause names none"), required=False,
        initial=True,
    )  # fmt: skip

    def __init__(
        self, *args: Any, cells: list[Cell], clauses: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        choose(self, "clause", clauses)
        for cell in cells:
            self.initial.update(shown_of(cell.spec, plain(cell.held)))
            self.fields |= controls(cell.spec)

    def start_from(self, content: Any, value: Value) -> None:
        """Show figures that the draft has already in place of those in force."""
        if content is not None:
            own = {cell.way: cell.held for cell in cells_of(value, content)}
            for cell in self.cells:
                if cell.way in own:
                    self.initial.update(shown_of(cell.spec, plain(own[cell.way])))

    def figures(self) -> list[forms.BoundField]:
        """The cells for the page."""
        return [self[name] for cell in self.cells for name in controls(cell.spec)]

    def clean(self) -> dict[str, Any]:
        """Every figure is of its kind; none is left out."""
        said = super().clean() or self.cleaned_data
        said["figures"] = figures = {}
        for cell in self.cells:
            first = next(iter(controls(cell.spec)))
            if any(name in self.errors for name in controls(cell.spec)):
                continue
            given = self.answer_of(cell.spec)
            if given in (None, "") or (given in ({}, []) and plain(cell.held) not in ({}, [])):
                self.add_error(first, _("Fill in this figure."))
                continue
            try:
                cell.read(given)
            except AnswerError as error:
                self.add_error(first, spoken(error.message))
                continue
            figures[cell.way] = given
        return said

    def content(self, value: Value) -> dict[str, Any]:
        """The entry in the notation of packs."""
        said = self.cleaned_data
        entry: dict[str, Any] = {"since": said["since"], "clause": said["clause"]}
        if said["company"]:
            entry["set_by"] = "company"
        table: dict[str, Any] = {}
        for way, figure in said["figures"].items():
            if not way:
                entry["value"] = figure
                return entry
            at = table
            for code in way[:-1]:
                at = at.setdefault(code, {})
            at[way[-1]] = figure
        entry["table" if value.by else "value"] = table
        return entry

    def says(self, draft: Draft, value: Value) -> Words:
        """From which day on which figures change, in both languages."""
        said = self.cleaned_data
        zh, en = [], []
        for cell in self.cells:
            was, will = cell.says(cell.held), cell.says(said["figures"][cell.way])
            if was != will:
                zh.append(f"{cell.title.zh}由 {was.zh} 改为 {will.zh}")
                en.append(f"{cell.title.en} from {was.en} to {will.en}")
        cited = cite(draft, said["clause"])
        return Words(
            f"自 {said['since']} 起，{value.title.zh}："
            f"{'；'.join(zh) or '与现行相同'}（{cited.zh}）。",
            f"From {said['since']}, {value.title.en}: "
            f"{'; '.join(en) or 'the same as now'} ({cited.en}).",
        )


def cite(draft: Draft, ref: str) -> Words:
    """A clause in words: of the packs in force, or of the draft itself."""
    pack = current_pack()
    if ref in pack.clauses:
        clause = pack.clauses[ref]
        short = pack.policies[clause.policy].short
        return Words(f"{short.zh} {clause.number}", f"{short.en} {clause.number}")
    number = ref.partition("/")[2]
    short_zh = draft.short or draft.title
    return Words(f"{short_zh} {number}", f"{draft.title_en or short_zh} {number}")
