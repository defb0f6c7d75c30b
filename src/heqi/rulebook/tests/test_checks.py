"""Each fault that publishing must refuse, planted and found."""

from __future__ import annotations

from pathlib import Path

import pytest

from heqi.rulebook.checks import check, check_paths, executable_share, falls_below
from heqi.rulebook.loader import load_packs, read_packs
from heqi.rulebook.pack import Problem
from heqi.rulebook.spans import parse_limit
from heqi.rulebook.tests.building import QUESTION, pack_of, rules, write_pack

COMPLETE = QUESTION.replace("combine: commitment", "combine: commitment\ncomplete: true")


def found(folder: Path, lines: str, question: str = QUESTION, **files: str) -> list[Problem]:
    return check(pack_of(folder, lines, question, **files))


def of(problems: list[Problem], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.code == code]


def test_a_sound_pack_has_no_errors(tmp_path: Path) -> None:
    lines = """
  - {id: base, clause: p/1, since: 2011-01-01, then: {respond: 2h}}
  - {id: vip, excepts: base, clause: p/2, since: 2011-01-01, when: [{fact: tier, is: vip}],
     then: {respond: 1h}}
"""
    cases = """
  - {name: a VIP, on: 2012-01-01, facts: {tier: vip}, expect: {respond: 1h}}
  - {name: anyone, on: 2012-01-01, facts: {tier: standard}, expect: {respond: 2h},
     expect_clauses: [p/1]}
  - {name: unknown, on: 2012-01-01, facts: {}, expect_missing: [tier]}
"""
    problems = found(tmp_path, lines, COMPLETE, cases__complaints__commitments=cases)
    assert [p.code for p in problems] == ["clauses.share"]


def test_exceptions_in_a_circle(tmp_path: Path) -> None:
    lines = """
  - {id: a, excepts: c, clause: p/1, since: 2011-01-01, then: {respond: 1h}}
  - {id: b, excepts: a, clause: p/1, since: 2011-01-01, then: {respond: 1h}}
  - {id: c, excepts: b, clause: p/1, since: 2011-01-01, then: {respond: 1h}}
"""
    (problem,) = of(found(tmp_path, lines), "excepts.cycle")
    assert "a → c → b → a" in problem.message.en
    assert (problem.file, problem.line) == ("gas/rules/q.yaml", 3)


def test_a_rule_that_can_never_apply(tmp_path: Path) -> None:
    lines = """
  - id: never
    clause: p/1
    since: 2011-01-01
    when: [{fact: claim, at_least: 5000}, {fact: claim, less_than: 2000}]
    then: {grade: a}
"""
    (problem,) = of(found(tmp_path, lines), "rule.unreachable")
    assert problem.severity == "error"
    assert problem.line == 3


def test_a_threshold_outside_the_domain_of_a_fact_is_unreachable(tmp_path: Path) -> None:
    lines = """
  - {id: never, clause: p/1, since: 2011-01-01, when: [{fact: claim, less_than: 0}],
     then: {grade: a}}
"""
    assert of(found(tmp_path, lines), "rule.unreachable")


def test_a_rule_that_is_always_silenced(tmp_path: Path) -> None:
    lines = """
  - {id: base, clause: p/1, since: 2011-01-01, when: [{fact: tier, is: vip}], then: {grade: a}}
  - {id: over, excepts: base, clause: p/1, since: 2011-01-01, then: {grade: b},
     when: [{fact: tier, in: [vip, standard]}]}
"""
    (problem,) = of(found(tmp_path, lines), "rule.silenced")
    assert "“base”" in problem.message.en


def test_a_rule_silenced_only_in_one_period_is_reachable(tmp_path: Path) -> None:
    lines = """
  - {id: base, clause: p/1, since: 2011-01-01, then: {grade: a}}
  - {id: over, excepts: base, clause: p/1, since: 2012-01-01, then: {grade: b}}
"""
    assert not of(found(tmp_path, lines), "rule.silenced")


def test_a_time_without_any_rule(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01, until: 2012-01-01, then: {grade: a}}
  - {id: b, clause: p/1, since: 2013-01-01, then: {grade: a}}
"""
    (problem,) = of(found(tmp_path, lines), "time.gap")
    assert "2012-01-01" in problem.message.zh
    assert problem.line == 3


def test_a_gap_between_two_versions_of_a_rule_is_warned_about(tmp_path: Path) -> None:
    lines = """
  - {id: base, clause: p/1, since: 2010-01-01, then: {grade: a}}
  - {id: a, clause: p/1, since: 2011-01-01, until: 2012-01-01, then: {respond: 1h}}
  - {id: a, clause: p/1, since: 2013-01-01, then: {respond: 1h}}
"""
    (problem,) = of(found(tmp_path, lines), "time.gap")
    assert (problem.severity, problem.line) == ("warning", 5)


def test_a_value_that_ends_before_the_rule_that_uses_it(tmp_path: Path) -> None:
    value = """
title: {zh: 时限, en: Limits}
values: [{since: 2011-01-01, until: 2012-01-01, clause: p/1, value: {respond: 1h}}]
"""
    lines = "- {id: a, clause: p/1, since: 2011-01-01, then: {value: limits}}"
    (problem,) = of(found(tmp_path, lines, values__limits=value), "time.gap")
    assert "“limits”" in problem.message.en


def test_facts_without_a_rule_where_the_question_is_complete(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01, when: [{fact: tier, is: vip}], then: {grade: a}}
  - {id: b, clause: p/1, since: 2011-01-01, then: {grade: a},
     when: [{fact: claim, at_most: 100}]}
"""
    (problem,) = of(found(tmp_path, lines, COMPLETE), "facts.gap")
    assert "tier is standard" in problem.message.en
    assert "claim is 101" in problem.message.en
    assert not of(found(tmp_path / "x", lines), "facts.gap")


def test_a_question_may_be_complete_from_a_day_on(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01, when: [{fact: tier, is: vip}], then: {grade: a}}
  - {id: b, clause: p/1, since: 2026-01-01, when: [{fact: tier, not: vip}], then: {grade: a}}
"""
    from_2026 = QUESTION.replace("combine", "complete: 2026-01-01\ncombine")
    from_2025 = QUESTION.replace("combine", "complete: 2025-12-31\ncombine")
    assert not of(found(tmp_path / "a", lines, from_2026), "facts.gap")
    assert of(found(tmp_path / "b", lines, from_2025), "facts.gap")


def test_a_conflict_is_found_with_the_facts_that_show_it(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, when: [{fact: claim, at_least: 2000}],
     then: {grade: a}}
  - {id: y, clause: p/2, since: 2012-01-01, when: [{fact: claim, at_most: 2000}],
     then: {grade: b}}
"""
    (problem,) = of(found(tmp_path, lines), "conflict")
    assert problem.message.en == (
        "From 2012-01-01, when claim is 2000 yuan, the rules “x” (p/1) and “y” (p/2) contradict "
        "each other: grade is “a” or “b”."
    )
    assert problem.line == 5


def test_a_conflict_is_shown_by_the_fewest_facts(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, then: {grade: b},
     when: [{any: [{fact: claim, more_than: 9}, {fact: level, is: one}, {fact: tier, is: vip}]}]}
"""
    (problem,) = of(found(tmp_path, lines), "conflict")
    assert problem.message.en.startswith("From 2011-01-01, when level is one, the rules")


def test_an_exception_settles_a_conflict(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, when: [{fact: level, is: one}], then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, when: [{fact: tier, is: vip}], then: {grade: b}}
  - {id: z, excepts: [x, y], clause: p/2, since: 2011-01-01, then: {grade: a},
     when: [{fact: tier, is: vip}, {fact: level, is: one}]}
"""
    assert not of(found(tmp_path, lines), "conflict")


def test_rows_of_a_table_can_conflict_with_a_rule(tmp_path: Path) -> None:
    value = """
title: {zh: 等级, en: Grades}
by: [tier]
values: [{since: 2011-01-01, clause: p/1, table: {vip: {grade: a}, standard: {grade: b}}}]
"""
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, then: {value: grades}}
  - {id: y, clause: p/2, since: 2011-01-01, then: {grade: b}}
"""
    (problem,) = of(found(tmp_path, lines, values__grades=value), "conflict")
    assert "when tier is VIP" in problem.message.en


def test_a_case_that_does_not_hold(tmp_path: Path) -> None:
    lines = "- {id: a, clause: p/1, since: 2011-01-01, then: {respond: 2h, grade: a}}"
    cases = """
- {name: right, on: 2012-01-01, expect: {respond: 120min, grade: a, solve: null}}
- {name: wrong limit, on: 2012-01-01, expect: {respond: 1h}}
- {name: wrong status, on: 2012-01-01, expect_status: no_rule}
- {name: wrong clause, on: 2012-01-01, expect_clauses: [p/2]}
"""
    problems = of(found(tmp_path, lines, cases__complaints__commitments=cases), "case.failed")
    assert [p.line for p in problems] == [3, 4, 5]


def test_a_rule_without_a_case_is_warned_about(tmp_path: Path) -> None:
    lines = "- {id: a, clause: p/1, since: 2011-01-01, then: {respond: 2h}}"
    (problem,) = of(found(tmp_path, lines), "rule.untested")
    assert problem.severity == "warning"


def test_a_rule_on_a_clause_that_only_explains(tmp_path: Path) -> None:
    lines = "- {id: a, clause: p/3, since: 2011-01-01, then: {respond: 2h}}"
    assert of(found(tmp_path, lines), "rule.context")


FLOOR = """
floors:
  - id: enquiry
    question: complaints.commitments
    field: respond
    clause: p/2
    since: 2011-03-01
    when: [{fact: level, not: one}]
    at_most: 5 working days
    text: {zh: 五个工作日内答复。, en: An answer within five working days.}
"""


@pytest.mark.parametrize(
    ("limit", "severities"),
    [
        ("5 working days", []),
        ("6 working days", ["error"]),
        ("3 calendar days", []),
        ("6 calendar days", ["warning"]),  # more than five working days in some weeks only
        ("30 calendar days", ["error"]),
    ],
)
def test_a_commitment_below_a_legal_floor(
    tmp_path: Path, limit: str, severities: list[str]
) -> None:
    lines = f"- {{id: a, clause: p/1, since: 2010-01-01, then: {{respond: {limit}}}}}"
    problems = of(found(tmp_path, lines, floors__law=FLOOR), "floor")
    assert [p.severity for p in problems] == severities
    if problems:
        assert problems[0].file == "gas/rules/q.yaml"


def test_a_floor_is_kept_when_a_stricter_clock_stands_beside(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2012-01-01, then: {respond: 9 working days}}
  - {id: b, clause: p/1, since: 2012-01-01, then: {respond: 2h}}
"""
    assert not of(found(tmp_path, lines, floors__law=FLOOR), "floor")


def test_a_floor_with_conditions_binds_only_there(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2012-01-01, when: [{fact: level, is: one}],
     then: {respond: 9 working days}}
"""
    assert not of(found(tmp_path, lines, floors__law=FLOOR), "floor")


def test_a_floor_does_not_bind_the_time_before_it(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2010-01-01, until: 2011-01-01, then: {respond: 9 working days}}
  - {id: b, clause: p/1, since: 2011-01-01, then: {respond: 1h}}
"""
    assert not of(found(tmp_path, lines, floors__law=FLOOR), "floor")


def test_notice_before_an_event_has_a_floor_too() -> None:
    floor = parse_limit("48h before")
    assert falls_below("at_least", parse_limit("24h before"), floor) is True
    assert falls_below("at_least", parse_limit("72h before"), floor) is False


def test_a_floor_of_a_question_that_is_not_there_is_warned_about(tmp_path: Path) -> None:
    law = write_pack(tmp_path, {}, "law")
    floors = FLOOR.replace("complaints.commitments", "complaints.promises")
    gas = write_pack(tmp_path, {"questions/q.yaml": QUESTION, "floors/f.yaml": floors})
    pack, problems = read_packs([law, gas])
    assert pack is not None
    assert [(p.code, p.severity) for p in problems] == [("floor.question", "warning")]


def test_one_fact_with_two_lists_of_values_is_told(tmp_path: Path) -> None:
    other = """
question: other.question
title: {zh: 另一问题, en: Another}
facts: {tier: {one_of: [gold, silver], title: {zh: 级别, en: tier}}}
answer: {grade: {one_of: [a], title: {zh: 等级, en: grade}}}
"""
    (problem,) = of(found(tmp_path, "", questions__z=other), "fact.differs")
    assert problem.severity == "info"


def test_the_share_of_clauses_that_the_pack_executes(tmp_path: Path) -> None:
    lines = "- {id: a, clause: p/1, since: 2011-01-01, then: {respond: 2h}}"
    pack = pack_of(tmp_path, lines)
    share = executable_share(pack)["p"]
    assert (share.carried, share.executable, share.clauses, share.unbound) == (1, 2, 3, ("p/2",))
    assert executable_share(pack, {"p/2"})["p"].carried == 2


def test_a_large_space_is_sampled_and_says_so(tmp_path: Path) -> None:
    facts = "".join(
        f"  f{n}: {{one_of: [a, b, c], title: {{zh: 甲, en: f{n}}}}}\n" for n in range(30)
    )
    question = COMPLETE.replace("answer:\n", facts + "answer:\n")
    whens = ", ".join(
        f"{{any: [{{fact: f{n}, is: a}}, {{fact: f{n + 1}, is: b}}]}}" for n in range(29)
    )
    lines = f"- {{id: a, clause: p/1, since: 2011-01-01, when: [{whens}], then: {{grade: a}}}}"
    pack = pack_of(tmp_path, lines, question)
    problems = check(pack, budget=5)
    assert of(problems, "check.sampled")
    assert of(problems, "facts.gap")  # most samples show it


def test_an_overlay_replaces_and_withdraws_from_a_day_on(tmp_path: Path) -> None:
    import datetime as dt

    from heqi.rulebook.ruling import decide

    lower = write_pack(
        tmp_path,
        {
            "questions/q.yaml": QUESTION,
            "rules/q.yaml": rules("""
  - {id: a, clause: p/1, since: 2011-01-01, then: {respond: 2h}}
  - {id: b, clause: p/1, since: 2011-01-01, then: {grade: a}}
"""),
        },
    )
    upper = write_pack(
        tmp_path,
        {
            "rules/q.yaml": rules("""
  - {id: a, replace: true, clause: own/1, since: 2020-01-01, then: {respond: 1h}}
  - {id: b, withdraw: 2021-01-01}
""")
        },
        "own",
    )
    pack = load_packs([lower, upper])

    def asked(year: int) -> tuple[list[str], object]:
        ruling = decide(pack, "complaints.commitments", {}, dt.date(year, 6, 1))
        return [f"{s.pack}/{s.rule}/{s.replaces}" for s in ruling.rules], ruling.answer

    assert asked(2019)[0] == ["gas/a/None", "gas/b/None"]
    assert asked(2020)[0] == ["gas/b/None", "own/a/gas"]
    assert asked(2021)[0] == ["own/a/gas"]
    assert pack.version == "gas 1 + own 1"


def test_faults_of_form_and_of_content_are_told_together(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, when: [{fact: level, is: one}], then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, when: [{fact: level, is: one}], then: {grade: b}}
  - {id: never, clause: p/1, since: 2011-01-01, then: {respond: 1h},
     when: [{fact: claim, at_least: 5}, {fact: claim, less_than: 5}]}
  - {id: bad, clause: p/77, since: 2011-01-01, then: {grade: a}}
  - {id: on_bad, excepts: bad, clause: p/1, since: 2011-01-01, then: {respond: 3h}}
"""
    files = {"questions/q.yaml": COMPLETE, "rules/q.yaml": rules(lines)}
    pack, problems = check_paths([write_pack(tmp_path, files)])
    assert pack is None
    assert [p.code for p in problems] == ["conflict", "rule.unreachable", "clause.unknown"]


def test_nothing_is_said_of_rules_that_an_unreadable_one_excepts(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, then: {grade: b}}
  - {id: z, excepts: [x, y], clause: p/2, since: 2011-01-01, then: {grade: c}}
"""
    files = {"questions/q.yaml": COMPLETE, "rules/q.yaml": rules(lines)}
    _, problems = check_paths([write_pack(tmp_path, files)])
    assert [p.code for p in problems] == ["answer.value"]
