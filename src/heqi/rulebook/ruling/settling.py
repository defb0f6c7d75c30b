"""What stands once rules hold, and what missing facts could change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from heqi.rulebook.conditions import Facts, Truth
from heqi.rulebook.ruling.kinds import ANSWERED, CONFLICT, MISSING, NO_RULE, Clash, Clock, Grant
from heqi.rulebook.ruling.planning import Plan
from heqi.rulebook.values import FactValue, Frozen, same_as

MAX_COMPLETIONS = 4096


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands for fully decided rules."""

    status: str
    answer: Mapping[str, Any] | None
    standing: tuple[int, ...]
    sources: Mapping[str, tuple[Grant, ...]]
    clashes: tuple[Clash, ...]


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
