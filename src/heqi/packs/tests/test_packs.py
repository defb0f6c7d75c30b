"""The packs that come with Heqi: sound, complete, bilingual, and every clause shown at work."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from heqi.rulebook.checks import check, check_reading, run_case
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.loader import PackFiles, lay, read_packs
from heqi.rulebook.pack import Case, Pack
from heqi.rulebook.spans import AtEvent, From
from heqi.rulebook.values import Frozen, Words

HERE = Path(__file__).parent
PACKS = HERE.parent
PACK, PROBLEMS = read_packs([PACKS / "law", PACKS / "citygas"])
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
assert PACK is not None, PROBLEMS
pack: Pack = PACK


def without(clause: str) -> Pack:
    """The pack with every rule and every dated figure of a clause taken out."""
    rules = {
        question: tuple(rule for rule in found if rule.clause != clause)
        for question, found in pack.rules.items()
    }
    values = {
        name: dataclasses.replace(
            value, entries=tuple(entry for entry in value.entries if entry.clause != clause)
        )
        for name, value in pack.values.items()
    }
    return dataclasses.replace(
        pack,
        rules=Frozen(rules),
        values=Frozen(values),
        sha256=f"{pack.sha256} without {clause}",
        memo={},
    )


def questions_of(clause: str) -> set[str]:
    """The questions that are decided by a clause, through its rules or its figures."""
    figures = {
        value.id
        for value in pack.values.values()
        if any(entry.clause == clause for entry in value.entries)
    }
    return {
        question
        for question, rules in pack.rules.items()
        for rule in rules
        if rule.clause == clause or figures & set(rule.values_used())
    }


# Every clause that decides something, as a parameter that carries its mark.
BEARING = [
    pytest.param(clause, id=clause, marks=pytest.mark.clause(clause))
    for clause in pack.clauses
    if questions_of(clause)
]


def cases_of(question: str) -> list[Case]:
    return [case for case in pack.cases if case.question == question]


def told(words: Words) -> bool:
    return bool(words.zh.strip() and words.en.strip())


def test_the_packs_load_without_a_problem() -> None:
    assert PROBLEMS == ()


def test_the_checks_find_neither_error_nor_warning() -> None:
    found = [p for p in check(pack) if p.severity != "info"]
    assert [f"{p.file}:{p.line} {p.message.en}" for p in found] == []


def test_the_clauses_are_those_of_the_compendium() -> None:
    frozen = (HERE / "clause_ids.txt").read_text(encoding="utf-8").splitlines()
    ours = [f"{c.id}\t{c.kind}" for c in pack.clauses.values() if c.pack == "citygas"]
    assert len(frozen) == 265
    assert sorted(ours) == sorted(frozen)


def test_every_clause_and_policy_speaks_both_languages() -> None:
    silent = [c.id for c in pack.clauses.values() if not (told(c.title) and told(c.summary))]
    silent += [p.id for p in pack.policies.values() if not (told(p.title) and told(p.short))]
    assert silent == []


def test_chinese_text_keeps_full_width_punctuation() -> None:
    texts = [(c.id, text) for c in pack.clauses.values() for text in (c.title.zh, c.summary.zh)]
    texts += [(r.id, r.basis.zh) for rules in pack.rules.values() for r in rules if r.basis]
    assert [(name, text) for name, text in texts if HALF_WIDTH.search(text)] == []


def test_every_fact_and_answer_can_be_said() -> None:
    dumb = []
    for question in pack.questions.values():
        for spec in (*question.facts.values(), *question.answer.values()):
            if spec.title.zh == spec.name or not told(spec.title):
                dumb.append(f"{question.id}.{spec.name}")
            codes = spec.options if spec.kind in ("one_of", "some_of") else ()
            dumb.extend(
                f"{question.id}.{spec.name}={code}"
                for code in codes
                if code not in spec.words and not re.fullmatch(r"[A-Z]|[0-9.]+", code)
            )
    assert dumb == []


def test_every_figure_the_company_sets_says_why_it_is_proposed() -> None:
    silent = [
        f"{question}/{rule.id}"
        for question, rules in pack.rules.items()
        for rule in rules
        if rule.mark == "company_set" and not (rule.basis and told(rule.basis) and rule.source)
    ]
    assert silent == []


def test_every_clause_of_the_kind_rule_decides_something() -> None:
    idle = [
        c.id
        for c in pack.clauses.values()
        if c.kind == "rule" and c.pack == "citygas" and not questions_of(c.id)
    ]
    assert idle == []


def test_every_clock_can_be_kept_and_every_event_has_a_name() -> None:
    nameless = set()
    for question in pack.questions.values():
        for spec in question.answer.values():
            if spec.clock:
                clock = parse_clock({"clock": spec.name, **spec.clock})
                happenings = (*clock.start, *clock.stop, *clock.cancel, *clock.pause, *clock.resume)
                nameless |= {when.kind for when in (*happenings, *clock.reopen)}
    for rules in pack.rules.values():
        for rule in rules:
            for term in rule.then.values():
                if isinstance(term, From):
                    nameless |= set(term.events)
                elif isinstance(term, AtEvent):
                    nameless.add(term.event)
    assert sorted(nameless - set(pack.events)) == []


@pytest.mark.parametrize("question", sorted(pack.questions))
def test_the_cases_of_a_question_hold(question: str) -> None:
    cases = cases_of(question)
    assert cases, "a question needs a case"
    assert {case.name: wrong for case in cases if (wrong := run_case(pack, case)[1])} == {}


@pytest.mark.parametrize("clause", BEARING)
def test_without_its_clause_a_case_fails(clause: str) -> None:
    """In every question that the clause helps to decide the answer itself must change, not only
    the list of clauses it cites."""
    poorer = without(clause)
    unmoved = []
    for question in sorted(questions_of(clause)):
        cases = [dataclasses.replace(case, expect_clauses=()) for case in cases_of(question)]
        assert not any(run_case(pack, case)[1] for case in cases)
        if not any(run_case(poorer, case)[1] for case in cases):
            unmoved.append(question)
    assert unmoved == []


@pytest.mark.clause("gas-regulation/29")
def test_a_promise_below_a_legal_floor_is_refused() -> None:
    table = pack.values["service/base"]
    (entry,) = table.entries
    slow = Frozen({**entry.content, "enquiry": Frozen({"answer": "6 working days"})})
    poorer = dataclasses.replace(
        pack,
        values=Frozen(
            {
                **pack.values,
                table.id: dataclasses.replace(
                    table, entries=(dataclasses.replace(entry, content=slow),)
                ),
            }
        ),
        sha256="slow answers",
        memo={},
    )
    below = [p for p in check(poorer) if p.code.startswith("floor")]
    assert [p.severity for p in below] == ["error"]
    assert "5" in below[0].message.en


def test_the_callback_script_asks_what_it_lists_for_every_business() -> None:
    ((script,),) = [found for name, (_, found) in pack.data.items() if name == "callbacks/script"]
    codes = {question["code"] for question in script["questions"]}
    businesses = set(pack.question("callbacks.plan").facts["business"].options)
    assert set(script["businesses"]) - {"default"} <= businesses
    assert {code for asked in script["businesses"].values() for code in asked} <= codes


def test_the_posts_that_sign_and_enter_are_posts() -> None:
    _, (forms,) = pack.data["forms/forms"]
    _, (entry,) = pack.data["entry/posts"]
    named = {signature["post"] for form in forms for signature in form["signatures"]}
    named |= {row["post"] for row in entry}
    assert named <= set(pack.posts)


@pytest.mark.clause("framework/5.2.1.5")
def test_a_policy_query_that_has_a_reading_names_its_question() -> None:
    _, (queries,) = pack.data["policies/queries"]
    readings = {query["reading"] for query in queries if "reading" in query}
    assert readings <= set(pack.questions)
    assert len({query["code"] for query in queries}) == len(queries)


def test_a_pack_laid_over_what_was_read_is_as_if_all_were_read_anew() -> None:
    packs = [PACKS / "law", PACKS / "citygas"]
    head = "id: ours\ntitle: {zh: 本公司, en: Ours}\nversion: '1'\nrequires: [citygas]\n"
    rules = (
        "question: complaints.commitments\nrules:\n"
        "  - {id: ours, clause: complaint/limits, since: 2026-12-01,\n"
        "     when: [{fact: tier, is: standard}], then: {respond: 20min}}\n"
    )
    facts = "facts:\n  snow: {type: boolean, title: {zh: 下雪, en: snow}}\n"
    below = lay(packs)
    check_reading(below.reading)
    for place, text in (("rules/ours.yaml", rules), ("vocabulary/ours.yaml", facts)):
        ours = PackFiles("ours", (("pack.yaml", head), (place, text)))
        over, anew = below.over(ours).reading, lay([*packs, ours]).reading
        assert over.pack == anew.pack
        assert over.problems == anew.problems
        assert check_reading(over) == check_reading(anew)
