"""Tables of figures as forms: each figure by its kind, and what they say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.compendium.cells import Cell, cells_of
from heqi.compendium.content import pack_for
from heqi.compendium.controls import AnswerForm, controls, shown_of
from heqi.compendium.forms import DAY, choose
from heqi.compendium.merging import merged
from heqi.compendium.models import Draft
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import Pack, Value
from heqi.rulebook.values import AnswerError, Words, plain


class FigureForm(AnswerForm):
    """Each figure of a table, from a day on, by a clause."""

    clause = forms.ChoiceField(label=_("Clause that demands it"))
    since = forms.DateField(label=_("From"), widget=DAY)
    company = forms.BooleanField(
        label=_("The figure is set by the company; the clause names none"), required=False,
        initial=True,
    )  # fmt: skip

    # The entry that the draft has already, and the form's own reading of it.
    written: Mapping[str, Any] | None = None
    as_it_was: "FigureForm | None" = None

    def __init__(
        self, *args: Any, cells: list[Cell], clauses: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        choose(self, "clause", clauses)
        for cell in cells:
            self.initial.update(shown_of(cell.spec, plain(cell.held)))
            self.fields |= controls(cell.spec)

    def start_from(self, content: Any, value: Value, pack: Pack) -> None:
        """Show figures that the draft has already in place of those in force."""
        if content is not None:
            own = {cell.way: cell.held for cell in cells_of(value, content, pack)}
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
        """The entry in the notation of packs: what was changed here, the rest as it stood."""
        said, before = self._entry(value), self.as_it_was
        if self.written is None or before is None or not before.is_valid():
            return said
        found: dict[str, Any] = merged(self.written, before._entry(value), said)
        return found

    def _entry(self, value: Value) -> dict[str, Any]:
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
    pack = pack_for(draft)
    if ref in pack.clauses:
        clause = pack.clauses[ref]
        short = pack.policies[clause.policy].short
        return Words(f"{short.zh} {clause.number}", f"{short.en} {clause.number}")
    number = ref.partition("/")[2]
    short_zh = draft.short or draft.title
    return Words(f"{short_zh} {number}", f"{draft.title_en or short_zh} {number}")
