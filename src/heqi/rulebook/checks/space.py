"""Searching the facts of a question for an example: exact where it can be, by sample beyond.

The space of facts is finite: a number is represented by its thresholds and points beside them.
A goal is a function of some of the facts to True (found), False (impossible whatever the others
are) or None (not told yet), so that whole branches are left out at once.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from heqi.rulebook.conditions import Facts, Truth
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import Plan, breakpoints, plan_for
from heqi.rulebook.values import FactValue

Goal = Callable[[Facts, Collection[str]], Truth]
BUDGET = 20_000
SAMPLES = 2_000


@dataclass(slots=True)
class Search:
    """Searches in the plan of one question; `sampled` turns True when a space was too large."""

    plan: Plan
    budget: int = BUDGET
    sampled: bool = False

    def find(self, names: Iterable[str], goal: Goal) -> dict[str, FactValue] | None:
        """Facts that reach the goal, or None when there are none (or none in the sample)."""
        wanted = tuple(dict.fromkeys(names))
        for absent in self._absences(wanted):
            order = [name for name in wanted if name not in absent]
            given = frozenset(self.plan.question.facts) - absent
            found = self._search(order, goal, given)
            if found is not None:
                return _fewest(found, goal, given)
        return None

    def _absences(self, wanted: Sequence[str]) -> Iterator[frozenset[str]]:
        """The ways in which facts that a rule asks to be known may be absent."""
        asked = sorted({test.fact for test, _ in self.plan.words if test.op == "known"})
        for chosen in product((False, True), repeat=min(len(asked), 8)):
            yield frozenset(name for name, out in zip(asked, chosen, strict=False) if out)

    def _search(
        self, order: Sequence[str], goal: Goal, given: Collection[str]
    ) -> dict[str, FactValue] | None:
        left = self.budget
        facts: dict[str, FactValue] = {}

        def visit(depth: int) -> bool | None:
            nonlocal left
            left -= 1
            if left < 0:
                return None
            truth = goal(facts, given)
            if truth is not None:
                return truth
            if depth == len(order):
                return False
            name = order[depth]
            for value in self.plan.points[name]:
                facts[name] = value
                result = visit(depth + 1)
                if result is not False:
                    return result
            facts.pop(name, None)
            return False

        result = visit(0)
        if result is None:
            self.sampled = True
            return self._sample(order, goal, given)
        return dict(facts) if result else None

    def _sample(
        self, order: Sequence[str], goal: Goal, given: Collection[str]
    ) -> dict[str, FactValue] | None:
        chance = random.Random(self.plan.question.id)
        for _ in range(SAMPLES):
            facts = {name: chance.choice(self.plan.points[name]) for name in order}
            if goal(facts, given) is True:
                return facts
        return None


def _fewest(
    found: dict[str, FactValue], goal: Goal, given: Collection[str]
) -> dict[str, FactValue]:
    """The facts without those that the goal does not need."""
    for name in list(found):
        fewer = {key: value for key, value in found.items() if key != name}
        if goal(fewer, given) is True:
            found = fewer
    return found


def plans(pack: Pack, question: str) -> list[Plan]:
    """The plans of a question, one for each stretch of time, from its first rule on."""
    return [plan_for(pack, question, day) for day in breakpoints(pack, question)]


def both(*truths: Truth) -> Truth:
    """Kleene's and."""
    if False in truths:
        return False
    return None if None in truths else True


def negated(truth: Truth) -> Truth:
    return None if truth is None else not truth


def stands(plan: Plan, number: int, facts: Facts, given: Collection[str]) -> Truth:
    """Whether a rule holds and no exception to it does."""
    result = plan.rules[number].holds(facts, given)
    for exception in plan.excepted_by[number]:
        if result is False:
            return False
        result = both(result, negated(plan.rules[exception].holds(facts, given)))
    return result


def facts_needed(plan: Plan, *numbers: int) -> list[str]:
    """The facts that tell whether rules stand: their own first, then those of their exceptions."""
    own = {name for number in numbers for name in plan.rules[number].facts}
    others = {
        name
        for number in numbers
        for exception in plan.excepted_by[number]
        for name in plan.rules[exception].facts
    }
    return [*sorted(own), *sorted(others - own)]
