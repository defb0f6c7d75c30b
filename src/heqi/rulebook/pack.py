"""A pack in memory: policies, clauses, questions, dated values, dated rules, cases, floors.

Made by `heqi.rulebook.loader`; never changed afterwards; picklable. Periods are ``since``
(included) to ``until`` (excluded, None for open).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from heqi.rulebook.conditions import ALWAYS, Condition
from heqi.rulebook.faults import PackErrors, Place, Problem, UnknownNameError
from heqi.rulebook.values import (
    FactError,
    FactSpec,
    FactValue,
    FieldSpec,
    Frozen,
    Words,
)

__all__ = [
    "CLAUSE_KINDS",
    "MARKS",
    "OTHERWISE",
    "Case",
    "Clause",
    "Dated",
    "Floor",
    "Found",
    "Pack",
    "PackErrors",
    "PackInfo",
    "Place",
    "Policy",
    "Problem",
    "Question",
    "Ref",
    "Rule",
    "UnknownNameError",
    "Value",
]
CLAUSE_KINDS = (
    "rule", "process", "duty", "record", "form", "role", "context", "law", "standard",
)  # fmt: skip
MARKS = ("clause", "company_set", "law")
NOWHERE = Place("", 0)


@dataclass(frozen=True, slots=True)
class PackInfo:
    """What pack.yaml says."""

    id: str
    version: str
    title: Words
    requires: tuple[str, ...]
    mark: str
    source: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a policy; `id` is policy/number as in ``tiering/6.1(7)``."""

    id: str
    policy: str
    number: str
    kind: str
    title: Words
    summary: Words
    printed: str | None
    chapter: str | None
    pack: str
    place: Place


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document: its titles, chapters and the ids of its clauses in printed order."""

    id: str
    title: Words
    short: Words
    brief: Words
    executable_from: dt.date | None
    chapters: tuple[tuple[str, Words], ...]
    clauses: tuple[str, ...]
    pack: str
    place: Place


@dataclass(frozen=True, slots=True)
class Question:
    """What can be asked: the facts it takes and the fields of its answer.

    `complete` promises a rule for all facts, from the day `complete_since` on (None: always).
    """

    id: str
    title: Words
    combine: str
    facts: Mapping[str, FactSpec]
    answer: Mapping[str, FieldSpec]
    complete: bool
    complete_since: dt.date | None
    pack: str
    place: Place

    def read_facts(self, facts: Mapping[str, object]) -> dict[str, FactValue]:
        """Facts checked and read; None means not known. `FactError` names every bad one."""
        known: dict[str, FactValue] = {}
        bad: list[Words] = []
        for name, raw in facts.items():
            spec = self.facts.get(name)
            if spec is None:
                all_names = [f"{s.name}（{s.title.zh}）" for s in self.facts.values()]
                bad.append(
                    Words(
                        f"问题“{self.title.zh}”（{self.id}）没有事实“{name}”，"
                        f"可用的事实有：{'、'.join(all_names) or '无'}。",
                        f"The question “{self.title.en}” ({self.id}) has no fact “{name}”; "
                        f"it takes {', '.join(self.facts) or 'none'}.",
                    )
                )
            elif raw is not None:
                try:
                    known[name] = spec.read(raw)
                except FactError as error:
                    bad.append(error.message)
        if bad:
            raise FactError("".join(w.zh for w in bad), " ".join(w.en for w in bad))
        return known


@dataclass(frozen=True, slots=True)
class Ref:
    """A place in a rule's answer that a dated value fills. `key` picks one field of its entry."""

    value: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated rule. `then` maps fields to values or `Ref`; `spread` are values of many fields."""

    id: str
    question: str
    clause: str
    since: dt.date
    until: dt.date | None
    then: Mapping[str, Any]
    spread: tuple[str, ...] = ()
    when: Condition = ALWAYS
    excepts: tuple[str, ...] = ()
    mark: str = "clause"
    basis: Words | None = None
    source: str | None = None
    pack: str = ""
    replaces: str | None = None
    place: Place = NOWHERE

    def in_force(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)

    def values_used(self) -> tuple[str, ...]:
        refs = tuple(term.value for term in self.then.values() if isinstance(term, Ref))
        return tuple(dict.fromkeys((*self.spread, *refs)))


@dataclass(frozen=True, slots=True)
class Dated:
    """One period of a value: a table by the value's facts, or (no facts) the content itself."""

    since: dt.date
    until: dt.date | None
    clause: str
    mark: str
    set_by: str | None
    content: Any
    pack: str
    place: Place

    def in_force(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Value:
    """A dated value: figures by facts and by time, each entry citing its clause."""

    id: str
    title: Words
    by: tuple[str, ...]
    entries: tuple[Dated, ...]
    fields: Mapping[str, FieldSpec]
    pack: str
    place: Place

    @property
    def shape(self) -> tuple[object, ...]:
        """What a rule that uses it is read by."""
        return self.by, self.fields

    def entry(self, on: dt.date) -> Dated | None:
        return next((entry for entry in self.entries if entry.in_force(on)), None)

    def row(self, on: dt.date, facts: Mapping[str, Any]) -> tuple[Dated, Any] | None:
        """The entry in force and its content for `facts`; None when there is none.

        KeyError names a fact of `by` that is missing.
        """
        entry = self.entry(on)
        if entry is None:
            return None
        content = entry.content
        for name in self.by:
            key = facts[name]
            code = ("true" if key else "false") if isinstance(key, bool) else str(key)
            if code in content:
                content = content[code]
            elif OTHERWISE in content:
                content = content[OTHERWISE]
            else:
                return None
        return entry, content


@dataclass(frozen=True, slots=True)
class Found:
    """A value looked up: `content` as declared by the value, with the clause it stands on."""

    content: Any
    clause: str
    mark: str
    since: dt.date
    pack: str


@dataclass(frozen=True, slots=True)
class Case:
    """An example that must hold."""

    name: str
    question: str
    on: dt.date
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    expect_status: str
    expect_missing: tuple[str, ...] | None
    expect_clauses: tuple[str, ...]
    pack: str
    place: Place


@dataclass(frozen=True, slots=True)
class Floor:
    """A legal floor below which no commitment may fall."""

    id: str
    question: str
    field: str
    clause: str
    since: dt.date
    until: dt.date | None
    bound: str
    value: Any
    severity: str
    text: Words
    when: Condition
    pack: str
    place: Place


@dataclass(frozen=True)
class Pack:
    """Everything that several overlaid packs say together."""

    infos: tuple[PackInfo, ...]
    policies: Mapping[str, Policy]
    clauses: Mapping[str, Clause]
    questions: Mapping[str, Question]
    values: Mapping[str, Value]
    rules: Mapping[str, tuple[Rule, ...]]
    cases: tuple[Case, ...]
    floors: tuple[Floor, ...]
    calendars: Mapping[str, Any]
    data: Mapping[str, Any]
    posts: Mapping[str, Words]
    events: Mapping[str, Words]
    sha256: str
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "memo": {}}

    def __hash__(self) -> int:
        return hash(self.sha256)

    @property
    def version(self) -> str:
        """The packs and their versions from the lowest to the uppermost: ``law 2026.1 + …``."""
        return " + ".join(f"{info.id} {info.version}" for info in self.infos)

    def clause(self, clause_id: str) -> Clause:
        return _get(self.clauses, clause_id, "条款", "clause")

    def question(self, question_id: str) -> Question:
        return _get(self.questions, question_id, "问题", "question")

    def rules_for(self, question_id: str, on: dt.date) -> tuple[Rule, ...]:
        """The rules of a question in force on a day, in the order of the packs."""
        self.question(question_id)
        return tuple(rule for rule in self.rules.get(question_id, ()) if rule.in_force(on))

    def value(self, value_id: str, on: dt.date, facts: Mapping[str, object] = Frozen()) -> Found:
        """A dated value on a day, for facts.

        `FactError` when a fact of its table is missing, `UnknownNameError` when there is no such
        value or it has no entry for the day and the facts.
        """
        value = _get(self.values, value_id, "取值", "value")
        try:
            found = value.row(on, facts)
        except KeyError as error:
            name = str(error.args[0])
            raise FactError(
                f"查“{value.title.zh}”（{value_id}）需要事实“{name}”。",
                f"“{value.title.en}” ({value_id}) needs the fact “{name}”.",
            ) from None
        if found is None:
            said = ", ".join(f"{name}={facts[name]}" for name in value.by)
            raise UnknownNameError(
                f"“{value.title.zh}”（{value_id}）在 {on} 没有取值（{said}）。",
                f"“{value.title.en}” ({value_id}) has no entry on {on} for {said or 'any case'}.",
            )
        entry, content = found
        if "" in value.fields:
            content = value.fields[""].read(content)
        elif value.fields and isinstance(content, Mapping):
            content = Frozen(
                {
                    name: value.fields[name].read(raw) if name in value.fields else raw
                    for name, raw in content.items()
                }
            )
        return Found(content, entry.clause, entry.mark, entry.since, entry.pack)


def _get(found: Mapping[str, Any], name: str, zh: str, en: str) -> Any:
    try:
        return found[name]
    except KeyError:
        raise UnknownNameError(
            f"政策包中没有{zh}“{name}”。", f"The pack has no {en} “{name}”."
        ) from None
