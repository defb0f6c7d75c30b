"""Reading packs: every fault is its own sentence with file and line, all at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from heqi.rulebook.loader import load_packs, read_packs
from heqi.rulebook.pack import PackErrors, Problem, UnknownNameError
from heqi.rulebook.tests.building import HEAD, QUESTION, pack_of, problems_of, rules, write_pack
from heqi.rulebook.values import FactError

DAY = dt.date(2012, 5, 1)


def codes(problems: list[Problem]) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in problems]


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/9, since: 2011-01-01, then: {respond: 2h}}
  - {id: b, clause: p/1, since: 2011-13-01, then: {respond: 2h}}
  - {id: c, clause: p/1, since: 2011-01-01, then: {respond: 2 parsecs}}
  - {id: d, clause: p/1, since: 2011-01-01, when: [{fact: teir, is: vip}], then: {respond: 2h}}
  - {id: e, clause: p/1, since: 2011-01-01, when: [{fact: tier, is: gold}], then: {respond: 2h}}
  - {id: f, clause: p/1, since: 2011-01-01, then: {respnd: 2h}}
  - {id: g, clause: p/1, since: 2011-01-01, then: {grade: z}, colour: red}
  - {id: h, since: 2011-01-01, then: {grade: a}}
  - {id: i, clause: p/1, since: 2012-01-01, until: 2011-01-01, then: {grade: a}}
  - {id: j, clause: p/1, since: 2011-01-01, then: {value: nowhere}}
  - {id: k, excepts: nobody, clause: p/1, since: 2011-01-01, then: {grade: a}}
"""
    assert codes(problems_of(tmp_path, lines)) == [
        ("clause.unknown", 3),
        ("date", 4),
        ("limit", 5),
        ("fact.unknown", 6),
        ("fact.value", 7),
        ("answer.unknown", 8),
        ("answer.value", 9),
        ("key.unknown", 9),
        ("rule.uncited", 10),
        ("date.order", 11),
        ("value.unknown", 12),
        ("excepts", 13),
    ]


def test_each_fault_is_a_sentence_in_both_languages(tmp_path: Path) -> None:
    lines = """
  - {id: d, clause: p/1, since: 2011-01-01, when: [{fact: teir, is: vip}], then: {respond: 2h}}
  - {id: e, clause: p/1, since: 2011-01-01, when: [{fact: tier, is: gold}], then: {respond: 2h}}
"""
    first, second = problems_of(tmp_path, lines)
    assert first.message == (
        "没有事实“teir”。是否应为“tier”？",
        "There is no fact “teir”. Is “tier” meant?",
    )
    assert "只能取：standard（普通客户）、vip（VIP 客户）" in second.message.zh
    assert first.as_json() == {
        "code": "fact.unknown",
        "severity": "error",
        "file": "gas/rules/q.yaml",
        "line": 3,
        "message": first.message.as_json(),
    }


def test_load_packs_raises_every_fault(tmp_path: Path) -> None:
    root = write_pack(
        tmp_path,
        {
            "questions/q.yaml": QUESTION,
            "rules/q.yaml": rules("- {id: a, clause: p/9, since: x, then: {grade: q}}"),
        },
    )
    with pytest.raises(PackErrors) as caught:
        load_packs([root])
    assert len(caught.value.problems) == 3
    assert "gas/rules/q.yaml:3:" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "yaml.duplicate_key"),
        ("a: [1\n", "yaml.syntax"),
        ("a: &x [1]\nb: *x\n", "yaml.alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml.tag"),
        ("a: !secret x\n", "yaml.tag"),
        ("? [a]\n: 1\n", "yaml.key"),
        ("[" * 5000 + "]" * 5000, "yaml.depth"),
        ("- " * 400_000 + "a", "yaml.depth"),
        ("a: " + "[" * 200 + "]" * 200, "yaml.depth"),
        ("a: \x00", "yaml.syntax"),
        ("# " + "x" * 1_100_000, "file.size"),
    ],
)
def test_hostile_or_broken_yaml_is_refused_with_a_sentence(
    tmp_path: Path, text: str, code: str
) -> None:
    problems = problems_of(tmp_path, "", rules__bad=text)
    assert code in [problem.code for problem in problems]


def test_a_bomb_of_aliases_does_not_expand(tmp_path: Path) -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        text += f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    problems = problems_of(tmp_path, "", rules__bomb=text)
    assert "yaml.alias" in [problem.code for problem in problems]
    assert len(problems) < 200


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    root = write_pack(tmp_path, {"questions/q.yaml": QUESTION})
    (root / "rules").mkdir()
    (root / "rules" / "x.yaml").write_bytes(b"\xff\xfe\x00")
    _, problems = read_packs([root])
    assert [problem.code for problem in problems] == ["file.encoding"]


def test_a_link_out_of_the_pack_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("a: 1\n")
    root = write_pack(tmp_path, {"questions/q.yaml": QUESTION})
    (root / "data").mkdir()
    (root / "data" / "x.yaml").symlink_to(outside)
    _, problems = read_packs([root])
    assert [problem.code for problem in problems] == ["file.outside"]


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    pack, problems = read_packs([tmp_path / "nowhere"])
    assert pack is None
    assert [problem.code for problem in problems] == ["pack.missing"]
    assert read_packs([]) == (None, ())


def test_a_file_in_an_unknown_place_is_told(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, "", rulez__x="a: 1")
    assert codes(problems) == [("pack.folder", 1)]


def test_a_pack_needs_those_that_it_requires_before_it(tmp_path: Path) -> None:
    law = write_pack(tmp_path, {}, "law")
    gas = write_pack(tmp_path, {"pack.yaml": HEAD.format(id="gas") + "requires: [law]\n"})
    assert [p.code for p in read_packs([gas, law])[1]] == ["pack.requires"]
    assert read_packs([law, gas])[0] is not None
    assert "pack.duplicate" in [p.code for p in read_packs([law, law])[1]]


def test_scalars_are_not_guessed(tmp_path: Path) -> None:
    data = """
    hours: 10:30
    on: off
    yes: no
    amount: 0.10
    count: 010
    day: 2011-01-01
    none: ~
    truth: true
    quoted: "12"
    """
    pack = pack_of(tmp_path, "", data__x=data)
    assert pack.data["x"] == (
        "gas",
        (
            {
                "hours": "10:30",
                "on": "off",
                "yes": "no",
                "amount": Decimal("0.10"),
                "count": "010",
                "day": dt.date(2011, 1, 1),
                "none": None,
                "truth": True,
                "quoted": "12",
            },
        ),
    )


def test_data_cites_only_clauses_that_exist(tmp_path: Path) -> None:
    data = "duties:\n  - {name: visit, clause: p/2}\n  - {name: tips, clause: p/7}\n"
    assert codes(problems_of(tmp_path, "", data__duties=data)) == [("clause.unknown", 3)]


def test_the_digest_counts_content_and_not_layout(tmp_path: Path) -> None:
    one = pack_of(tmp_path / "1", "- {id: a, clause: p/1, since: 2011-01-01, then: {grade: a}}")
    same = pack_of(
        tmp_path / "2",
        "# a remark\n- id: a\n  clause: p/1\n  then: {grade: a}\n  since: 2011-01-01",
    )
    other = pack_of(tmp_path / "3", "- {id: a, clause: p/1, since: 2011-01-02, then: {grade: a}}")
    assert one.sha256 == same.sha256 != other.sha256


def test_a_value_is_looked_up_by_day_and_facts(tmp_path: Path) -> None:
    value = """
title: {zh: 比例, en: Ratios}
by: [business]
type: ratio
values:
  - {since: 2011-01-01, clause: p/1, set_by: company, table: {repair: 30%, otherwise: 0.05}}
  - {since: 2012-01-01, clause: p/2, table: {repair: 50%}}
"""
    pack = pack_of(tmp_path, "", values__callbacks__ratios=value)
    early = dt.date(2011, 6, 1)
    found = pack.value("callbacks/ratios", early, {"business": "repair"})
    assert (found.content, found.clause, found.mark) == (Decimal("0.3"), "p/1", "company_set")
    assert pack.value("callbacks/ratios", early, {"business": "x"}).content == Decimal("0.05")
    assert pack.value("callbacks/ratios", DAY, {"business": "repair"}).content == Decimal("0.5")
    with pytest.raises(UnknownNameError):
        pack.value("callbacks/ratios", DAY, {"business": "x"})
    with pytest.raises(FactError):
        pack.value("callbacks/ratios", DAY)
    with pytest.raises(UnknownNameError):
        pack.value("callbacks/none", DAY)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("values: [{since: 2011-01-01, clause: p/1, table: {vip: {respond: 1h}}}]", "value.form"),
        ("values: []", "value.empty"),
        (
            "by: [tier]\nvalues: [{since: 2011-01-01, clause: p/1, table: {gold: {grade: a}}}]",
            "fact.value",
        ),
        (
            "by: [colour]\nvalues: [{since: 2011-01-01, clause: p/1, table: {red: {grade: a}}}]",
            "value.fact",
        ),
        (
            "by: [claim]\nvalues: [{since: 2011-01-01, clause: p/1, table: {1: {grade: a}}}]",
            "value.fact",
        ),
        ("values: [{since: 2011-01-01, clause: p/1, value: {respond: 1 moon}}]", "limit"),
        ("values: [{since: 2011-01-01, clause: p/1, value: {colour: red}}]", "answer.unknown"),
        ("values: [{since: 2011-01-01, clause: p/1, value: 1h}]", "value.form"),
        ("values: [{since: 2011-01-01, clause: p/8, value: {grade: a}}]", "clause.unknown"),
        (
            "values:\n  - {since: 2011-01-01, until: 2012-06-01, clause: p/1, value: {grade: a}}\n"
            "  - {since: 2012-01-01, clause: p/1, value: {grade: b}}",
            "time.overlap",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_told(tmp_path: Path, value: str, code: str) -> None:
    lines = "- {id: a, clause: p/1, since: 2011-01-01, then: {value: v}}"
    text = "title: {zh: 值, en: Value}\n" + value
    assert code in [p.code for p in problems_of(tmp_path, lines, values__v=text)]


def test_versions_of_a_rule_that_overlap_are_told(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01, until: 2013-01-01, then: {grade: a}}
  - {id: a, clause: p/1, since: 2012-01-01, then: {grade: b}}
"""
    assert codes(problems_of(tmp_path, lines)) == [("time.overlap", 4)]


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("[{fact: tier, at_least: vip}]", "condition.operator"),
        ("[{fact: tier}]", "condition.form"),
        ("[{any: []}]", "condition.form"),
        ("[{any: [{fact: tier, is: vip}], fact: tier}]", "condition.form"),
        ("[{fact: claim, is: many}]", "fact.value"),
        ("[{fact: tier, like: vip}]", "key.unknown"),
        ("[vip]", "type"),
    ],
)
def test_a_condition_that_makes_no_sense_is_told(tmp_path: Path, when: str, code: str) -> None:
    lines = f"- {{id: a, clause: p/1, since: 2011-01-01, when: {when}, then: {{grade: a}}}}"
    assert code in [p.code for p in problems_of(tmp_path, lines)]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (QUESTION.replace("one_of: [a, b]", "type: colour"), "choice"),
        (QUESTION.replace("one_of: [a, b]", "one_of: [a, a]"), "options"),
        (QUESTION.replace("type: decimal", "title: {zh: 甲, en: b}"), "yaml.duplicate_key"),
        (QUESTION.replace("grade: {", "value: {"), "type"),
        (QUESTION.replace("one_of: [a, b]", "one_of: [a, b], start: received"), "clock.kind"),
        (QUESTION.replace("one_of: [a, b]", "one_of: [a, b], combine: clocks"), "combine"),
        (QUESTION.replace("title: {zh: 投诉承诺, en: Complaint commitments}", ""), "key.missing"),
        (QUESTION.replace("zh: 投诉承诺, ", ""), "key.missing"),
        (QUESTION.replace("facts:\n", "facts:\n  season:\n"), "fact.undeclared"),
        (QUESTION + "---\n" + QUESTION, "question.duplicate"),
        (QUESTION.replace("combine: commitment", "combine: maybe"), "choice"),
    ],
)
def test_a_question_that_makes_no_sense_is_told(tmp_path: Path, question: str, code: str) -> None:
    assert code in [p.code for p in problems_of(tmp_path, "", question)]


def test_facts_of_the_vocabulary_are_shared(tmp_path: Path) -> None:
    vocabulary = """
facts:
  season: {one_of: [heating, other], title: {zh: 季节, en: season}}
posts:
  captain: {zh: 维修队长, en: repair team captain}
"""
    question = QUESTION.replace("facts:\n", "facts:\n  season:\n")
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01, when: [{fact: season, is: heating}],
     then: {reply_by: [captain]}}
"""
    pack = pack_of(tmp_path, lines, question, vocabulary__all=vocabulary)
    spec = pack.question("complaints.commitments")
    assert spec.facts["season"].options == ("heating", "other")
    assert spec.answer["reply_by"].say(("captain",)).en == "repair team captain"
    wrong = lines.replace("[captain]", "[capitan]")
    problems = problems_of(tmp_path / "x", wrong, question, vocabulary__all=vocabulary)
    assert [p.code for p in problems] == ["answer.value"]


def test_a_case_with_unknown_facts_or_fields_is_told(tmp_path: Path) -> None:
    cases = """
- {name: a, on: 2012-01-01, facts: {teir: vip}, expect: {grade: a}}
- {name: b, on: 2012-01-01, facts: {tier: gold}, expect: {grad: a}}
- {name: c, on: 2012-02-30, expect: {grade: z}}
- {name: d, on: 2012-01-01, question: nothing.here}
- {name: e, on: 2012-01-01, expect_status: maybe}
"""
    problems = problems_of(tmp_path, "", cases__complaints__commitments=cases)
    assert codes(problems) == [
        ("fact.unknown", 2),
        ("answer.unknown", 3),
        ("fact.value", 3),
        ("answer.value", 4),
        ("date", 4),
        ("question.unknown", 5),
        ("choice", 6),
    ]


def test_clauses_are_checked(tmp_path: Path) -> None:
    clauses = """
policy: q
title: {zh: 办法, en: Policy}
chapters: [{number: "1", title: {zh: 一, en: One}}]
clauses:
  - {id: q/1, chapter: "1", kind: rule, title: {zh: 一, en: One}, summary: {zh: 一, en: One}}
  - {id: q/1, kind: rule, title: {zh: 一, en: One}, summary: {zh: 一, en: One}}
  - {id: r/1, kind: rule, title: {zh: 一, en: One}, summary: {zh: 一, en: One}}
  - {id: q/2, chapter: "2", kind: rule, title: {zh: 一, en: One}, summary: {zh: 一, en: One}}
  - {id: q/3, kind: law-like, title: {zh: 一, en: One}, summary: {zh: 一}}
"""
    problems = problems_of(tmp_path, "", clauses__q=clauses)
    assert codes(problems) == [
        ("clause.duplicate", 7),
        ("clause.id", 8),
        ("clause.chapter", 9),
        ("choice", 10),
        ("key.missing", 10),
    ]


def test_a_later_pack_must_say_that_it_replaces(tmp_path: Path) -> None:
    lower = write_pack(
        tmp_path,
        {
            "questions/q.yaml": QUESTION,
            "rules/q.yaml": rules("- {id: a, clause: p/1, since: 2011-01-01, then: {grade: a}}"),
        },
    )
    again = "- {id: a, clause: own/1, since: 2020-01-01, then: {grade: b}}"
    nothing = "- {id: z, withdraw: 2020-01-01}"
    upper = write_pack(tmp_path, {"rules/q.yaml": rules(again + "\n" + nothing)}, "own")
    _, problems = read_packs([lower, upper])
    assert codes(list(problems)) == [("rule.duplicate", 3), ("rule.unknown", 4)]


def test_a_later_pack_can_add_to_a_question_and_replace_a_value(tmp_path: Path) -> None:
    value = "title: {zh: 值, en: V}\ntype: money\n"
    lower = write_pack(
        tmp_path,
        {
            "questions/q.yaml": QUESTION,
            "values/v.yaml": value + "values: [{since: 2011-01-01, clause: p/1, value: 200}]\n",
        },
    )
    upper = write_pack(
        tmp_path,
        {
            "questions/q.yaml": "question: complaints.commitments\nextends: true\n"
            "facts: {area: {one_of: [town, remote], title: {zh: 区域, en: area}}}\n",
            "values/v.yaml": "replace: true\n"
            "values: [{since: 2020-01-01, clause: own/1, value: 300}]\n",
        },
        "own",
    )
    pack = load_packs([lower, upper])
    assert "area" in pack.question("complaints.commitments").facts
    assert pack.value("v", dt.date(2019, 12, 31)).content == 200
    found = pack.value("v", dt.date(2020, 1, 1))
    assert (found.content, found.clause, found.pack) == (300, "own/1", "own")


def test_a_limit_by_a_fact_that_the_question_does_not_take_is_told(tmp_path: Path) -> None:
    lines = """
  - {id: a, clause: p/1, since: 2011-01-01,
     then: {respond: {by: colour, is: {red: 1h, blue: 2h}}}}
"""
    problems = problems_of(tmp_path, lines)
    assert [p.code for p in problems] == ["fact.unknown"]


def test_calendars_of_a_pack_are_read(tmp_path: Path) -> None:
    calendar = """
name: hall
title: {zh: 营业厅, en: Hall}
week: [1, 2, 3, 4, 5, 6]
hours: [{shift: ["08:30-12:00"]}]
years: {2026: {rest: [{first: 2026-01-01, last: 2026-01-03, name: {zh: 元旦, en: New Year}}]}}
"""
    pack = pack_of(tmp_path, "", calendars__hall=calendar)
    assert pack.calendars["hall"].is_working(dt.date(2026, 1, 5))
    assert not pack.calendars["hall"].is_working(dt.date(2026, 1, 2))
    problems = problems_of(tmp_path / "x", "", calendars__hall=calendar.replace("08:30", "8h"))
    assert codes(problems) == [("calendar", 2)]


def test_a_clock_names_events_of_the_vocabulary(tmp_path: Path) -> None:
    events = "events: {received: {zh: 受理, en: received}, contacted: {zh: 联系, en: contacted}}"
    problems = problems_of(tmp_path, "", vocabulary__events=events)
    assert [p.code for p in problems] == ["event.unknown"]
    assert "“solved”" in problems[0].message.en


def test_a_later_pack_adds_an_option_to_every_question_that_takes_the_fact(
    tmp_path: Path,
) -> None:
    lower = write_pack(
        tmp_path,
        {
            "vocabulary/v.yaml": "facts: {area: {one_of: [town], title: {zh: 区域, en: area}}}\n",
            "questions/q.yaml": "question: a.b\ntitle: {zh: 问, en: Q}\nfacts: {area: }\n"
            "answer: {grade: {one_of: [x], title: {zh: 级, en: grade}}}\n",
        },
    )
    more = "facts: {area: {adds: [remote], words: {remote: {zh: 远, en: remote}}}}\n"
    field = "question: a.b\nextends: true\nanswer: {grade: {adds: [y]}}\n"
    upper = write_pack(tmp_path, {"vocabulary/v.yaml": more, "questions/q.yaml": field}, "own")
    question = load_packs([lower, upper]).question("a.b")
    assert question.facts["area"].options == ("town", "remote")
    assert question.facts["area"].words["remote"].zh == "远"
    assert question.answer["grade"].options == ("x", "y")
    again = write_pack(tmp_path, {"vocabulary/v.yaml": more.replace("[remote]", "[town]")}, "no")
    assert [p.code for p in read_packs([lower, again])[1]] == ["options"]
