"""Two rules that stand for the same facts and say different things."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from heqi.rulebook.checks.reporting import facts_words, problem, since_words
from heqi.rulebook.checks.space import Search, both, facts_needed, stands
from heqi.rulebook.conditions import Facts, Test, Truth
from heqi.rulebook.pack import Pack, Problem, Question
from heqi.rulebook.ruling import Grant, Plan, PlannedRule
from heqi.rulebook.values import FactValue, same_as


def check_conflicts(pack: Pack, searches: dict[str, list[Search]]) -> Iterator[Problem]:
    """Every pair of rules that can contradict each other, with facts that show it, once."""
    for question_id, found in searches.items():
        question = pack.question(question_id)
        told: set[tuple[int, int]] = set()
        for search in found:
            plan = search.plan
            allowed = [_allowed(plan, planned) for planned in plan.rules]
            for first, second in _pairs(question, plan):
                lines = (id(plan.rules[first].rule), id(plan.rules[second].rule))
                if lines in told or _apart(allowed[first], allowed[second]):
                    continue
                facts = _clash(search, question, first, second)
                if facts is not None:
                    told.add(lines)
                    yield _tell(question, plan, first, second, facts)


def _agreeing(question: Question, planned: PlannedRule) -> set[str]:
    """The fields a rule gives that may have one value only."""
    return {
        grant.field
        for grants in planned.rows.values()
        for grant in grants
        if question.answer[grant.field].combine == "agree"
    }


def _pairs(question: Question, plan: Plan) -> Iterator[tuple[int, int]]:
    fields = [_agreeing(question, planned) for planned in plan.rules]
    for second in range(len(plan.rules)):
        for first in range(second):
            shared = fields[first] & fields[second]
            excepted = second in plan.excepted_by[first] or first in plan.excepted_by[second]
            if shared and not excepted and _may_differ(plan, first, second, shared):
                yield first, second


def _may_differ(plan: Plan, first: int, second: int, shared: Collection[str]) -> bool:
    one, other = plan.rules[first], plan.rules[second]
    if one.by or other.by:
        return True
    return bool(_differing(one.grants({}), other.grants({}), shared))


def _differing(
    one: tuple[Grant, ...], other: tuple[Grant, ...], shared: Collection[str]
) -> list[tuple[Grant, Grant]]:
    theirs = {grant.field: grant for grant in other}
    return [
        (grant, theirs[grant.field])
        for grant in one
        if grant.field in shared
        and grant.field in theirs
        and same_as(theirs[grant.field].value) != same_as(grant.value)
    ]


def _allowed(plan: Plan, planned: PlannedRule) -> dict[str, frozenset[FactValue]]:
    """What the plain conditions of a rule leave of each fact."""
    left: dict[str, frozenset[FactValue]] = {}
    for part in planned.rule.when.parts if hasattr(planned.rule.when, "parts") else ():
        if isinstance(part, Test) and part.op != "known":
            points = left.get(part.fact, frozenset(plan.points[part.fact]))
            left[part.fact] = frozenset(p for p in points if part.holds({part.fact: p}, ()))
    return left


def _apart(
    one: Mapping[str, frozenset[FactValue]], other: Mapping[str, frozenset[FactValue]]
) -> bool:
    return any(not (values & other[name]) for name, values in one.items() if name in other)


def _clash(
    search: Search, question: Question, first: int, second: int
) -> dict[str, FactValue] | None:
    plan = search.plan
    shared = _agreeing(question, plan.rules[first]) & _agreeing(question, plan.rules[second])

    def goal(facts: Facts, given: Collection[str]) -> Truth:
        truth = both(stands(plan, first, facts, given), stands(plan, second, facts, given))
        if truth is not True:
            return truth
        one, other = plan.rules[first].grants(facts), plan.rules[second].grants(facts)
        return bool(_differing(one, other, shared))

    return search.find(facts_needed(plan, first, second), goal)


def _tell(
    question: Question, plan: Plan, first: int, second: int, facts: Mapping[str, FactValue]
) -> Problem:
    one, other = plan.rules[first], plan.rules[second]
    shared = _agreeing(question, one) & _agreeing(question, other)
    grant, against = _differing(one.grants(facts), other.grants(facts), shared)[0]
    spec = question.answer[grant.field]
    said, since = facts_words(question, facts), since_words(plan.since)
    mine, theirs = spec.say(grant.value), spec.say(against.value)
    return problem(
        "conflict",
        other.rule.place,
        f"{since.zh}，{said.zh}时，规则“{one.rule.id}”（{grant.clause}）与"
        f"“{other.rule.id}”（{against.clause}）矛盾：{spec.title.zh}为“{mine.zh}”或“{theirs.zh}”。",
        f"{since.en[:1].upper()}{since.en[1:]}, when {said.en}, the rules “{one.rule.id}” "
        f"({grant.clause}) and “{other.rule.id}” ({against.clause}) contradict each other: "
        f"{spec.title.en} is “{mine.en}” or “{theirs.en}”.",
    )
