"""Deciding a question: base, exception, conflict, sets, and facts that are missing.

The meaning, in full:

* a rule *holds* when it is in force on the day, its conditions are met and every dated value it
  uses has a row for the facts;
* a rule that holds silences every rule it excepts, whether or not it is silenced itself;
* what holds and is not silenced *stands*; nothing standing is ``no_rule``;
* fields combine as their question declares: ``agree`` (two values are a ``conflict``), ``unite``
  (sets of posts), ``clocks`` (every limit is kept with its own clause);
* a missing fact leaves a rule undecided; the facts that could change the outcome are found by
  trying them, and only those are reported (``missing``).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from heqi.rulebook.conditions import Facts, Test, Truth, facts_of, failures, points, say_test
from heqi.rulebook.pack import Dated, Pack, Question, Ref, Rule
from heqi.rulebook.values import FactSpec, FactValue, Frozen, Words, plain, same_as

MAX_COMPLETIONS = 4096
MAX_MEMO = 20_000
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
        """The ruling as plain data; decimals as strings, limits in their written form."""
        return {
            "question": self.question,
            "facts": plain(self.facts),
            "status": self.status,
            "answer": None if self.answer is None else answer_json(self.answer),
            "clauses": list(self.clauses),
            "rules": [standing.as_json() for standing in self.rules],
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands for fully decided rules."""

    status: str
    answer: Mapping[str, Any] | None
    standing: tuple[int, ...]
    sources: Mapping[str, tuple[Grant, ...]]
    clashes: tuple[Clash, ...]


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


def settle(plan: Plan, holds: Collection[int], facts: Facts) -> Outcome:
    """What stands when exactly the rules `holds` hold."""
    standing = tuple(
        number
        for number in sorted(holds)
        if not any(exception in holds for exception in plan.excepted_by[number])
    )
    gathered: dict[str, list[Grant]] = {}
    for number in standing:
        for grant in plan.rules[number].grants(facts):
            gathered.setdefault(grant.field, []).append(grant)
    if not standing:
        return Outcome(NO_RULE, None, (), Frozen(), ())
    answer: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name, spec in plan.question.answer.items():
        grants = gathered.get(name)
        if grants is None:
            continue
        if spec.combine == "clocks":
            answer[name] = tuple(
                Clock(name, grant.value, grant.clause, grant.rule, grant.mark) for grant in grants
            )
        elif spec.combine == "unite":
            answer[name] = spec.order(code for grant in grants for code in grant.value)
        elif len({same_as(grant.value) for grant in grants}) == 1:
            answer[name] = grants[0].value
        else:
            clashes.append(Clash(name, tuple(grants)))
    sources = Frozen({name: tuple(grants) for name, grants in gathered.items()})
    if clashes:
        return Outcome(CONFLICT, None, standing, sources, tuple(clashes))
    return Outcome(ANSWERED, Frozen(answer), standing, sources, ())


@dataclass(slots=True)
class Trial:
    """What trying all completions of the missing facts showed."""

    outcome: Outcome | None
    missing: tuple[str, ...]
    always: frozenset[int]
    sometimes: frozenset[int]


def try_completions(
    plan: Plan, facts: Facts, given: Collection[str], truths: list[Truth], bound: int
) -> Trial:
    """Decide with every value of the facts that undecided rules wait for."""
    certain = {number for number, truth in enumerate(truths) if truth}
    unknown = [number for number, truth in enumerate(truths) if truth is None]
    waiting = {name for number in unknown for name in plan.rules[number].facts}
    names = tuple(name for name in plan.question.facts if name in waiting and name not in facts)
    size = 1
    for name in names:
        size *= len(plan.points[name])
    if size > bound:
        return Trial(None, names, frozenset(), frozenset())
    outcomes: dict[tuple[FactValue, ...], Any] = {}
    first: Outcome | None = None
    always: frozenset[int] | None = None
    sometimes: frozenset[int] = frozenset()
    settled: dict[tuple[Any, ...], Outcome] = {}
    completed = dict(facts)
    for chosen in product(*(plan.points[name] for name in names)):
        completed.update(zip(names, chosen, strict=True))
        holding = tuple(n for n in unknown if plan.rules[n].holds(completed, given))
        rows = tuple(tuple(completed[name] for name in plan.rules[n].by) for n in holding)
        outcome = settled.get((holding, rows))
        if outcome is None:
            outcome = settle(plan, certain.union(holding), completed)
            settled[holding, rows] = outcome
        first = first or outcome
        outcomes[chosen] = (outcome.status, outcome.answer)
        stands = frozenset(outcome.standing)
        always = stands if always is None else always & stands
        sometimes |= stands
    missing = tuple(
        name for place, name in enumerate(names) if _matters(outcomes, place)
    )  # the outcome changes with this fact alone, the others being equal
    return Trial(None if missing else first, missing, always or frozenset(), sometimes)


def _matters(outcomes: Mapping[tuple[FactValue, ...], Any], place: int) -> bool:
    seen: dict[tuple[FactValue, ...], Any] = {}
    for chosen, outcome in outcomes.items():
        others = chosen[:place] + chosen[place + 1 :]
        if seen.setdefault(others, outcome) != outcome:
            return True
    return False


def decide(
    pack: Pack,
    question: str,
    facts: Mapping[str, object],
    on: dt.date,
    *,
    max_completions: int = MAX_COMPLETIONS,
) -> Ruling:
    """The ruling of `pack` on a question for `facts` on the day `on`.

    Raises `UnknownNameError` for a question the pack does not hold and `FactError` for a fact that
    the question does not take or a value it cannot have. When the facts that are missing have more
    than `max_completions` combinations, all of them that a rule waits for are reported missing.
    """
    plan = plan_for(pack, question, on)
    known = plan.question.read_facts(facts)
    key = ("ruling", question, plan.since, frozenset(known.items()), max_completions)
    ruling = pack.memo.get(key)
    if ruling is None:
        if len(pack.memo) > MAX_MEMO:
            forget(pack)
        ruling = _decide(pack, plan, known, max_completions)
        pack.memo[key] = ruling
    return ruling


def forget(pack: Pack) -> None:
    """Drop the remembered rulings (never the plans)."""
    for key in [key for key in pack.memo if key[0] == "ruling"]:
        pack.memo.pop(key, None)


def truths_of(plan: Plan, facts: Facts, given: Collection[str]) -> list[Truth]:
    return [planned.holds(facts, given) for planned in plan.rules]


def status_of(plan: Plan, facts: Facts, bound: int = MAX_COMPLETIONS) -> str:
    """Only the status of a decision."""
    truths = truths_of(plan, facts, facts.keys())
    if None not in truths:
        holding = {number for number, truth in enumerate(truths) if truth}
        return settle(plan, holding, facts).status
    trial = try_completions(plan, facts, facts.keys(), truths, bound)
    return trial.outcome.status if trial.outcome else MISSING


def _decide(pack: Pack, plan: Plan, facts: dict[str, FactValue], bound: int) -> Ruling:
    given = frozenset(facts)
    truths = truths_of(plan, facts, given)
    holding = {number for number, truth in enumerate(truths) if truth}
    missing: tuple[str, ...] = ()
    outcome: Outcome | None
    if None in truths:
        trial = try_completions(plan, facts, given, truths, bound)
        outcome, missing = trial.outcome, trial.missing
        standing, certain = trial.sometimes, trial.always
    else:
        outcome = settle(plan, holding, facts)
        standing = certain = frozenset(outcome.standing)
    if outcome is None:
        outcome = Outcome(MISSING, None, (), Frozen(), ())
        standing = certain  # what stands whatever the missing facts are
    clauses = [plan.rules[number].rule.clause for number in sorted(standing)]
    clauses += [grant.clause for grants in outcome.sources.values() for grant in grants]
    return Ruling(
        question=plan.question.id,
        facts=Frozen(facts),
        status=outcome.status,
        answer=outcome.answer,
        clauses=tuple(dict.fromkeys(clauses)),
        rules=tuple(_standing(plan, number, number in certain) for number in sorted(standing)),
        silenced=_silenced(plan, holding),
        not_applied=tuple(
            _not_applied(pack, plan, number, facts, given)
            for number, truth in enumerate(truths)
            if truth is False
        ),
        undecided=tuple(
            Undecided(
                plan.rules[number].rule.id,
                tuple(name for name in plan.question.facts if _waits(plan, number, name, facts)),
            )
            for number, truth in enumerate(truths)
            if truth is None
        ),
        missing=missing,
        sources=outcome.sources,
        clashes=outcome.clashes,
        shown_by=Frozen(_shown_by(plan, facts)) if outcome.status == CONFLICT else None,
        version=pack.version,
    )


def _waits(plan: Plan, number: int, name: str, facts: Facts) -> bool:
    return name in plan.rules[number].facts and name not in facts


def _standing(plan: Plan, number: int, certain: bool) -> Standing:
    rule = plan.rules[number].rule
    return Standing(rule.id, rule.clause, rule.mark, rule.pack, rule.since, rule.replaces, certain)


def _silenced(plan: Plan, holding: Collection[int]) -> tuple[Silenced, ...]:
    found = []
    for number in sorted(holding):
        by = tuple(plan.rules[n].rule.id for n in plan.excepted_by[number] if n in holding)
        if by:
            rule = plan.rules[number].rule
            found.append(Silenced(rule.id, by, rule.clause))
    return tuple(found)


def _not_applied(
    pack: Pack, plan: Plan, number: int, facts: Facts, given: Collection[str]
) -> NotApplied:
    planned = plan.rules[number]
    rule = planned.rule
    because = [
        Failed(test.fact, test.op, test.value, plan.words[test, truth])
        for test, truth in failures(rule.when, facts, given)
    ]
    if not because:
        for value_id in rule.values_used():
            value = pack.values[value_id]
            said = [plan.question.facts[name].say(facts[name]) for name in value.by]
            row = plan.since and value.row(plan.since, facts)
            if row is None:
                zh = "、".join(word.zh for word in said) or "任何情况"
                en = ", ".join(word.en for word in said) or "any case"
                words = Words(
                    f"“{value.title.zh}”没有“{zh}”的取值",
                    f"“{value.title.en}” has no entry for {en}",
                )
                because.append(Failed(",".join(value.by), "value", value_id, words))
    return NotApplied(rule.id, rule.clause, tuple(because))


def _shown_by(plan: Plan, facts: dict[str, FactValue]) -> dict[str, FactValue]:
    """The fewest of the facts that still give a conflict (none of them can be left out)."""
    fewest = dict(facts)
    for name in facts:
        fewer = {key: value for key, value in fewest.items() if key != name}
        if status_of(plan, fewer) == CONFLICT:
            fewest = fewer
    return fewest
