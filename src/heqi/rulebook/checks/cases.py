"""The examples of a pack: each must hold, and each rule should have one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from heqi.rulebook.checks.reporting import problem
from heqi.rulebook.pack import Case, Pack, Problem
from heqi.rulebook.ruling import Clock, Ruling, decide
from heqi.rulebook.values import FactError, Limit, plain, same_as


def run_case(pack: Pack, case: Case) -> tuple[Ruling | None, list[str]]:
    """The ruling of an example, and what differs from its expectation (empty: it holds)."""
    try:
        ruling = decide(pack, case.question, case.facts, case.on)
    except FactError as error:
        return None, [str(error)]
    wrong: list[str] = []
    if ruling.status != case.expect_status:
        wrong.append(f"status: {case.expect_status} ≠ {ruling.status}")
    else:
        for name, expected in case.expect.items():
            found = (ruling.answer or {}).get(name)
            if comparable(found) != comparable(expected):
                wrong.append(f"{name}: {_text(expected)} ≠ {_text(found)}")
        if case.expect_missing is not None and set(case.expect_missing) != set(ruling.missing):
            wrong.append(f"missing: {_text(case.expect_missing)} ≠ {_text(ruling.missing)}")
    uncited = [clause for clause in case.expect_clauses if clause not in ruling.clauses]
    if uncited:
        wrong.append(f"clauses: {_text(uncited)} ∉ {_text(ruling.clauses)}")
    return ruling, wrong


def comparable(value: Any) -> Any:
    """An answer or an expectation in one form: the limits of clocks as a set, however many."""
    if isinstance(value, Limit):
        return frozenset({same_as(value)})
    if isinstance(value, tuple) and value and all(isinstance(v, Clock | Limit) for v in value):
        return frozenset(same_as(v.limit if isinstance(v, Clock) else v) for v in value)
    return value


def _text(value: Any) -> str:
    if isinstance(value, tuple) and value and all(isinstance(v, Clock | Limit) for v in value):
        value = [v.limit if isinstance(v, Clock) else v for v in value]
    return json.dumps(plain(value), ensure_ascii=False)


def check_cases(pack: Pack) -> Iterator[Problem]:
    """Examples that fail, and rules that no example shows at work."""
    shown: set[tuple[str, str, object]] = set()
    for case in pack.cases:
        ruling, wrong = run_case(pack, case)
        for standing in ruling.rules if ruling else ():
            shown.add((case.question, standing.rule, standing.since))
        if wrong:
            told = "; ".join(wrong)
            yield problem(
                "case.failed",
                case.place,
                f"案例“{case.name}”不成立（应为 ≠ 实为）：{told}。",
                f"The case “{case.name}” does not hold (expected ≠ found): {told}.",
            )
    for question, rules in pack.rules.items():
        for rule in rules:
            if (question, rule.id, rule.since) not in shown:
                yield problem(
                    "rule.untested",
                    rule.place,
                    f"规则“{rule.id}”（{question}，{rule.since} 起）没有案例。",
                    f"No case shows the rule “{rule.id}” ({question}, from {rule.since}) at work.",
                    "warning",
                )
