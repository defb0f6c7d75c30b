"""Reading a value of an answer field."""

from __future__ import annotations

from typing import Any

from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import Place, Question
from heqi.rulebook.spans import Bands, ByFact
from heqi.rulebook.values import AnswerError, FieldSpec, Limit


def read_answer(read: Reader, node: Node, spec: FieldSpec) -> Any:
    """A value of a field, or None after its fault was reported."""
    try:
        return spec.read(_raw(node, spec))
    except AnswerError as error:
        code = "limit" if spec.kind == "limit" else "answer.value"
        read.bad(code, node.place, error.message.zh, error.message.en)
        return None


def _raw(node: Node, spec: FieldSpec) -> Any:
    codes = spec.kind in ("one_of", "some_of", "posts", "code", "codes")
    if codes and node.kind == "list":
        return [item.text if item.kind == "scalar" else item.plain() for item in node.items]
    if node.kind == "scalar" and (codes or spec.kind == "text"):
        return node.text
    return node.plain()


def check_limit_facts(read: Reader, place: Place, value: Any, question: Question) -> None:
    """A limit that depends on a fact depends on a fact of the question."""
    if isinstance(value, tuple):
        for item in value:
            check_limit_facts(read, place, item, question)
    if not isinstance(value, Limit):
        return
    if isinstance(value, ByFact | Bands) and value.fact not in question.facts:
        read.unknown("fact.unknown", place, ("事实", "fact"), value.fact, question.facts)
    for name in ("limit", "limits", "lower", "upper", "other"):
        check_limit_facts(read, place, getattr(value, name, None), question)
    for name in ("rows", "bands"):
        for row in getattr(value, name, ()):
            check_limit_facts(read, place, row.limit, question)
    for _, limit in getattr(value, "table", ()):
        check_limit_facts(read, place, limit, question)
