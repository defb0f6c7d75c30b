"""Reading examples that must hold."""

from __future__ import annotations

from typing import Any

from heqi.rulebook.loader.answers import read_answer
from heqi.rulebook.loader.citing import cited
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import Case
from heqi.rulebook.values import Frozen, freeze

STATUSES = ("answered", "no_rule", "conflict", "missing")
CASE_KEYS = (
    "name",
    "question",
    "on",
    "facts",
    "expect",
    "expect_status",
    "expect_missing",
    "expect_clauses",
)


def read_cases(read: Reader, shelf: Shelf, node: Node, question_id: str) -> None:
    """A document of cases/: a list of examples; the path names the question unless a case does."""
    items = node.items
    if node.kind == "map":
        found = read.map(node, "cases", ("question", "cases"), ("cases",)) or {}
        question_id = read.text(found.get("question"), "question") or question_id
        items = read.items(found.get("cases"), "cases")
    for item in items:
        _case(read, shelf, item, question_id)


def _case(read: Reader, shelf: Shelf, node: Node, question_id: str) -> None:
    before = read.sink.errors
    found = read.map(node, "case", CASE_KEYS, ("name", "on"))
    if found is None:
        return
    question_id = read.text(found.get("question"), "question") or question_id
    question = shelf.questions.get(question_id)
    if question is None:
        read.unknown(
            "question.unknown", node.place, ("问题", "question"), question_id, shelf.questions
        )
        return
    name = read.text(found.get("name"), "name")
    on = read.date(found.get("on"), "on")
    if "on" in found and found["on"].is_null:
        read.bad("date", node.place, "“on”不能为空。", "“on” is empty.")
    facts = read.map(found["facts"], "facts") if "facts" in found else None
    given: dict[str, Any] = {}
    for key, item in (facts or {}).items():
        spec = question.facts.get(key)
        if spec is None:
            read.unknown("fact.unknown", item.place, ("事实", "fact"), key, question.facts)
            continue
        raw = item.plain()
        given[key] = item.text if spec.kind in ("one_of", "text") and item.kind == "scalar" else raw
        if raw is not None:
            try:
                spec.read(given[key])
            except ValueError as error:
                message = error.message  # type: ignore[attr-defined]
                read.bad("fact.value", item.place, message.zh, message.en)
    expected = read.map(found["expect"], "expect") if "expect" in found else None
    expect: dict[str, Any] = {}
    for key, item in (expected or {}).items():
        field = question.answer.get(key)
        if field is None:
            read.unknown(
                "answer.unknown", item.place, ("答案字段", "answer field"), key, question.answer
            )
        elif item.is_null:
            expect[key] = None
        elif field.combine == "clocks" and item.kind == "list":
            limits = [read_answer(read, part, field) for part in item.items]
            expect[key] = tuple(limit for limit in limits if limit is not None)
        else:
            expect[key] = read_answer(read, item, field)
    if name is None or on is None:
        return
    missing = found.get("expect_missing")
    default = "missing" if missing is not None else "answered"
    clauses = tuple(
        clause
        for item in read.items(found.get("expect_clauses"), "expect_clauses")
        if (clause := cited(read, shelf, item)) is not None
    )
    status = read.choice(found.get("expect_status"), "expect_status", STATUSES, default)
    unmet = read.codes(missing, "expect_missing") if missing is not None else None
    if read.sink.errors > before:
        return
    shelf.cases.append(
        Case(
            name=name,
            question=question.id,
            on=on,
            facts=Frozen({key: freeze(raw) for key, raw in given.items()}),
            expect=Frozen(expect),
            expect_status=status,
            expect_missing=unmet,
            expect_clauses=clauses,
            pack=read.pack,
            place=node.place,
        )
    )
