"""Each structure of a compendium, read from an invented one."""

from __future__ import annotations

from collections import Counter

import pytest

from heqi.policies.reader import Clause, Compendium, read_compendium

from .synthetic import compendium_text


@pytest.fixture(scope="module")
def read() -> Compendium:
    return read_compendium(compendium_text().encode(), "汇编.txt")


@pytest.fixture(scope="module")
def clauses(read: Compendium) -> dict[str, Clause]:
    return {clause.ref: clause for clause in read.walk()}


def test_policies_are_known_by_their_names(read):
    present = [p.key for p in read.policies if p.state in ("present", "incomplete")]
    assert present == [
        "framework",
        "inspection",
        "tiering",
        "authority",
        "conduct",
        "data-entry",
        "callback",
    ]


def test_every_line_goes_to_exactly_one_place(read):
    lines = {n for n, text in enumerate(compendium_text().split("\n"), 1) if text.strip()}
    assert {line for line, _ in read.account} == lines
    places = [a.line for a in read.boilerplate]
    places += [p.line for p in read.policies if p.state in ("present", "incomplete")]
    in_tables = {n for t in read.tables for r in t.rows for n in r.lines}
    places += [n for t in read.tables for n in t.header_lines] + list(in_tables)
    places += [n for f in read.forms for n in f.lines]
    places += [n for c in read.walk() for n in c.lines]
    assert [line for line, times in Counter(places).items() if times > 1] == []
    assert set(places) == lines


def test_numbers_nest_and_lists_hang_on_their_clause(clauses):
    assert clauses["tiering/6.1(5)"].text.startswith("投诉以后2小时")
    assert [c.number for c in clauses["tiering/6.1"].children][-1] == "(5)"
    assert clauses["framework/5.2.1.2"].number == "5.2.1.2"
    assert [c.number for c in clauses["authority/1.2"].children] == ["①", "②", "③"]


def test_a_heading_and_the_paragraph_below_it_are_one_clause(clauses):
    assert clauses["inspection/1.1"].title == "目的"
    assert clauses["inspection/1.1"].text == "目的\n让检查成为习惯,让问题早些露头。"


def test_a_paragraph_before_the_first_number_opens_the_policy(clauses):
    assert clauses["framework/5.0"].number is None
    assert clauses["framework/5.0"].text.startswith("规章写得明白")


def test_a_misprinted_number_is_kept_and_placed_in_sequence(clauses):
    assert clauses["data-entry/7.2"].number == "3.2"
    assert clauses["data-entry/7.2"].placed == "7.2"


def test_an_unnumbered_paragraph_stays_in_its_place(clauses):
    refs = [c.ref for c in clauses["conduct/2.1.1"].children]
    assert refs == [f"conduct/2.1.1{x}" for x in ("(1)", "(2)", "-team", "(3)")]


def test_posts_before_a_colon_become_entries(clauses):
    assert [
        c.ref.partition("-")[2].partition("-")[2] for c in clauses["data-entry/5"].children
    ] == [
        "clerk",
        "agent",
        "reader",
        "order-clerk",
        "master",
    ]


def test_the_members_of_a_definition_are_parts_with_their_place(clauses):
    clause = clauses["tiering/4.1"]
    assert [p.ref.removeprefix("tiering/4.1-") for p in clause.parts] == [
        "officials",
        "supervising-departments",
        "supervisors",
        "government",
        "media",
        "large-users",
    ]
    assert all(clause.text[p.start : p.end] == p.text for p in clause.parts)


def test_the_lost_authority_table_is_proposed_as_a_grid(read):
    table = next(t for t in read.tables if t.clause == "authority/3")
    assert [c.key for c in table.columns][:4] == ["kind", "matter", "standard", "process"]
    assert [r.ref.removeprefix("authority/3-") for r in table.rows] == [
        "permission-1",
        "permission-2",
        "permission-3",
        "permission-4",
        "waiver-1",
        "bearing-1",
        "priority-1",
    ]
    merged = table.rows[3]
    assert merged.cells[1].text == "多部门一起办的项目"
    assert merged.cells[1].confidence < table.rows[2].cells[1].confidence
    assert merged.cells[6].text == "管网运行部主任"
    assert not table.confirmed
    assert table.doubts


def test_steps_are_rows_named_by_their_number(read, clauses):
    table = next(t for t in read.tables if t.clause == "tiering/7.2")
    assert [r.ref for r in table.rows] == [f"tiering/7.2-{n}" for n in (10, 20, 30)]
    assert table.rows[1].cells[3].text.startswith("市场部、管网运行部")
    assert clauses["tiering/7.2-10"].kind == "step"


def test_the_register_of_required_policies_is_a_grid_of_four_columns(read):
    table = next(t for t in read.tables if t.clause == "framework/5.3")
    row = next(r for r in table.rows if r.ref == "framework/5.3-data-entry")
    assert row.cells[1].text.count("\n") == 1
    assert row.cells[2].text.count("\n") == 2
    assert row.cells[2].confidence < table.rows[0].cells[2].confidence
    assert table.columns[3].key == "approval"


def test_forms_have_fields_signatures_and_notes(read):
    forms = {f.ref: f for f in read.forms}
    assert set(forms) == {"inspection/form-1", "authority/form-1", "conduct/form-1"}
    assert forms["inspection/form-1"].title == "窗口服务检查表"
    assert [n.ref for n in forms["authority/form-1"].notes] == [
        "authority/form-1-note1",
        "authority/form-1-note2",
    ]
    assert [n.ref for n in forms["conduct/form-1"].notes] == ["conduct/form-1-note"]
    kinds = {f.label: f.kind for f in forms["authority/form-1"].fields}
    assert kinds["填报日期"] == "date"
    assert kinds["经办人"] == "signature"


def test_notes_and_definitions_in_full_width_punctuation_divide_alike():
    wide = compendium_text().translate(str.maketrans(",;:()", "，；：（）"))
    read = read_compendium(wide.encode(), "汇编.txt")
    again = read_compendium(compendium_text().encode(), "汇编.txt")
    assert [n.ref for f in read.forms for n in f.notes] == [
        n.ref for f in again.forms for n in f.notes
    ]
    assert [c.ref for c in read.walk()] == [c.ref for c in again.walk()]
    assert [p.ref for c in read.walk() for p in c.parts] == [
        p.ref for c in again.walk() for p in c.parts
    ]


def test_labelled_entries_whose_lines_were_wrapped_stay_apart():
    wrapped = compendium_text().replace(
        "录入购气、缴费和换表", "录入购气、缴费和换表，\n以及过户、更名时留下的资料"
    )
    read = read_compendium(wrapped.encode(), "汇编.txt")
    entries = {c.ref: c.text for c in read.walk() if c.ref.startswith("data-entry/5-")}
    assert len(entries) == 5
    assert entries["data-entry/5-clerk"].endswith("换表，以及过户、更名时留下的资料")


def test_notices_cover_and_contents_are_set_aside_with_a_reason(read):
    kinds = Counter(a.kind for a in read.boilerplate)
    assert kinds == {"notice": 4, "cover": 5, "contents": 9}
    assert all(a.reason.zh and a.reason.en for a in read.boilerplate)
