"""References from rules to dated values: they must exist and fit the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heqi.rulebook.loader.answers import check_limit_facts
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import OTHERWISE, Dated, Place, Question, Value
from heqi.rulebook.values import AnswerError, FieldSpec


def implied_key(value: Value, name: str) -> str | None:
    """A reference from a field to an entry of several fields means the field of its name."""
    for _, leaf in _leaves(value):
        return name if isinstance(leaf, Mapping) and name in leaf else None
    return None


def _leaves(value: Value) -> list[tuple[Dated, Any]]:
    found: list[tuple[Dated, Any]] = []

    def walk(entry: Dated, content: Any, depth: int) -> None:
        if depth and isinstance(content, Mapping):
            for item in content.values():
                walk(entry, item, depth - 1)
        else:
            found.append((entry, content))

    for entry in value.entries:
        walk(entry, entry.content, len(value.by))
    return found


def read_ref(
    read: Reader,
    shelf: Shelf,
    node: Node,
    question: Question,
    spec: FieldSpec | None,
    key: str | None,
) -> str | None:
    """A reference to a dated value: it must exist, fit the question's facts and its fields."""
    value_id = read.text(node, "value")
    if value_id is None:
        return None
    value = shelf.values.get(value_id)
    if value is None:
        read.unknown("value.unknown", node.place, ("取值", "value"), value_id, shelf.values)
        return None
    sound = True
    for name in value.by:
        fact = question.facts.get(name)
        if fact is None:
            read.bad(
                "value.fact",
                node.place,
                f"取值“{value_id}”按“{name}”查表，而问题“{question.id}”没有这个事实。",
                f"The value “{value_id}” is looked up by “{name}”, which is no fact of "
                f"“{question.id}”.",
            )
            sound = False
        elif fact.kind not in ("one_of", "boolean"):
            read.bad(
                "value.fact",
                node.place,
                f"只能按选项类事实查表，“{name}”不是。",
                f"A table is looked up by facts with options; “{name}” is not one.",
            )
            sound = False
    if sound:
        _check_keys(read, value, question)
    for entry, leaf in _leaves(value):
        _check_leaf(read, entry, leaf, question, spec, key, value_id)
    return value_id if sound else None


def _check_keys(read: Reader, value: Value, question: Question) -> None:
    def walk(entry: Dated, content: Any, names: tuple[str, ...]) -> None:
        if not names or not isinstance(content, Mapping):
            return
        spec = question.facts[names[0]]
        options = spec.options or ("true", "false")
        for code, item in content.items():
            if code not in (*options, OTHERWISE):
                read.unknown(
                    "fact.value",
                    entry.place,
                    (f"“{names[0]}”的取值", f"value of “{names[0]}”"),
                    code,
                    options,
                )
            walk(entry, item, names[1:])

    for entry in value.entries:
        walk(entry, entry.content, value.by)


def _check_leaf(
    read: Reader,
    entry: Dated,
    leaf: Any,
    question: Question,
    spec: FieldSpec | None,
    key: str | None,
    value_id: str,
) -> None:
    if spec is not None:
        if isinstance(leaf, Mapping) and (key or spec.name) in leaf:
            leaf = leaf[key or spec.name]
        elif key is not None:
            read.unknown(
                "value.key",
                entry.place,
                ("键", "key"),
                key,
                leaf if isinstance(leaf, Mapping) else (),
            )
            return
        _try(read, entry.place, spec, leaf, question)
    elif not isinstance(leaf, Mapping):
        read.bad(
            "value.form",
            entry.place,
            f"取值“{value_id}”在此应给出若干答案字段。",
            f"The value “{value_id}” must give answer fields here.",
        )
    else:
        for name, raw in leaf.items():
            if name not in question.answer:
                read.unknown(
                    "answer.unknown",
                    entry.place,
                    ("答案字段", "answer field"),
                    name,
                    question.answer,
                )
            else:
                _try(read, entry.place, question.answer[name], raw, question)


def _try(read: Reader, place: Place, spec: FieldSpec, raw: Any, question: Question) -> None:
    try:
        check_limit_facts(read, place, spec.read(raw), question)
    except AnswerError as error:
        code = "limit" if spec.kind == "limit" else "answer.value"
        read.bad(code, place, error.message.zh, error.message.en)
