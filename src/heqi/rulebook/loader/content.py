"""Reading what a pack decides with: dated values, rules, floors and cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from heqi.rulebook.loader.conditions import read_conditions
from heqi.rulebook.loader.declarations import Shelf, read_field
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import (
    MARKS,
    OTHERWISE,
    Case,
    Dated,
    Floor,
    Place,
    Question,
    Ref,
    Rule,
    Value,
)
from heqi.rulebook.spans import Bands, ByFact
from heqi.rulebook.values import AnswerError, FieldSpec, Frozen, Limit, Words, freeze

SOURCES = ("S", "L", "P", "J")
STATUSES = ("answered", "no_rule", "conflict", "missing")


def _clause(read: Reader, shelf: Shelf, node: Node | None) -> str | None:
    clause = read.text(node, "clause")
    if clause is not None and node is not None and clause not in shelf.clauses:
        read.unknown("clause.unknown", node.place, ("条款", "clause"), clause, shelf.clauses)
    return clause


def _mark(read: Reader, shelf: Shelf, node: Node | None, clause: str, set_by: str | None) -> str:
    found = shelf.clauses.get(clause)
    owner = found.pack if found else read.pack
    default = next((info.mark for info in shelf.infos if info.id == owner), "clause")
    return read.choice(node, "mark", MARKS, "company_set" if set_by else default)


# --- values ---------------------------------------------------------------------------------


VALUE_KEYS = (
    "title",
    "by",
    "values",
    "type",
    "one_of",
    "some_of",
    "unit",
    "words",
    "fields",
    "replace",
    "withdraw",
)
ENTRY_KEYS = ("since", "until", "clause", "set_by", "mark", "table", "value")


def read_value(read: Reader, shelf: Shelf, node: Node, value_id: str) -> None:
    """A document of values/: one dated value, or a change of a lower pack's one."""
    found = read.map(node, "value", VALUE_KEYS)
    if found is None:
        return
    earlier = shelf.values.get(value_id)
    changes = read.flag(found.get("replace"), "replace")
    if "withdraw" in found:
        if earlier is None:
            read.unknown("value.unknown", node.place, ("取值", "value"), value_id, shelf.values)
        elif (since := read.date(found["withdraw"], "withdraw")) is not None:
            shelf.values[value_id] = replace(earlier, entries=_cut(earlier.entries, since))
        return
    if earlier is not None and not changes:
        read.bad(
            "value.duplicate",
            node.place,
            f"取值“{value_id}”已经存在；要替换请写 replace: true。",
            f"The value “{value_id}” exists already; write replace: true to replace it.",
        )
        return
    if changes and earlier is None:
        read.unknown("value.unknown", node.place, ("取值", "value"), value_id, shelf.values)
        return
    fields: dict[str, FieldSpec] = dict(earlier.fields) if earlier else {}
    for name, item in (
        read.map(found["fields"], "fields") or {} if "fields" in found else {}
    ).items():
        spec = read_field(read, shelf, name, item, "agree")
        if spec is not None:
            fields[name] = spec
    if {"type", "one_of", "some_of"} & set(found):
        kinds = ("type", "one_of", "some_of", "unit", "words")
        own = Node("map", node.place, pairs=[(k, found[k]) for k in kinds if k in found])
        spec = read_field(read, shelf, "content", own, "agree")
        if spec is not None:
            fields[""] = spec
    by = read.codes(found["by"], "by") if "by" in found else earlier.by if earlier else ()
    entries = []
    for item in read.items(found.get("values"), "values"):
        entry = _entry(read, shelf, item, by, fields)
        if entry is not None:
            entries.append(entry)
    if not entries:
        read.bad(
            "value.empty",
            node.place,
            f"取值“{value_id}”没有任何条目（values）。",
            f"The value “{value_id}” has no entries (values).",
        )
        return
    for entry in _overlapping(entries):
        read.bad(
            "time.overlap",
            entry.place,
            f"取值“{value_id}”的两个条目在时间上重叠。",
            f"Two entries of the value “{value_id}” overlap in time.",
        )
    title = read.words(found["title"], "title") if "title" in found else None
    kept = _cut(earlier.entries, min(e.since for e in entries)) if earlier else ()
    shelf.values[value_id] = Value(
        id=value_id,
        title=title or (earlier.title if earlier else Words(value_id, value_id)),
        by=by,
        entries=(*kept, *_closed(entries)),
        fields=Frozen(fields),
        pack=read.pack,
        place=node.place,
    )


def _cut(entries: tuple[Any, ...], since: dt.date) -> tuple[Any, ...]:
    """Dated things up to `since`: what a later pack replaces never changes the past."""
    kept = []
    for entry in entries:
        if entry.since < since:
            until = since if entry.until is None or entry.until > since else entry.until
            kept.append(replace(entry, until=until))
    return tuple(kept)


def _closed(entries: list[Any]) -> tuple[Any, ...]:
    """An open entry ends where the next begins."""
    ordered = sorted(entries, key=lambda entry: entry.since)
    for number, entry in enumerate(ordered[:-1]):
        if entry.until is None:
            ordered[number] = replace(entry, until=ordered[number + 1].since)
    return tuple(ordered)


def _overlapping(entries: list[Any]) -> list[Any]:
    ordered = sorted(entries, key=lambda entry: entry.since)
    return [
        after
        for before, after in pairwise(ordered)
        if after.since == before.since or (before.until and after.since < before.until)
    ]


def _entry(
    read: Reader, shelf: Shelf, node: Node, by: tuple[str, ...], fields: Mapping[str, FieldSpec]
) -> Dated | None:
    found = read.map(node, "values", ENTRY_KEYS, ("since", "clause"))
    if found is None:
        return None
    since, until = read.period(found, node.place, "values")
    clause = _clause(read, shelf, found.get("clause"))
    key = "table" if by else "value"
    other = "value" if by else "table"
    if key not in found or other in found:
        read.bad(
            "value.form",
            node.place,
            f"{'有 by 的' if by else '没有 by 的'}取值应写 {key}，而不是 {other}。",
            f"A value {'with' if by else 'without'} “by” has “{key}”, not “{other}”.",
        )
        return None
    _check_table(read, found[key], len(by), fields)
    if since is None or clause is None:
        return None
    set_by = read.text(found.get("set_by"), "set_by")
    mark = _mark(read, shelf, found.get("mark"), clause, set_by)
    content = freeze(found[key].plain())
    return Dated(since, until, clause, mark, set_by, content, read.pack, node.place)


def _check_table(read: Reader, node: Node, depth: int, fields: Mapping[str, FieldSpec]) -> None:
    if depth:
        for item in (read.map(node, "table") or {}).values():
            _check_table(read, item, depth - 1, fields)
    elif "" in fields:
        _field(read, node, fields[""])
    elif fields:
        for name, item in (read.map(node, "table", tuple(fields)) or {}).items():
            _field(read, item, fields[name])


def _field(read: Reader, node: Node, spec: FieldSpec) -> Any:
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


# --- rules ----------------------------------------------------------------------------------

RULE_KEYS = (
    "id",
    "excepts",
    "clause",
    "since",
    "until",
    "when",
    "then",
    "mark",
    "basis",
    "source",
    "replace",
    "withdraw",
)


def read_rules(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of rules/: rules of one question, new or changing those of lower packs."""
    found = read.map(node, "rules", ("question", "rules", "title"), ("question", "rules"))
    question_id = read.text(found.get("question"), "question") if found else None
    if found is None or question_id is None:
        return
    question = shelf.questions.get(question_id)
    if question is None:
        read.unknown(
            "question.unknown",
            found["question"].place,
            ("问题", "question"),
            question_id,
            shelf.questions,
        )
        return
    rules = shelf.rules.setdefault(question_id, [])
    for item in read.items(found.get("rules"), "rules"):
        _rule(read, shelf, item, question, rules)


def _rule(read: Reader, shelf: Shelf, node: Node, question: Question, rules: list[Rule]) -> None:
    found = read.map(node, "rule", RULE_KEYS, ("id",))
    rule_id = read.code(found.get("id"), "id") if found else None
    if found is None or rule_id is None:
        return
    lower = [rule for rule in rules if rule.id == rule_id and rule.pack != read.pack]
    changes = read.flag(found.get("replace"), "replace")
    if (changes or "withdraw" in found) and not lower:
        read.bad(
            "rule.unknown",
            node.place,
            f"下层政策包中没有规则“{rule_id}”可供替换或撤回。",
            f"No lower pack has a rule “{rule_id}” to replace or withdraw.",
        )
        return
    if "withdraw" in found:
        since = read.date(found["withdraw"], "withdraw")
        if since is not None:
            _change(rules, rule_id, read.pack, since)
        return
    if lower and not changes:
        read.bad(
            "rule.duplicate",
            node.place,
            f"规则“{rule_id}”在“{lower[0].pack}”中已经存在；要替换请写 replace: true。",
            f"The rule “{rule_id}” exists in “{lower[0].pack}”; write replace: true to replace it.",
        )
        return
    for key in ("clause", "since", "then"):
        if key not in found:
            code = "rule.uncited" if key == "clause" else "key.missing"
            read.bad(
                code,
                node.place,
                f"规则“{rule_id}”缺少“{key}”。",
                f"The rule “{rule_id}” lacks “{key}”.",
            )
    since, until = read.period(found, node.place, rule_id)
    clause = _clause(read, shelf, found.get("clause"))
    when = read_conditions(read, found.get("when"), question.facts)
    then, spread = _then(read, shelf, found.get("then"), question)
    source = read.choice(found.get("source"), "source", SOURCES, "") or None
    basis = read.words(found["basis"], "basis") if "basis" in found else None
    if since is None or clause is None or "then" not in found:
        return
    if changes:
        _change(rules, rule_id, read.pack, since)
    rules.append(
        Rule(
            id=rule_id,
            question=question.id,
            clause=clause,
            since=since,
            until=until,
            then=then,
            spread=spread,
            when=when,
            excepts=read.codes(found.get("excepts"), "excepts"),
            mark=_mark(read, shelf, found.get("mark"), clause, None),
            basis=basis,
            source=source,
            pack=read.pack,
            replaces=lower[-1].pack if lower else None,
            place=node.place,
        )
    )


def _change(rules: list[Rule], rule_id: str, pack: str, since: dt.date) -> None:
    """End a lower pack's rule at `since`."""
    ended: list[Rule] = []
    for rule in rules:
        if rule.id == rule_id and rule.pack != pack:
            ended.extend(_cut((rule,), since))
        else:
            ended.append(rule)
    rules[:] = ended


def _then(
    read: Reader, shelf: Shelf, node: Node | None, question: Question
) -> tuple[Frozen, tuple[str, ...]]:
    if node is None:
        return Frozen(), ()
    found = read.map(node, "then")
    spread: list[str] = []
    then: dict[str, Any] = {}
    if found is not None and not found:
        read.bad("then.empty", node.place, "then 没有内容。", "“then” is empty.")
    for name, item in (found or {}).items():
        if name == "value":
            for value in read.items(item, "value"):
                value_id = _ref(read, shelf, value, question, None, None)
                if value_id:
                    spread.append(value_id)
            continue
        spec = question.answer.get(name)
        if spec is None:
            read.unknown(
                "answer.unknown", item.place, ("答案字段", "answer field"), name, question.answer
            )
            continue
        keys = {key for key, _ in item.pairs} if item.kind == "map" else set()
        if "value" in keys and keys <= {"value", "key"}:
            parts = dict(item.pairs)
            key = read.text(parts.get("key"), "key")
            value_id = _ref(read, shelf, parts["value"], question, spec, key)
            if value_id:
                then[name] = Ref(value_id, key or _implied(shelf.values[value_id], name))
            continue
        value = _field(read, item, spec)
        if value is not None:
            then[name] = value
            _limit_facts(read, item.place, value, question)
    return Frozen(then), tuple(spread)


def _implied(value: Value, name: str) -> str | None:
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


def _ref(
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
        _limit_facts(read, place, spec.read(raw), question)
    except AnswerError as error:
        code = "limit" if spec.kind == "limit" else "answer.value"
        read.bad(code, place, error.message.zh, error.message.en)


def _limit_facts(read: Reader, place: Place, value: Any, question: Question) -> None:
    """A limit that depends on a fact depends on a fact of the question."""
    if isinstance(value, tuple):
        for item in value:
            _limit_facts(read, place, item, question)
    if not isinstance(value, Limit):
        return
    if isinstance(value, ByFact | Bands) and value.fact not in question.facts:
        read.unknown("fact.unknown", place, ("事实", "fact"), value.fact, question.facts)
    for name in ("limit", "limits", "lower", "upper", "other"):
        _limit_facts(read, place, getattr(value, name, None), question)
    for name in ("rows", "bands"):
        for row in getattr(value, name, ()):
            _limit_facts(read, place, row.limit, question)
    for _, limit in getattr(value, "table", ()):
        _limit_facts(read, place, limit, question)


# --- floors ---------------------------------------------------------------------------------

FLOOR_KEYS = (
    "id",
    "question",
    "field",
    "clause",
    "since",
    "until",
    "when",
    "at_least",
    "at_most",
    "severity",
    "text",
)


def read_floors(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of floors/: what a commitment may not fall below.

    A floor of a question that no pack declares is kept for the packs that will declare it.
    """
    found = read.map(node, "floors", ("floors",), ("floors",))
    for item in read.items(found.get("floors") if found else None, "floors"):
        _floor(read, shelf, item)


def _floor(read: Reader, shelf: Shelf, node: Node) -> None:
    found = read.map(
        node, "floor", FLOOR_KEYS, ("id", "question", "field", "clause", "since", "text")
    )
    if found is None:
        return
    floor_id = read.code(found.get("id"), "id")
    clause = _clause(read, shelf, found.get("clause"))
    since, until = read.period(found, node.place, "floor")
    question_id = read.text(found.get("question"), "question")
    field_name = read.text(found.get("field"), "field")
    severity = read.choice(found.get("severity"), "severity", ("error", "warning"), "error")
    text = read.words(found.get("text"), "text")
    bounds = [key for key in ("at_least", "at_most") if key in found]
    if len(bounds) != 1:
        read.bad(
            "floor.form",
            node.place,
            "底线应写明 at_least 或 at_most 之一。",
            "A floor states either at_least or at_most.",
        )
        return
    question = shelf.questions.get(question_id or "")
    if question is None or not (floor_id and clause and since and field_name):
        return
    spec = question.answer.get(field_name)
    if spec is None:
        read.unknown(
            "answer.unknown",
            found["field"].place,
            ("答案字段", "answer field"),
            field_name,
            question.answer,
        )
        return
    value = _field(read, found[bounds[0]], spec)
    when = read_conditions(read, found.get("when"), question.facts)
    if value is not None:
        shelf.floors[floor_id] = Floor(
            floor_id,
            question.id,
            field_name,
            clause,
            since,
            until,
            bounds[0],
            value,
            severity,
            text,
            when,
            read.pack,
            node.place,
        )


# --- cases ----------------------------------------------------------------------------------

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
            limits = [_field(read, part, field) for part in item.items]
            expect[key] = tuple(limit for limit in limits if limit is not None)
        else:
            expect[key] = _field(read, item, field)
    if name is None or on is None:
        return
    missing = found.get("expect_missing")
    default = "missing" if missing is not None else "answered"
    clauses = tuple(
        clause
        for item in read.items(found.get("expect_clauses"), "expect_clauses")
        if (clause := _clause(read, shelf, item)) is not None
    )
    shelf.cases.append(
        Case(
            name=name,
            question=question.id,
            on=on,
            facts=Frozen({key: freeze(raw) for key, raw in given.items()}),
            expect=Frozen(expect),
            expect_status=read.choice(
                found.get("expect_status"), "expect_status", STATUSES, default
            ),
            expect_missing=read.codes(missing, "expect_missing") if missing is not None else None,
            expect_clauses=clauses,
            pack=read.pack,
            place=node.place,
        )
    )
