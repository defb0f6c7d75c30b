"""What publishing refuses: checks over a whole pack, each fault with its file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from heqi.rulebook.checks.cases import check_cases, run_case
from heqi.rulebook.checks.clauses import Share, check_clauses, cited_clauses, executable_share
from heqi.rulebook.checks.conflicts import check_conflicts
from heqi.rulebook.checks.floors import check_floors, falls_below
from heqi.rulebook.checks.reporting import problem
from heqi.rulebook.checks.space import BUDGET, Search, plans
from heqi.rulebook.checks.structure import (
    check_complete,
    check_context,
    check_cycles,
    check_reachable,
    check_time,
)
from heqi.rulebook.loader import PackFiles, Reading, read_partly
from heqi.rulebook.pack import Case, Pack, Problem, Question, Rule

__all__ = [
    "Share",
    "check",
    "check_paths",
    "check_reading",
    "cited_clauses",
    "executable_share",
    "falls_below",
    "run_case",
]


def check(pack: Pack, *, budget: int = BUDGET) -> list[Problem]:
    """Every fault of a pack that could be read, by file and line.

    ``error`` refuses publishing; ``warning`` and ``info`` do not. `budget` bounds each search in
    the facts of a question; beyond it facts are sampled and ``check.sampled`` says so.
    """
    found = [*check_clauses(pack), *_unasked(pack), *_differing_facts(pack)]
    for question in pack.questions:
        found += _check_question(pack, question, budget)
    return sorted(found, key=lambda p: (p.file, p.line, p.code, p.message.en))


def _check_question(pack: Pack, question: str, budget: int) -> tuple[Problem, ...]:
    """The faults of one question, remembered with the pack; they depend on nothing beside it."""
    key = ("check", question, budget)
    if key not in pack.memo:
        only = replace(
            pack,
            rules={question: pack.rules[question]} if question in pack.rules else {},
            cases=tuple(case for case in pack.cases if case.question == question),
            floors=tuple(floor for floor in pack.floors if floor.question == question),
        )
        searches = {
            name: [Search(plan, budget) for plan in plans(only, name)] for name in only.rules
        }
        pack.memo[key] = (
            *check_cycles(only),
            *check_context(only),
            *check_time(only),
            *check_reachable(only, searches),
            *check_complete(only, searches),
            *check_conflicts(only, searches),
            *check_floors(only, searches),
            *check_cases(only),
            *_sampled(only, searches),
        )
    found: tuple[Problem, ...] = pack.memo[key]
    return found


# What cannot be told of a question while one of its rules cannot be read.
_NEEDS_ALL = ("facts.gap", "time.gap", "case.failed", "rule.untested", "question.empty")
_NEEDS_PACK = ("clause.unbound", "clauses.share")


def check_paths(paths: Iterable[Path | str | PackFiles]) -> tuple[Pack | None, list[Problem]]:
    """Read and check packs: every fault at once, of form and of content.

    The pack is None when it has errors of form; what could be read is checked all the same, as
    far as that can be done soundly.
    """
    reading = read_partly(paths)
    return (reading.pack if reading.sound else None), check_reading(reading)


def check_reading(reading: Reading) -> list[Problem]:
    """Every fault of packs that were read, of form and of content."""
    found = list(reading.problems)
    if reading.pack is not None:
        about = _abouts(reading.pack, reading.broken)
        for problem_found in check(reading.pack):
            code = problem_found.code
            unsound = code in _NEEDS_PACK and not reading.sound
            if code in _NEEDS_ALL and (problem_found.file, problem_found.line) in about:
                unsound = True
            if not unsound:
                found.append(problem_found)
    found.sort(key=lambda p: (p.file, p.line, p.code, p.message.en))
    return found


def _abouts(pack: Pack, broken: Collection[str]) -> set[tuple[str, int]]:
    """The places of the rules, cases and declarations of questions."""
    things: list[Rule | Case | Question] = []
    for question in broken:
        things += [pack.questions[question], *pack.rules.get(question, ())]
    things += [case for case in pack.cases if case.question in broken]
    return {(thing.place.file, thing.place.line) for thing in things}


def _unasked(pack: Pack) -> Iterator[Problem]:
    for question in pack.questions.values():
        if not pack.rules.get(question.id):
            yield problem(
                "question.empty",
                question.place,
                f"问题“{question.id}”没有任何规则。",
                f"The question “{question.id}” has no rules.",
                "error" if question.complete else "warning",
            )


def _differing_facts(pack: Pack) -> Iterator[Problem]:
    """One fact with two meanings: the vocabulary keeps one name for one thing."""
    first: dict[str, Question] = {}
    for question in pack.questions.values():
        for name, spec in question.facts.items():
            other = first.setdefault(name, question)
            mine, theirs = (spec.kind, spec.options), other.facts[name]
            if mine != (theirs.kind, theirs.options):
                yield problem(
                    "fact.differs",
                    question.place,
                    f"事实“{name}”在“{question.id}”与“{other.id}”中取值不同。",
                    f"The fact “{name}” has other values in “{question.id}” than in “{other.id}”.",
                    "info",
                )


def _sampled(pack: Pack, searches: dict[str, list[Search]]) -> Iterator[Problem]:
    for question_id, found in searches.items():
        if any(search.sampled for search in found):
            yield problem(
                "check.sampled",
                pack.question(question_id).place,
                f"问题“{question_id}”的事实组合过多，部分检查以抽样进行。",
                f"“{question_id}” has too many combinations of facts: some checks went by sample.",
                "info",
            )
