"""The why of a ruling, as sentences in both languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from heqi.rulebook.conditions import All, AnyOf, NoneOf, Test, say_condition
from heqi.rulebook.reasons import explain_ruling, reasons
from heqi.rulebook.ruling import decide
from heqi.rulebook.tests.building import pack_of
from heqi.rulebook.values import Words

DAY = dt.date(2012, 5, 1)
ASKED = "complaints.commitments"
RULES = """
  - {id: base, clause: p/1, since: 2011-01-01, then: {respond: 2h}}
  - {id: vip, excepts: base, clause: p/2, since: 2011-01-01, mark: company_set,
     when: [{fact: tier, is: vip}], then: {respond: 1h}}
  - {id: claim, clause: p/3, since: 2011-01-01, when: [{fact: claim, at_least: 2000}],
     then: {grade: a}}
"""


def test_an_answer_says_its_clause_and_what_was_silenced_and_what_did_not_apply(
    tmp_path: Path,
) -> None:
    pack = pack_of(tmp_path, RULES)
    ruling = decide(pack, ASKED, {"tier": "vip", "claim": 100}, DAY)
    words = explain_ruling(pack, ruling)
    assert words.zh.splitlines() == [
        "响应：1 小时，依据《办法》2（p/2），由公司设定。",
        "规则“base”（《办法》1（p/1））本可适用，但被例外规则“vip”取代。",
        "规则“claim”（《办法》3（p/3））不适用：索赔金额不足2000元。",
    ]
    assert words.en.splitlines() == [
        "Response: 1 hour, under Policy 2 (p/2), set by the company.",
        "The rule “base” (Policy 1 (p/1)) would apply, but its exception “vip” takes its place.",
        "The rule “claim” (Policy 3 (p/3)) does not apply: claim is less than 2000 yuan.",
    ]
    assert [reason.about for reason in reasons(pack, ruling)] == [
        "answer",
        "silenced",
        "not_applied",
    ]


def test_a_missing_fact_is_named_by_its_title(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, RULES)
    words = explain_ruling(pack, decide(pack, ASKED, {"claim": 0}, DAY))
    assert words.zh.splitlines()[0] == "还缺少会改变结果的事实：客户级别。"
    assert words.en.splitlines()[0] == ("A fact is missing that could change the outcome: tier.")


def test_a_conflict_names_both_clauses_and_the_facts_that_show_it(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, when: [{fact: tier, is: vip}], then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, then: {grade: b}}
"""
    pack = pack_of(tmp_path, lines)
    words = explain_ruling(pack, decide(pack, ASKED, {"tier": "vip", "level": "one"}, DAY))
    assert words.en.splitlines()[0] == (
        "The policies contradict each other on grade: “a” under Policy 1 (p/1), "
        "but “b” under Policy 2 (p/2)."
    )
    assert words.en.splitlines()[1] == "These facts suffice to show it: tier is VIP."
    assert words.zh.splitlines()[1] == "只需以下事实即可看出：客户级别为VIP 客户。"


def test_no_rule_is_said_plainly(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, RULES)
    words = explain_ruling(pack, decide(pack, ASKED, {}, dt.date(2000, 1, 1)))
    assert words == ("没有规则回答“投诉承诺”。", "No rule answers “Complaint commitments” here.")


def test_a_condition_is_said_as_it_is_built(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, RULES)
    facts = pack.question(ASKED).facts
    vip, dear = Test("tier", "is", "vip"), Test("claim", "at_least", 2000)
    either = say_condition(AnyOf((vip, dear)), facts)
    assert "或" in either.zh
    assert " or " in either.en
    neither = say_condition(NoneOf((vip, dear)), facts)
    assert neither == say_condition(
        All((Test("tier", "not", "vip"), Test("claim", "less_than", 2000))), facts
    )
    nested = say_condition(All((vip, AnyOf((vip, dear)))), facts)
    assert nested.en == f"{say_condition(vip, facts).en} and ({either.en})"
    assert say_condition(All(()), facts) == Words("", "")
