"""What a ruling is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heqi.rulebook.values import FactValue, Words, plain

ANSWERED, NO_RULE, CONFLICT, MISSING = "answered", "no_rule", "conflict", "missing"


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit of a commitment, with the clause and the rule that give it."""

    name: str
    limit: Any
    clause: str
    rule: str
    mark: str

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "limit": plain(self.limit),
            "clause": self.clause,
            "rule": self.rule,
            "mark": self.mark,
        }


@dataclass(frozen=True, slots=True)
class Grant:
    """What one rule gives to one field, and the clause it stands on."""

    field: str
    value: Any
    clause: str
    mark: str
    rule: str
    from_value: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "value": plain(self.value),
            "clause": self.clause,
            "rule": self.rule,
            "mark": self.mark,
        } | ({"from": self.from_value} if self.from_value else {})


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule in the trace. `certain` is False when a fact not known would decide whether it stands
    while the answer stays the same."""

    rule: str
    clause: str
    mark: str
    pack: str
    since: dt.date
    replaces: str | None = None
    certain: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "clause": self.clause,
            "mark": self.mark,
            "pack": self.pack,
            "since": self.since.isoformat(),
            "replaces": self.replaces,
            "certain": self.certain,
        }


@dataclass(frozen=True, slots=True)
class Silenced:
    """A rule that holds but is silenced by exceptions that hold."""

    rule: str
    by: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A test that kept a rule from applying; `words` says how it was found."""

    fact: str
    op: str
    value: Any
    words: Words

    def as_json(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "op": self.op,
            "value": plain(self.value),
            "words": self.words.as_json(),
        }


@dataclass(frozen=True, slots=True)
class NotApplied:
    """A rule that does not apply, and why."""

    rule: str
    clause: str
    because: tuple[Failed, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule whose conditions cannot be told, though the outcome does not depend on it."""

    rule: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two or more different values of one field, and the fewest facts that show them."""

    field: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The outcome of a question, with its reasons. The same facts always give an equal ruling."""

    question: str
    facts: Mapping[str, FactValue]
    status: str
    answer: Mapping[str, Any] | None
    clauses: tuple[str, ...]
    rules: tuple[Standing, ...]
    silenced: tuple[Silenced, ...]
    not_applied: tuple[NotApplied, ...]
    undecided: tuple[Undecided, ...]
    missing: tuple[str, ...]
    sources: Mapping[str, tuple[Grant, ...]]
    clashes: tuple[Clash, ...]
    shown_by: Mapping[str, FactValue] | None
    version: str

    def as_json(self) -> dict[str, Any]:
        """The ruling as plain data; decimals as strings, limits in their written form.

        ``rules`` are the ids of the rules that stand, ``standing`` says more of each; ``sources``
        says for each field which rule gave what, under which clause.
        """
        return {
            "question": self.question,
            "facts": plain(self.facts),
            "status": self.status,
            "answer": None if self.answer is None else answer_json(self.answer),
            "clauses": list(self.clauses),
            "rules": [standing.rule for standing in self.rules],
            "silenced": [
                {"rule": s.rule, "by": list(s.by), "clause": s.clause} for s in self.silenced
            ],
            "not_applied": [
                {
                    "rule": n.rule,
                    "clause": n.clause,
                    "because": [failed.as_json() for failed in n.because],
                }
                for n in self.not_applied
            ],
            "undecided": [{"rule": u.rule, "facts": list(u.facts)} for u in self.undecided],
            "missing": list(self.missing),
            "sources": {
                name: [grant.as_json() for grant in grants] for name, grants in self.sources.items()
            },
            "conflicts": [
                {"field": clash.field, "values": [grant.as_json() for grant in clash.grants]}
                for clash in self.clashes
            ],
            "shown_by": None if self.shown_by is None else plain(self.shown_by),
            "standing": [standing.as_json() for standing in self.rules],
            "version": self.version,
        }


def answer_json(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as plain data: clocks as lists of {name, limit, clause, rule, mark}."""
    return {
        name: [clock.as_json() for clock in value]
        if isinstance(value, tuple) and value and isinstance(value[0], Clock)
        else plain(value)
        for name, value in answer.items()
    }
