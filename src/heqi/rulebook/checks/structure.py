"""Rules that except in a circle, that can never apply, and gaps in time and in facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import pairwise

from heqi.rulebook.checks.reporting import facts_words, problem, since_words
from heqi.rulebook.checks.space import Goal, Search, facts_needed, plans, stands
from heqi.rulebook.conditions import Facts, Truth
from heqi.rulebook.pack import Pack, Problem, Question, Rule
from heqi.rulebook.ruling import Plan
from heqi.rulebook.values import FactValue


def check_cycles(pack: Pack) -> Iterator[Problem]:
    """Exceptions that come back to themselves."""
    for question, rules in pack.rules.items():
        excepts: dict[str, set[str]] = {}
        for rule in rules:
            excepts.setdefault(rule.id, set()).update(rule.excepts)
        told: set[frozenset[str]] = set()
        for start in excepts:
            path = _cycle(excepts, start)
            if path and frozenset(path) not in told:
                told.add(frozenset(path))
                round_trip = " → ".join((*path, path[0]))
                place = next(rule.place for rule in rules if rule.id == path[0])
                yield problem(
                    "excepts.cycle",
                    place,
                    f"问题“{question}”的例外规则互为循环：{round_trip}。",
                    f"Exceptions of “{question}” run in a circle: {round_trip}.",
                )


def _cycle(excepts: dict[str, set[str]], start: str) -> list[str] | None:
    """A path from `start` along the exceptions back to it."""
    trail: list[tuple[str, list[str]]] = [(start, [start])]
    seen: set[str] = set()
    while trail:
        current, path = trail.pop()
        for base in sorted(excepts.get(current, ())):
            if base == start:
                return path
            if base not in seen:
                seen.add(base)
                trail.append((base, [*path, base]))
    return None


def check_context(pack: Pack) -> Iterator[Problem]:
    """Rules that stand on a clause that only explains."""
    for rules in pack.rules.values():
        for rule in rules:
            if pack.clause(rule.clause).kind == "context":
                yield problem(
                    "rule.context",
                    rule.place,
                    f"规则“{rule.id}”引用的条款“{rule.clause}”只是说明性条款。",
                    f"The rule “{rule.id}” cites “{rule.clause}”, a clause that only explains.",
                    "warning",
                )


def check_reachable(pack: Pack, searches: dict[str, list[Search]]) -> Iterator[Problem]:
    """Rules whose conditions no facts can meet, and rules that are always silenced."""
    for question, found in searches.items():
        holding: set[Rule] = set()
        standing: set[Rule] = set()
        for search in found:
            for number, planned in enumerate(search.plan.rules):
                rule = planned.rule
                if rule in standing:
                    continue
                needed = facts_needed(search.plan, number)
                if search.find(needed, _stands(search.plan, number)) is not None:
                    standing.add(rule)
                elif search.find(sorted(planned.facts), planned.holds) is not None:
                    holding.add(rule)
        for rule in pack.rules.get(question, ()):
            if rule in standing:
                continue
            if rule in holding:
                yield problem(
                    "rule.silenced",
                    rule.place,
                    f"规则“{rule.id}”凡可适用时都被例外规则取代，永不生效。",
                    f"The rule “{rule.id}” is silenced by exceptions whenever it applies.",
                )
            else:
                yield problem(
                    "rule.unreachable",
                    rule.place,
                    f"规则“{rule.id}”的条件在任何事实下都不成立。",
                    f"The rule “{rule.id}” can apply for no facts at all.",
                )


def _stands(plan: Plan, number: int) -> Goal:
    def goal(facts: Facts, given: Collection[str]) -> Truth:
        return stands(plan, number, facts, given)

    return goal


def check_time(pack: Pack) -> Iterator[Problem]:
    """Days after the first rule on which a question has none, and values that end too early."""
    for question, rules in pack.rules.items():
        for plan in plans(pack, question):
            if not plan.rules and plan.since is not None:
                ended = [rule for rule in rules if rule.until and rule.until <= plan.since]
                if ended:
                    last = max(ended, key=lambda rule: rule.until or dt.date.min)
                    yield problem(
                        "time.gap",
                        last.place,
                        f"问题“{question}”自 {plan.since} 起没有任何有效规则。",
                        f"No rule of “{question}” is in force from {plan.since}.",
                    )
        yield from _versions(rules)
        for rule in rules:
            yield from _values(pack, rule)


def _versions(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    for versions in by_id.values():
        ordered = sorted(versions, key=lambda rule: rule.since)
        for before, after in pairwise(ordered):
            if before.until and before.until < after.since:
                yield problem(
                    "time.gap",
                    after.place,
                    f"规则“{after.id}”在 {before.until} 至 {after.since} 之间没有版本。",
                    f"The rule “{after.id}” has no version from {before.until} to {after.since}.",
                    "warning",
                )


def _values(pack: Pack, rule: Rule) -> Iterator[Problem]:
    for value_id in rule.values_used():
        value = pack.values[value_id]
        days = {rule.since} | {e.until for e in value.entries if e.until}
        for day in sorted(days):
            if rule.in_force(day) and value.entry(day) is None:
                yield problem(
                    "time.gap",
                    rule.place,
                    f"规则“{rule.id}”所用的取值“{value_id}”在 {day} 没有条目。",
                    f"The value “{value_id}” of the rule “{rule.id}” has no entry on {day}.",
                )
                break


def check_complete(pack: Pack, searches: dict[str, list[Search]]) -> Iterator[Problem]:
    """Facts for which no rule applies, where the question says that it is complete."""
    for question_id, found in searches.items():
        question = pack.question(question_id)
        if not question.complete:
            continue
        told: set[tuple[tuple[str, object], ...]] = set()
        for search in found:
            until, day = search.plan.until, question.complete_since
            promised = day is None or until is None or day < until
            facts = _gap(search) if search.plan.rules and promised else None
            if facts is None or tuple(facts.items()) in told:
                continue
            told.add(tuple(facts.items()))
            yield _gap_problem(question, search.plan, facts)


def _gap_problem(question: Question, plan: Plan, facts: Facts) -> Problem:
    said, since = facts_words(question, facts), since_words(plan.since)
    return problem(
        "facts.gap",
        question.place,
        f"{since.zh}，问题“{question.title.zh}”（{question.id}）在以下情况没有规则：{said.zh}。",
        f"“{question.title.en}” ({question.id}) has no rule {since.en} when {said.en}.",
    )


def _gap(search: Search) -> dict[str, FactValue] | None:
    plan = search.plan

    def goal(facts: Facts, given: Collection[str]) -> Truth:
        result: Truth = True
        for planned in plan.rules:
            truth = planned.holds(facts, given)
            if truth is True:
                return False
            if truth is None:
                result = None
        return result

    counted: dict[str, int] = {}
    for planned in plan.rules:
        for name in planned.facts:
            counted[name] = counted.get(name, 0) + 1
    names = sorted(counted, key=lambda name: (-counted[name], name))
    return search.find(names, goal)
