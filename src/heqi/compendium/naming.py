"""Words for the codes in a table of figures: its rows, its columns, the codes that it holds."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from heqi.rulebook.pack import OTHERWISE, Pack, Ref, Value
from heqi.rulebook.values import FactSpec, FieldSpec, Words

NAMES = "figures/names"
FIGURE = Words("数值", "Figure")
OTHER = Words("其他", "otherwise")
YES, NO = Words("是", "yes"), Words("否", "no")


class Names:
    """What the codes of a value are called.

    A row is named by the fact it stands for; a column by its field; an entry with ``zh`` and ``en``
    names itself; the rest is named by the document ``figures/names`` of the packs, under the id of
    the value, a folder above it, or ``all``.
    """

    def __init__(self, value: Value, pack: Pack) -> None:
        self.value, self.pack = value, pack
        self.facts = {fact: _fact(pack, value, fact) for fact in value.by}
        self._given = _given(pack, value.id)

    def title(self, way: tuple[str, ...], content: Any, known: Mapping[str, FieldSpec]) -> Words:
        """The way to a figure in words."""
        said, at = [], content
        for place, code in enumerate(way):
            at = at.get(code) if isinstance(at, Mapping) else None
            fact = self.value.by[place] if place < len(self.value.by) else None
            if code == OTHERWISE:
                said.append(OTHER)
            elif fact and (spec := self.facts[fact]) and (words := _option(spec, code)):
                said.append(words)
            elif not fact and code in known:
                said.append(known[code].title)
            elif isinstance(at, Mapping) and {"zh", "en"} <= set(at):
                said.append(Words(str(at["zh"]), str(at["en"])))
            else:
                said.append(self.code(code))
        if not said:
            return FIGURE
        return Words(" · ".join(w.zh for w in said), " · ".join(w.en for w in said))

    def code(self, code: str, column: str = "") -> Words:
        """A code in words; the code itself where nothing names it."""
        spec = _fact(self.pack, self.value, column) if column else None
        found = (spec.words or {}).get(code) if spec else None
        return found or self._given.get(code) or self.pack.posts.get(code) or Words(code, code)

    def say(self, held: Any, column: str = "") -> Words:
        """What a figure of no declared kind holds; what has words of its own is said by them."""
        if isinstance(held, bool):
            return YES if held else NO
        if isinstance(held, Mapping):
            if set(held) >= {"zh", "en"}:
                return Words(str(held["zh"]), str(held["en"]))
            pairs = [(self.code(str(one)), self.say(held[one], str(one))) for one in held]
            return Words(
                "，".join(f"{name.zh} {said.zh}" for name, said in pairs),
                ", ".join(f"{name.en} {said.en}" for name, said in pairs),
            )
        if isinstance(held, list | tuple):
            deep = any(isinstance(one, Mapping | list | tuple) for one in held)
            said = [self.say(one, column) for one in held]
            return Words(
                ("；" if deep else "、").join(one.zh for one in said),
                ("; " if deep else ", ").join(one.en for one in said),
            )
        if isinstance(held, Decimal | int | dt.date):
            return Words(str(held), str(held))
        return self.code(str(held), column)


def _given(pack: Pack, value_id: str) -> dict[str, Words]:
    _by, documents = pack.data.get(NAMES, ("", ({},)))
    under = ["all", *(value_id[:i] for i, sign in enumerate(value_id) if sign == "/"), value_id]
    found: dict[str, Words] = {}
    for document in documents:
        for place in under:
            for code, words in (document.get(place) or {}).items():
                found[str(code)] = Words(str(words["zh"]), str(words["en"]))
    return found


def _fact(pack: Pack, value: Value, fact: str) -> FactSpec | None:
    """The fact that a table goes by: of a question whose rules use the value, else of any."""
    own, other = None, None
    for question in pack.questions.values():
        spec = question.facts.get(fact)
        if spec is None:
            continue
        other = other or spec
        uses = any(
            value.id in rule.spread
            or any(isinstance(term, Ref) and term.value == value.id for term in rule.then.values())
            for rule in pack.rules.get(question.id, ())
        )
        own = own or (spec if uses else None)
    return own or other


def _option(spec: FactSpec, code: str) -> Words | None:
    if spec.kind == "boolean":
        said = YES if code == "true" else NO
        return Words(f"{spec.title.zh}：{said.zh}", f"{spec.title.en}: {said.en}")
    return (spec.words or {}).get(code)
