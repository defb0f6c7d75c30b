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
from collections.abc import Collection, Mapping

from heqi.rulebook.conditions import Facts, failures
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling.kinds import (
    ANSWERED,
    CONFLICT,
    MISSING,
    NO_RULE,
    Clash,
    Clock,
    Failed,
    Grant,
    NotApplied,
    Ruling,
    Silenced,
    Standing,
    Undecided,
    answer_json,
)
from heqi.rulebook.ruling.planning import Plan, PlannedRule, breakpoints, make_plan, plan_for
from heqi.rulebook.ruling.settling import (
    MAX_COMPLETIONS,
    Outcome,
    settle,
    status_of,
    truths_of,
    try_completions,
)
from heqi.rulebook.values import FactValue, Frozen, Words, same_as

__all__ = [
    "ANSWERED",
    "CONFLICT",
    "MAX_COMPLETIONS",
    "MISSING",
    "NO_RULE",
    "Clash",
    "Clock",
    "Failed",
    "Grant",
    "NotApplied",
    "Outcome",
    "Plan",
    "PlannedRule",
    "Ruling",
    "Silenced",
    "Standing",
    "Undecided",
    "answer_json",
    "breakpoints",
    "decide",
    "forget",
    "make_plan",
    "plan_for",
    "settle",
    "status_of",
    "truths_of",
    "try_completions",
]

# A ruling takes some ten kilobytes, and several packs are alive at a time.
MAX_MEMO = 4_000
SHOWN_COMPLETIONS = 256


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
    for key in list(pack.memo):  # a copy: other threads may be deciding
        if key[0] == "ruling":
            pack.memo.pop(key, None)


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
        shown_by=Frozen(_shown_by(plan, facts, outcome)) if outcome.status == CONFLICT else None,
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


def _shown_by(plan: Plan, facts: dict[str, FactValue], outcome: Outcome) -> dict[str, FactValue]:
    """The fewest of the facts that still give a conflict (none of them can be left out).

    First what keeps two contradicting rules standing, which is quick; then what is left is tried
    fact by fact, unless the completions are too many to try.
    """
    grants = outcome.clashes[0].grants
    other = next(g for g in grants if same_as(g.value) != same_as(grants[0].value))
    index = {planned.rule.id: number for number, planned in enumerate(plan.rules)}
    pair = (index[grants[0].rule], index[other.rule])
    fewest = dict(facts)
    if all(_stand(plan, number, fewest) for number in pair):
        for name in facts:
            fewer = {key: value for key, value in fewest.items() if key != name}
            if all(_stand(plan, number, fewer) for number in pair):
                fewest = fewer
    for name in list(fewest):
        fewer = {key: value for key, value in fewest.items() if key != name}
        if status_of(plan, fewer, SHOWN_COMPLETIONS) == CONFLICT:
            fewest = fewer
    return fewest


def _stand(plan: Plan, number: int, facts: Facts) -> bool:
    """Whether a rule surely stands, whatever the facts that are not known."""
    return plan.rules[number].holds(facts, facts.keys()) is True and all(
        plan.rules[exception].holds(facts, facts.keys()) is False
        for exception in plan.excepted_by[number]
    )
