"""Tables of figures taken apart: every figure with the way to it, its kind, and its words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from heqi.compendium.naming import FIGURE, Names
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import Pack, Ref, Value
from heqi.rulebook.spans import LimitError, parse_limit
from heqi.rulebook.values import AnswerError, FieldSpec, Words

# Text of no kind, read as it is.
FREE = "free"
BOTH = {"zh", "en"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table: the way to it, what it is, what it holds."""

    way: tuple[str, ...]
    spec: FieldSpec
    held: Any
    names: Names

    @property
    def title(self) -> Words:
        """The row and the column in words."""
        return self.spec.title

    def read(self, raw: Any) -> Any:
        """A figure as its kind reads it; `AnswerError` says what is wrong."""
        return raw if self.spec.kind == FREE else self.spec.read(raw)

    def says(self, raw: Any) -> Words:
        """A figure in words."""
        read = self.read(raw)
        if self.spec.kind in (FREE, "data", "code", "codes"):
            return self.names.say(read, self.way[-1] if self.way else "")
        return self.spec.say(read)

    @property
    def shown(self) -> str:
        """What it holds, in words; as it is written where it cannot be read."""
        try:
            return spoken(self.says(self.held))
        except AnswerError:
            return str(self.held)


def cells_of(value: Value, content: Any, pack: Pack) -> list[Cell]:
    """Every figure of a table."""
    known, names = _specs(value, pack), Names(value, pack)
    found = []
    for number, (way, held) in enumerate(_leaves(content, len(value.by), known)):
        spec = known.get(way[-1] if len(way) > len(value.by) else "") or _guess(held)
        title = names.title(way, content, known)
        found.append(Cell(way, replace(spec, name=f"cell{number}", title=title), held, names))
    return found


def _leaves(
    content: Any, depth: int, known: Mapping[str, FieldSpec], way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A field whose kind is known is one figure, and so are words in both languages; what else is
    a table is taken apart."""
    whole = (depth <= 0 and "" in known) or (depth < 0 and way[-1] in known)
    if not isinstance(content, Mapping) or whole or set(content) == BOTH:
        yield way, content
        return
    for code, inside in content.items():
        yield from _leaves(inside, depth - 1, known, (*way, str(code)))


def _specs(value: Value, pack: Pack) -> dict[str, FieldSpec]:
    """What the columns hold: as the value says, else as the rules that use it answer."""
    found = dict(value.fields)
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
    elif isinstance(held, Mapping) and set(held) == BOTH:
        kind = "text"
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
