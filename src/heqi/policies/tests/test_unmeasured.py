"""A clause without a figure says why, and truly: what only decides is neither kept nor missed."""

from pathlib import Path

import pytest
from django.utils.translation import override

import heqi
from heqi.policies.packs import common_pack, compendium_policies
from heqi.policies.unmeasured import PROMISES, said_reasons, timed_clauses, why_not_measured
from tests.cast import Cast


@pytest.mark.django_db
def test_each_clause_without_a_figure_says_why(cast: Cast) -> None:
    with override("en"):
        told = why_not_measured({"tiering/6.1(4)"}, cast.units["gas"], "tiering")
    why = {one.clause.id: one.why for one in told}
    assert "tiering/6.1(4)" not in why
    assert why["tiering/6.1(7)"] == "Nothing that it promises fell due in the month."
    assert why["tiering/4.1-media"].startswith("It decides (")
    assert why["tiering/3.3.2"].startswith("A course of steps")


LIMITS = ("limit", "ratio")


@pytest.mark.django_db
def test_every_clause_with_a_limit_a_ratio_or_a_duty_is_counted_or_says_why_not(
    cast: Cast,
) -> None:
    """What nothing times must have a reason of its own, or decide only; a promise that nobody can
    count is told here by its clause."""
    pack, company = common_pack(), cast.units["gas"]
    own = {ref for policy in compendium_policies(company.pk) for ref in policy.clauses}
    timed, reasons = timed_clauses(pack), said_reasons(pack)
    promised, figured = set[str](), set[str]()
    for name, rules in pack.rules.items():
        question = pack.questions[name]
        for rule in rules:
            fields = set(rule.then).union(*(pack.values[v].fields for v in rule.spread))
            kinds = {question.answer[f].kind for f in fields if f in question.answer}
            if kinds & set(LIMITS):
                (promised if question.combine == PROMISES else figured).add(rule.clause)
    assert promised & own - timed - set(reasons) == set()
    duties = {ref for ref in own if pack.clauses[ref].kind == "duty"}
    assert duties & promised <= timed | set(reasons)
    # What only decides says what it decides; nothing claims that a promise could have been due.
    with override("en"):
        why = {one.clause.id: one.why for one in why_not_measured(set(), company)}
    nothing_due = "Nothing that it promises fell due in the month."
    assert {ref for ref, said in why.items() if said == nothing_due} <= timed
    assert all(why[ref] for ref in (promised | figured) & own)


def test_every_question_that_promises_is_asked_by_an_app_that_counts_it() -> None:
    """A question with clocks of its own that no code asks could never be kept or missed."""
    pack = common_pack()
    code = "".join(
        path.read_text("utf-8")
        for path in Path(heqi.__file__).parent.rglob("*.py")
        if "tests" not in path.parts and "demo" not in path.parts
    )
    idle = {
        rule.clause
        for name, question in pack.questions.items()
        if question.combine == PROMISES
        and any("start" in field.clock for field in question.answer.values())
        and f'"{name}"' not in code
        for rule in pack.rules.get(name, ())
    }
    assert idle <= set(said_reasons(pack))
