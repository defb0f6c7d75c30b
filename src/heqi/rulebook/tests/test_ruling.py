"""What stands, what is silenced, what is missing, and what contradicts itself."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from heqi.rulebook.pack import UnknownNameError
from heqi.rulebook.ruling import Ruling, decide
from heqi.rulebook.spans import parse_limit
from heqi.rulebook.tests.building import QUESTION, pack_of
from heqi.rulebook.values import FactError

DAY = dt.date(2012, 5, 1)
ASKED = "complaints.commitments"
BASE_AND_VIP = """
  - {id: base, clause: p/1, since: 2011-01-01, then: {respond: 2h, grade: b}}
  - id: vip
    excepts: base
    clause: p/2
    since: 2011-01-01
    when: [{fact: tier, is: vip}]
    then: {respond: 1h, reply_by: [vice_general_manager]}
"""


def limits(ruling: Ruling, field: str = "respond") -> list[str]:
    assert ruling.answer is not None
    return [clock.limit.text() for clock in ruling.answer[field]]


def test_a_base_rule_answers_when_nothing_excepts_it(tmp_path: Path) -> None:
    ruling = decide(pack_of(tmp_path, BASE_AND_VIP), ASKED, {"tier": "standard"}, DAY)
    assert ruling.status == "answered"
    assert limits(ruling) == ["2 h"]
    assert ruling.clauses == ("p/1",)
    (not_applied,) = ruling.not_applied
    assert not_applied.rule == "vip"
    assert not_applied.because[0].words.zh == "客户级别不是“VIP 客户”"


def test_an_exception_that_holds_silences_its_base(tmp_path: Path) -> None:
    ruling = decide(pack_of(tmp_path, BASE_AND_VIP), ASKED, {"tier": "vip"}, DAY)
    assert limits(ruling) == ["1 h"]
    assert "grade" not in ruling.answer
    assert [(s.rule, s.by) for s in ruling.silenced] == [("base", ("vip",))]
    assert ruling.clauses == ("p/2",)


def test_an_exception_that_is_silenced_still_silences_its_base(tmp_path: Path) -> None:
    lines = (
        BASE_AND_VIP
        + """
  - id: leader
    excepts: vip
    clause: p/3
    since: 2011-01-01
    when: [{fact: level, is: one}]
    then: {respond: 30min}
"""
    )
    ruling = decide(pack_of(tmp_path, lines), ASKED, {"tier": "vip", "level": "one"}, DAY)
    assert limits(ruling) == ["30 min"]
    assert {s.rule: s.by for s in ruling.silenced} == {"base": ("vip",), "vip": ("leader",)}


def test_a_rule_is_in_force_from_its_first_day_to_the_day_before_its_end(tmp_path: Path) -> None:
    lines = "- {id: a, clause: p/1, since: 2011-01-01, until: 2011-02-01, then: {grade: a}}"
    pack = pack_of(tmp_path, lines)
    asked = {
        day: decide(pack, ASKED, {}, dt.date.fromisoformat(day)).status
        for day in ("2010-12-31", "2011-01-01", "2011-01-31", "2011-02-01")
    }
    assert list(asked.values()) == ["no_rule", "answered", "answered", "no_rule"]


def test_a_later_version_of_a_rule_follows_the_earlier(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01, then: {respond: 2h}}
  - {id: a, clause: p/2, since: 2012-01-01, then: {respond: 1h}}
"""
    pack = pack_of(tmp_path, lines)
    assert limits(decide(pack, ASKED, {}, dt.date(2011, 12, 31))) == ["2 h"]
    assert limits(decide(pack, ASKED, {}, dt.date(2012, 1, 1))) == ["1 h"]


SETS = """
  - {id: one, clause: p/1, since: 2011-01-01, when: [{fact: level, is: one}],
     then: {respond: 30min, reply_by: [general_manager]}}
  - {id: vip, clause: p/2, since: 2011-01-01, when: [{fact: tier, is: vip}],
     then: {respond: 1h, reply_by: [vice_general_manager]}}
"""


@pytest.mark.clause("tiering/6.1(7)", "complaint/limits")
def test_a_commitment_keeps_every_clock_with_its_own_clause(tmp_path: Path) -> None:
    ruling = decide(pack_of(tmp_path, SETS), ASKED, {"tier": "vip", "level": "one"}, DAY)
    assert ruling.answer is not None
    assert [(c.limit.text(), c.clause, c.rule) for c in ruling.answer["respond"]] == [
        ("30 min", "p/1", "one"),
        ("1 h", "p/2", "vip"),
    ]
    assert ruling.answer["reply_by"] == ("general_manager", "vice_general_manager")


def test_other_fields_of_a_commitment_must_agree(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, when: [{fact: level, is: one}], then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, when: [{fact: tier, is: vip}], then: {grade: b}}
"""
    facts = {"tier": "vip", "level": "one", "claim": 5}
    ruling = decide(pack_of(tmp_path, lines), ASKED, facts, DAY)
    assert ruling.status == "conflict"
    assert ruling.answer is None
    assert {grant.rule for grant in ruling.clashes[0].grants} == {"x", "y"}
    assert ruling.shown_by == {"tier": "vip", "level": "one"}  # the claim plays no part


def test_two_rules_that_say_the_same_do_not_conflict(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, then: {grade: a}}
"""
    ruling = decide(pack_of(tmp_path, lines), ASKED, {}, DAY)
    assert (ruling.status, ruling.answer, ruling.clauses) == (
        "answered",
        {"grade": "a"},
        ("p/1", "p/2"),
    )


def test_a_missing_fact_is_reported_when_it_could_change_the_outcome(tmp_path: Path) -> None:
    ruling = decide(pack_of(tmp_path, BASE_AND_VIP), ASKED, {}, DAY)
    assert (ruling.status, ruling.missing, ruling.answer) == ("missing", ("tier",), None)


def test_a_missing_fact_that_changes_nothing_is_not_asked_for(tmp_path: Path) -> None:
    lines = """
  - {id: x, clause: p/1, since: 2011-01-01, when: [{fact: level, is: one}], then: {grade: a}}
  - {id: y, clause: p/2, since: 2011-01-01, when: [{fact: level, not: one}], then: {grade: a}}
"""
    ruling = decide(pack_of(tmp_path, lines), ASKED, {}, DAY)
    assert (ruling.status, ruling.missing, ruling.answer) == ("answered", (), {"grade": "a"})
    assert [standing.certain for standing in ruling.rules] == [False, False]
    assert ruling.clauses == ("p/1", "p/2")


def test_none_means_not_known(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, BASE_AND_VIP)
    assert decide(pack, ASKED, {"tier": None}, DAY) == decide(pack, ASKED, {}, DAY)


@pytest.mark.parametrize(
    ("claim", "grade"), [("1999.99", "b"), ("2000", "a"), ("4999.99", "a"), (5000, "b")]
)
def test_at_least_includes_the_number_and_less_than_does_not(
    tmp_path: Path, claim: object, grade: str
) -> None:
    lines = """
  - {id: b, clause: p/1, since: 2011-01-01, then: {grade: b}}
  - {id: a, excepts: b, clause: p/1, since: 2011-01-01, then: {grade: a},
     when: [{fact: claim, at_least: 2000, less_than: 5000}]}
"""
    ruling = decide(pack_of(tmp_path, lines), ASKED, {"claim": claim}, DAY)
    assert ruling.answer == {"grade": grade}


def test_equal_numbers_written_differently_give_equal_rulings(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, BASE_AND_VIP)
    written = [1000, "1000.0", Decimal("1E+3"), 1000.0]
    rulings = {decide(pack, ASKED, {"tier": "vip", "claim": claim}, DAY) for claim in written}
    assert len(rulings) == 1


VALUE = """
title: {zh: 投诉时限, en: Complaint limits}
by: [tier]
values:
  - {since: 2011-01-01, clause: p/2, set_by: company,
     table: {vip: {respond: 1h}, otherwise: {respond: 2h}}}
  - {since: 2013-01-01, clause: p/1, table: {vip: {respond: 45min}}}
"""
FROM_VALUE = "- {id: a, clause: p/1, since: 2011-01-01, then: {value: complaints/limits}}"


def test_a_dated_value_fills_the_answer_and_brings_its_own_clause(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, FROM_VALUE, values__complaints__limits=VALUE)
    ruling = decide(pack, ASKED, {"tier": "vip"}, DAY)
    (clock,) = ruling.answer["respond"]
    assert (clock.limit, clock.clause, clock.mark) == (parse_limit("1h"), "p/2", "company_set")
    assert ruling.clauses == ("p/1", "p/2")
    assert limits(decide(pack, ASKED, {"tier": "standard"}, DAY)) == ["2 h"]
    assert limits(decide(pack, ASKED, {"tier": "vip"}, dt.date(2013, 1, 1))) == ["45 min"]


def test_a_rule_without_a_row_in_its_value_does_not_apply_and_says_so(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, FROM_VALUE, values__complaints__limits=VALUE)
    ruling = decide(pack, ASKED, {"tier": "standard"}, dt.date(2013, 1, 1))
    assert ruling.status == "no_rule"
    assert (
        ruling.not_applied[0].because[0].words.en == "“Complaint limits” has no entry for standard"
    )


def test_the_fact_of_a_table_can_be_missing_too(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, FROM_VALUE, values__complaints__limits=VALUE)
    assert decide(pack, ASKED, {}, DAY).missing == ("tier",)


def test_a_fact_that_the_question_does_not_take_is_refused_in_both_languages(
    tmp_path: Path,
) -> None:
    pack = pack_of(tmp_path, BASE_AND_VIP)
    with pytest.raises(FactError) as caught:
        decide(pack, ASKED, {"tier": "gold", "colour": "red"}, DAY)
    assert "“客户级别”（tier）不能是“gold”" in caught.value.message.zh
    assert "vip (VIP)" in caught.value.message.en
    assert "no fact “colour”" in caught.value.message.en
    with pytest.raises(FactError):
        decide(pack, ASKED, {"claim": -1}, DAY)


def test_a_question_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        decide(pack_of(tmp_path, BASE_AND_VIP), "complaints.nothing", {}, DAY)


def test_any_all_and_none_combine_conditions(tmp_path: Path) -> None:
    lines = """
  - id: a
    clause: p/1
    since: 2011-01-01
    when:
      - any: [{fact: tier, is: vip}, {fact: level, in: [one, two]}]
      - none: [{fact: claim, more_than: 100}]
    then: {grade: a}
"""
    pack = pack_of(tmp_path, lines)

    def status(**facts: object) -> str:
        return decide(pack, ASKED, facts, DAY).status

    assert status(tier="vip", claim=100) == "answered"
    assert status(tier="standard", level="two", claim=0) == "answered"
    assert status(tier="standard", level="three") == "no_rule"
    assert status(tier="vip") == "missing"


def test_known_asks_whether_a_fact_was_given(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01, when: [{fact: claim, known: false}], then: {grade: a}}
  - {id: b, clause: p/1, since: 2011-01-01, when: [{fact: claim, known: true}], then: {grade: b}}
"""
    pack = pack_of(tmp_path, lines)
    assert decide(pack, ASKED, {}, DAY).answer == {"grade": "a"}
    assert decide(pack, ASKED, {"claim": 3}, DAY).answer == {"grade": "b"}


SEVERAL = QUESTION.replace(
    "answer:\n",
    "  criteria: {some_of: [injury, media, leak], title: {zh: 情形, en: criteria}}\nanswer:\n",
)


def test_one_criterion_of_several_is_enough(tmp_path: Path) -> None:
    lines = """
  - {id: b, clause: p/1, since: 2011-01-01, then: {grade: b}}
  - {id: a, excepts: b, clause: p/1, since: 2011-01-01, then: {grade: a},
     when: [{fact: criteria, has_any: [injury, media]}]}
"""
    pack = pack_of(tmp_path, lines, SEVERAL)
    for criteria, grade in (([], "b"), (["leak"], "b"), (["leak", "media"], "a")):
        ruling = decide(pack, ASKED, {"criteria": criteria}, DAY)
        assert ruling.answer == {"grade": grade}
    assert decide(pack, ASKED, {}, DAY).missing == ("criteria",)


def test_a_pack_and_its_rulings_can_be_pickled(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, SETS)
    ruling = decide(pack, ASKED, {"tier": "vip", "level": "one"}, DAY)
    copy = pickle.loads(pickle.dumps(pack))
    assert copy == pack
    assert decide(copy, ASKED, {"tier": "vip", "level": "one"}, DAY) == ruling
    assert pickle.loads(pickle.dumps(ruling)) == ruling


def test_a_ruling_as_json_is_plain_data(tmp_path: Path) -> None:
    import json

    ruling = decide(pack_of(tmp_path, SETS), ASKED, {"tier": "vip", "level": "two"}, DAY)
    form = json.loads(json.dumps(ruling.as_json()))
    assert form["answer"]["respond"] == [
        {"name": "respond", "limit": "1 h", "clause": "p/2", "rule": "vip", "mark": "clause"}
    ]
    assert form["not_applied"][0]["because"][0]["words"]["en"] == "level is not “one”"
    assert form["version"] == "gas 1"
    assert form["rules"] == ["vip"]
    assert form["standing"][0]["pack"] == "gas"
