"""Rules over several fields of one entry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from heqi.entry.fields import day_of, number_of, sentence, words_of
from heqi.entry.findings import MISSING, WRONG, Source
from heqi.rulebook.values import Words

Texts = Mapping[str, str]
Test = Callable[[Texts], bool]
Condition = tuple[str, frozenset[str]]
TODAY = "today"
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "at_most": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "after": lambda a, b: a > b,
}


@dataclass(frozen=True, slots=True)
class Together:
    """A rule over several fields; ``broken`` tells from the texts of an entry.

    It is silent while a field it needs is empty or cannot be read: that is the field's own fault.
    """

    id: str
    fields: tuple[str, ...]
    field: str
    error: str
    words: Words
    source: Source
    broken: Test
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()

    def is_broken(self, texts: Texts) -> bool:
        """Whether the rule applies to these texts and does not hold."""
        for name, codes in self.when:
            if texts.get(name) not in codes:
                return False
        for name, codes in self.unless:
            if texts.get(name) in codes:
                return False
        return self.broken(texts)


@dataclass(frozen=True, slots=True)
class Figures:
    """What question ``data.checks`` sets for a day.

    ``swing``: the allowed share by kind of customer; ``heard_since``: the first day on which a
    meter that was heard from last is not yet silent.
    """

    swing: Mapping[str, Decimal]
    heard_since: date | None


def read_together(
    said: Mapping[str, Any], *, on: date, source: Source, figures: Figures
) -> Together:
    """The rule that a piece of the pack describes; KeyError where it describes none."""
    make = next(maker for key, maker in MAKERS.items() if key in said)
    fields, broken = make(said, on, figures)
    return Together(
        id=said["id"],
        fields=fields,
        field=fields[-1],
        error=MISSING if "needs" in said else WRONG,
        words=sentence(words_of(said)),
        source=source,
        broken=broken,
        when=_conditions(said.get("when")),
        unless=_conditions(said.get("unless")),
    )


def _conditions(said: Mapping[str, Any] | None) -> tuple[Condition, ...]:
    return tuple((name, frozenset(codes)) for name, codes in (said or {}).items())


def _read(text: str) -> Decimal | date | None:
    return day_of(text) if text[4:5] == "-" else number_of(text)


def _numbers(texts: Texts, names: tuple[str, ...]) -> list[Decimal] | None:
    found = []
    for name in names:
        text = texts.get(name)
        number = number_of(text) if text else None
        if number is None:
            return None
        found.append(number)
    return found


def _compare(said: Mapping[str, Any], on: date, _: Figures) -> tuple[tuple[str, ...], Test]:
    left, how, right = said["compare"]
    holds = COMPARISONS[how]

    def broken(texts: Texts) -> bool:
        a_text, b_text = texts.get(left), texts.get(right)
        if not a_text or not (b_text or right == TODAY):
            return False
        a, b = _read(a_text), on if right == TODAY else _read(b_text or "")
        return type(a) is type(b) and a is not None and not holds(a, b)

    return (left,) if right == TODAY else (left, right), broken


def _needs(said: Mapping[str, Any], _on: date, _: Figures) -> tuple[tuple[str, ...], Test]:
    (needed,) = said["needs"]
    above = said.get("above_zero", "")

    def broken(texts: Texts) -> bool:
        if texts.get(needed):
            return False
        cost = number_of(texts.get(above, "")) if above else None
        return not above or (cost is not None and cost > 0)

    beside = (*said.get("when", ()), *((above,) if above else ()))
    return (*beside, needed), broken


def _product(said: Mapping[str, Any], _on: date, _: Figures) -> tuple[tuple[str, ...], Test]:
    names, within = tuple(said["product"]), Decimal(str(said["within"]))

    def broken(texts: Texts) -> bool:
        found = _numbers(texts, names)
        return found is not None and abs(found[0] * found[1] - found[2]) > within

    return names, broken


def _left(said: Mapping[str, Any], _on: date, _: Figures) -> tuple[tuple[str, ...], Test]:
    names = tuple(said["left"])

    def broken(texts: Texts) -> bool:
        found = _numbers(texts, names)
        return found is not None and found[0] - sum(found[1:]) < 0

    return names, broken


def _zero(said: Mapping[str, Any], _on: date, _: Figures) -> tuple[tuple[str, ...], Test]:
    names = tuple(said["zero"])

    def broken(texts: Texts) -> bool:
        found = _numbers(texts, names)
        return found is not None and found[0] == 0 and found[1] > 0

    return tuple(reversed(names)), broken


def _swing(said: Mapping[str, Any], _on: date, figures: Figures) -> tuple[tuple[str, ...], Test]:
    used, season, usage = said["swing"]

    def broken(texts: Texts) -> bool:
        allowed, found = figures.swing.get(texts.get(usage, "")), _numbers(texts, (used, season))
        if allowed is None or not found or not all(found):
            return False
        return abs(found[0] - found[1]) > found[1] * allowed

    return (usage, season, used), broken


def _silent(said: Mapping[str, Any], _on: date, figures: Figures) -> tuple[tuple[str, ...], Test]:
    name, since = said["silent"], figures.heard_since

    def broken(texts: Texts) -> bool:
        heard = day_of(texts.get(name, ""))
        return heard is not None and since is not None and heard < since

    return (name,), broken


MAKERS: dict[str, Callable[[Mapping[str, Any], date, Figures], tuple[tuple[str, ...], Test]]] = {
    "compare": _compare,
    "needs": _needs,
    "product": _product,
    "left": _left,
    "zero": _zero,
    "swing": _swing,
    "silent": _silent,
}
