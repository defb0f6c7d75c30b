"""Reading dated values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from heqi.rulebook.loader.answers import read_answer
from heqi.rulebook.loader.citing import cited, mark_of
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.periods import closed, cut, overlapping
from heqi.rulebook.loader.questions import read_field
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import Dated, Value
from heqi.rulebook.values import FieldSpec, Frozen, Words, freeze

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
            shelf.values[value_id] = replace(earlier, entries=cut(earlier.entries, since))
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
    for entry in overlapping(entries):
        read.bad(
            "time.overlap",
            entry.place,
            f"取值“{value_id}”的两个条目在时间上重叠。",
            f"Two entries of the value “{value_id}” overlap in time.",
        )
    title = read.words(found["title"], "title") if "title" in found else None
    kept = cut(earlier.entries, min(e.since for e in entries)) if earlier else ()
    shelf.values[value_id] = Value(
        id=value_id,
        title=title or (earlier.title if earlier else Words(value_id, value_id)),
        by=by,
        entries=(*kept, *closed(entries)),
        fields=Frozen(fields),
        pack=read.pack,
        place=node.place,
    )


def _entry(
    read: Reader, shelf: Shelf, node: Node, by: tuple[str, ...], fields: Mapping[str, FieldSpec]
) -> Dated | None:
    found = read.map(node, "values", ENTRY_KEYS, ("since", "clause"))
    if found is None:
        return None
    since, until = read.period(found, node.place, "values")
    clause = cited(read, shelf, found.get("clause"))
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
    mark = mark_of(read, shelf, found.get("mark"), clause, set_by)
    content = freeze(found[key].plain())
    return Dated(since, until, clause, mark, set_by, content, read.pack, node.place)


def _check_table(read: Reader, node: Node, depth: int, fields: Mapping[str, FieldSpec]) -> None:
    if depth:
        for item in (read.map(node, "table") or {}).values():
            _check_table(read, item, depth - 1, fields)
    elif "" in fields:
        read_answer(read, node, fields[""])
    elif fields:
        for name, item in (read.map(node, "table", tuple(fields)) or {}).items():
            read_answer(read, item, fields[name])
