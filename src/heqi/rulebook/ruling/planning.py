"""What is in force for a question, made once for each stretch of time."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from heqi.rulebook.conditions import Facts, Test, Truth, facts_of, points, say_test
from heqi.rulebook.pack import Dated, Pack, Question, Ref, Rule
from heqi.rulebook.ruling.kinds import Grant
from heqi.rulebook.values import FactSpec, FactValue, Frozen, Words


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """A rule with its values looked up for one stretch of time."""

    rule: Rule
    facts: frozenset[str]
    by: tuple[str, ...]
    rows: Mapping[tuple[FactValue, ...], tuple[Grant, ...]]

    def holds(self, facts: Facts, given: Collection[str]) -> Truth:
        truth = self.rule.when.holds(facts, given)
        if truth is False or not self.by:
            return truth if self.by or self.rows else False
        key = tuple(facts.get(name) for name in self.by)
        if None in key:
            return None
        return truth if key in self.rows else False

    def grants(self, facts: Facts) -> tuple[Grant, ...]:
        return self.rows[tuple(facts[name] for name in self.by)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is in force for a question between two changes of its rules and values."""

    question: Question
    since: dt.date | None
    until: dt.date | None
    rules: tuple[PlannedRule, ...]
    excepted_by: tuple[tuple[int, ...], ...]
    points: Mapping[str, tuple[FactValue, ...]]
    words: Mapping[tuple[Test, bool], Words]


def breakpoints(pack: Pack, question: str) -> tuple[dt.date, ...]:
    """The days on which anything that the question depends on changes."""
    days: set[dt.date] = set()
    for rule in pack.rules.get(question, ()):
        days.add(rule.since)
        if rule.until:
            days.add(rule.until)
        for value_id in rule.values_used():
            for entry in pack.values[value_id].entries:
                days.add(entry.since)
                if entry.until:
                    days.add(entry.until)
    return tuple(sorted(days))


def plan_for(pack: Pack, question: str, on: dt.date) -> Plan:
    """The plan of a question on a day; made once per stretch of time and kept with the pack."""
    key = ("days", question)
    days = pack.memo.get(key)
    if days is None:
        pack.question(question)
        days = pack.memo[key] = breakpoints(pack, question)
    segment = bisect_right(days, on)
    plan = pack.memo.get(("plan", question, segment))
    if plan is None:
        since = days[segment - 1] if segment else None
        until = days[segment] if segment < len(days) else None
        plan = make_plan(pack, question, since, until)
        pack.memo["plan", question, segment] = plan
    return plan


def make_plan(pack: Pack, question: str, on: dt.date | None, until: dt.date | None = None) -> Plan:
    """The plan of a stretch of time that begins on a day (None: before the first rule)."""
    spec = pack.question(question)
    rules = [rule for rule in pack.rules.get(question, ()) if on and rule.in_force(on)]
    planned = tuple(plan_rule(pack, spec, rule, on) for rule in rules if on is not None)
    index: dict[str, int] = {rule.id: number for number, rule in enumerate(rules)}
    excepted: list[list[int]] = [[] for _ in rules]
    for number, rule in enumerate(rules):
        for base in rule.excepts:
            if base in index:
                excepted[index[base]].append(number)
    tests = [test for rule in rules for test in rule.when.tests()]
    return Plan(
        question=spec,
        since=on,
        until=until,
        rules=planned,
        excepted_by=tuple(tuple(numbers) for numbers in excepted),
        points=Frozen({name: points(fact, tests) for name, fact in spec.facts.items()}),
        words={
            (test, truth): say_test(test, spec.facts[test.fact], truth)
            for test in tests
            for truth in (True, False)
        },
    )


def _options(spec: FactSpec) -> tuple[FactValue, ...]:
    return (False, True) if spec.kind == "boolean" else spec.options


def plan_rule(pack: Pack, spec: Question, rule: Rule, on: dt.date) -> PlannedRule:
    """A rule with every row of the values it uses; a row that is not there is left out."""
    used = [pack.values[value_id] for value_id in rule.values_used()]
    by = tuple(dict.fromkeys(name for value in used for name in value.by))
    rows: dict[tuple[FactValue, ...], tuple[Grant, ...]] = {}
    for key in product(*(_options(spec.facts[name]) for name in by)):
        grants = _grants(pack, spec, rule, on, dict(zip(by, key, strict=True)))
        if grants is not None:
            rows[key] = grants
    return PlannedRule(rule, facts_of(rule.when) | set(by), by, rows)


def _grants(
    pack: Pack, spec: Question, rule: Rule, on: dt.date, facts: Facts
) -> tuple[Grant, ...] | None:
    found: dict[str, tuple[Dated, Any]] = {}
    for value_id in rule.values_used():
        row = pack.values[value_id].row(on, facts)
        if row is None:
            return None
        found[value_id] = row
    grants: list[Grant] = []

    def give(name: str, raw: Any, value_id: str | None) -> None:
        entry = found[value_id][0] if value_id else None
        grants.append(
            Grant(
                field=name,
                value=spec.answer[name].read(raw) if value_id else raw,
                clause=entry.clause if entry else rule.clause,
                mark=entry.mark if entry else rule.mark,
                rule=rule.id,
                from_value=value_id,
            )
        )

    for value_id in rule.spread:
        for name, raw in found[value_id][1].items():
            if name not in rule.then:
                give(name, raw, value_id)
    for name, term in rule.then.items():
        if not isinstance(term, Ref):
            give(name, term, None)
            continue
        content = found[term.value][1]
        if term.key is not None:
            if term.key not in content:
                return None
            content = content[term.key]
        give(name, content, term.value)
    return tuple(grants)
