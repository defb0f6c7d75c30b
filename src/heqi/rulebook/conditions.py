"""Conditions over facts, in three truth values.

A condition holds (True), does not hold (False), or cannot be told because a fact is missing (None).
``at_least`` and ``at_most`` include the number itself, as 以上 and 以下 do (Civil Code, art. 1259).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from heqi.rulebook.values import FactSpec, FactValue, Words

Facts = Mapping[str, FactValue]
Truth = bool | None

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda given, value: given == value,
    "not": lambda given, value: given != value,
    "in": lambda given, value: given in value,
    "not_in": lambda given, value: given not in value,
    "at_least": lambda given, value: given >= value,
    "at_most": lambda given, value: given <= value,
    "less_than": lambda given, value: given < value,
    "more_than": lambda given, value: given > value,
    "has": lambda given, value: value in given,
    "has_any": lambda given, value: not value.isdisjoint(given),
    "has_all": lambda given, value: value <= given,
    "has_none": lambda given, value: value.isdisjoint(given),
}
EQUALITY = ("is", "not", "in", "not_in")
ORDER = ("at_least", "at_most", "less_than", "more_than")
MEMBERS = ("has", "has_any", "has_all", "has_none")
OPERATORS = (*EQUALITY, *ORDER, *MEMBERS, "known")


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of one fact. ``known`` asks whether the fact was given at all."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    fact: str
    op: str
    value: Any

    def holds(self, facts: Facts, given: Collection[str]) -> Truth:
        if self.op == "known":
            return (self.fact in given) is self.value
        found = facts.get(self.fact)
        if found is None:
            return None
        return _HOLDS[self.op](found, self.value)

    def tests(self) -> Iterator[Test]:
        yield self


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts, given: Collection[str]) -> Truth:
        result: Truth = True
        for part in self.parts:
            truth = part.holds(facts, given)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    def tests(self) -> Iterator[Test]:
        for part in self.parts:
            yield from part.tests()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts, given: Collection[str]) -> Truth:
        result: Truth = False
        for part in self.parts:
            truth = part.holds(facts, given)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    def tests(self) -> Iterator[Test]:
        for part in self.parts:
            yield from part.tests()


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Holds when no part holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts, given: Collection[str]) -> Truth:
        truth = AnyOf(self.parts).holds(facts, given)
        return None if truth is None else not truth

    def tests(self) -> Iterator[Test]:
        for part in self.parts:
            yield from part.tests()


Condition = Test | All | AnyOf | NoneOf
ALWAYS = All(())


def facts_of(condition: Condition) -> frozenset[str]:
    """The facts whose value the condition compares (``known`` compares none)."""
    return frozenset(test.fact for test in condition.tests() if test.op != "known")


def failures(
    condition: Condition, facts: Facts, given: Collection[str], wanted: bool = True
) -> list[tuple[Test, bool]]:
    """Why `condition` is not `wanted`: tests with the truth that they were found to have."""
    if condition.holds(facts, given) is not (not wanted):
        return []
    if isinstance(condition, Test):
        return [(condition, not wanted)]
    flipped = not wanted if isinstance(condition, NoneOf) else wanted
    found: list[tuple[Test, bool]] = []
    for part in condition.parts:
        found.extend(failures(part, facts, given, flipped))
    return found


def _neighbours(numbers: Iterable[Any], step: Any) -> set[Any]:
    points: set[Any] = set()
    ordered = sorted(set(numbers))
    for number in ordered:
        points |= {number - step, number, number + step}
    return points


def _between(numbers: Iterable[Decimal]) -> set[Decimal]:
    ordered = sorted(set(numbers))
    points = {ordered[0] - 1, *ordered, ordered[-1] + 1}
    points |= {(low + high) / 2 for low, high in pairwise(ordered)}
    return points


def points(spec: FactSpec, tests: Iterable[Test]) -> tuple[FactValue, ...]:
    """Values of a fact, one for each way in which `tests` can tell values apart.

    A finite kind gives its options. Numbers give every threshold and a point beside it; text
    gives what is mentioned and one text that is not. A fact holding several of many options gives
    every combination of up to six options that are mentioned, and beyond that the telling ones.
    """
    mentioned = [test.value for test in tests if test.fact == spec.name and test.op != "known"]
    if spec.kind == "one_of":
        return spec.options
    if spec.kind == "boolean":
        return (False, True)
    if spec.kind == "some_of":
        return _subsets(spec, mentioned)
    flat = [
        item
        for value in mentioned
        for item in (value if isinstance(value, frozenset) else (value,))
    ]
    found: set[Any]
    if spec.kind == "text":
        other = "…"
        while other in flat:
            other += "…"
        return (*sorted(set(flat)), other)
    if spec.kind == "date":
        found = _neighbours(flat or [dt.date(2000, 1, 1)], dt.timedelta(days=1))
        return tuple(sorted(found))
    if spec.kind == "integer":
        ends = [int(end) for end in (spec.at_least, spec.at_most) if end is not None]
        found = _neighbours([*flat, *ends] or [0], 1)
    else:
        bounds = [end for end in (spec.at_least, spec.at_most) if end is not None]
        found = _between([*flat, *bounds] or [Decimal(0)])
    low, high = spec.at_least, spec.at_most
    return tuple(
        number
        for number in sorted(found)
        if (low is None or number >= low) and (high is None or number <= high)
    )


def _subsets(spec: FactSpec, mentioned: list[Any]) -> tuple[FactValue, ...]:
    used: set[str] = set()
    whole: set[frozenset[str]] = set()
    for value in mentioned:
        if isinstance(value, str):
            used.add(value)
        else:
            for item in value:
                used |= item if isinstance(item, frozenset) else {item}
    ordered = [option for option in spec.options if option in used]
    if len(ordered) <= 6:
        sizes: Iterable[int] = range(len(ordered) + 1)
    else:
        sizes = (0, 1, 2, len(ordered))
    for size in sizes:
        whole |= {frozenset(chosen) for chosen in combinations(ordered, size)}
    for value in mentioned:
        if isinstance(value, frozenset):  # the very set that a condition names, and all but one
            whole |= {value, *(value - {item} for item in value)}
    rest = next((option for option in spec.options if option not in used), None)
    if rest is not None:
        whole.add(frozenset({rest}))
    return tuple(sorted(whole, key=lambda chosen: (len(chosen), sorted(chosen))))


_ZH = {
    "is": ("{t}是{v}", "{t}不是{v}"),
    "in": ("{t}是{v}之一", "{t}不是{v}中的任何一个"),
    "at_least": ("{t}在{v}以上（含）", "{t}不足{v}"),
    "at_most": ("{t}在{v}以下（含）", "{t}超过{v}"),
    "has": ("{t}包含{v}", "{t}不包含{v}"),
    "has_any": ("{t}包含{v}中的至少一项", "{t}不包含{v}中的任何一项"),
    "has_all": ("{t}包含{v}的全部", "{t}不包含{v}的全部"),
    "known": ("已知{t}", "尚不知{t}"),
}
_EN = {
    "is": ("{t} is {v}", "{t} is not {v}"),
    "in": ("{t} is one of {v}", "{t} is none of {v}"),
    "at_least": ("{t} is {v} or more", "{t} is less than {v}"),
    "at_most": ("{t} is {v} or less", "{t} is more than {v}"),
    "has": ("{t} includes {v}", "{t} does not include {v}"),
    "has_any": ("{t} includes at least one of {v}", "{t} includes none of {v}"),
    "has_all": ("{t} includes all of {v}", "{t} does not include all of {v}"),
    "known": ("{t} is known", "{t} is not known"),
}
# The operator that says the opposite: one wording for both.
_OPPOSITE = {
    "not": "is",
    "not_in": "in",
    "less_than": "at_least",
    "more_than": "at_most",
    "has_none": "has_any",
}


def say_test(test: Test, spec: FactSpec, truth: bool) -> Words:
    """The test as a half sentence, as it was found: true, or not."""
    op, shown = test.op, test.value
    if op in _OPPOSITE:
        op, truth = _OPPOSITE[op], not truth
    if op == "known" and shown is False:
        truth = not truth
    zh, en = spec.title.zh, spec.title.en
    if spec.kind == "boolean" and op == "is":
        answer = spec.say(shown is truth)
        return Words(f"{zh}：{answer.zh}", f"{en}: {answer.en}")
    if op == "known":
        value = Words("", "")
    elif isinstance(shown, frozenset) and op not in ("is",):
        said = [spec.say(item) for item in sorted(shown, key=str)]
        value = Words("、".join(w.zh for w in said), ", ".join(w.en for w in said))
    else:
        value = spec.say(shown)
    side = 0 if truth else 1
    return Words(
        _ZH[op][side].format(t=zh, v=f"“{value.zh}”" if spec.options else value.zh),
        _EN[op][side].format(t=en, v=f"“{value.en}”" if spec.options else value.en),
    )


def say_condition(condition: Condition, facts: Mapping[str, FactSpec]) -> Words:
    """A condition as it is built: all of its parts, any of them, or none; empty for “always”."""
    if isinstance(condition, Test):
        return say_test(condition, facts[condition.fact], True)
    if isinstance(condition, NoneOf):
        parts = [_say_not(part, facts) for part in condition.parts]
    else:
        parts = [_grouped(part, facts) for part in condition.parts]
    either = isinstance(condition, AnyOf)
    return Words(
        ("或" if either else "、").join(dict.fromkeys(words.zh for words in parts)),
        (" or " if either else " and ").join(dict.fromkeys(words.en for words in parts)),
    )


def _grouped(part: Condition, facts: Mapping[str, FactSpec]) -> Words:
    """A part with brackets where it is made of several itself."""
    said = say_condition(part, facts)
    alone = isinstance(part, Test) or len(part.parts) == 1
    return said if alone else Words(f"（{said.zh}）", f"({said.en})")


def _say_not(part: Condition, facts: Mapping[str, FactSpec]) -> Words:
    if isinstance(part, Test):
        return say_test(part, facts[part.fact], False)
    said = say_condition(part, facts)
    return Words(f"并非（{said.zh}）", f"not ({said.en})")
