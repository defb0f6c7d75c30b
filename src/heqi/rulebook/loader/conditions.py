"""Reading conditions: ``{fact: tier, is: vip}``, several of them, and any, all, none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heqi.rulebook.conditions import (
    EQUALITY,
    MEMBERS,
    OPERATORS,
    ORDER,
    All,
    AnyOf,
    Condition,
    NoneOf,
    Test,
)
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.values import FactError, FactSpec

GROUPS: dict[str, type[AnyOf] | type[All] | type[NoneOf]] = {
    "any": AnyOf,
    "all": All,
    "none": NoneOf,
}


def read_conditions(read: Reader, node: Node | None, facts: Mapping[str, FactSpec]) -> All:
    """``when``: every item of the list must hold; a single mapping is a list of one."""
    if node is None or node.is_null:
        return All(())
    items = [node] if node.kind == "map" else read.items(node, "when")
    return All(_several(read, items, facts))


def _several(
    read: Reader, items: list[Node], facts: Mapping[str, FactSpec]
) -> tuple[Condition, ...]:
    return tuple(part for item in items for part in _condition(read, item, facts))


def _condition(read: Reader, node: Node, facts: Mapping[str, FactSpec]) -> tuple[Condition, ...]:
    found = read.map(node, "when", ("fact", *GROUPS, *OPERATORS[:-1], "known"))
    if found is None:
        return ()
    groups = [key for key in GROUPS if key in found]
    if groups:
        if len(found) > 1:
            read.bad(
                "condition.form",
                node.place,
                f"“{groups[0]}”须单独成为一项条件。",
                f"“{groups[0]}” must stand alone in its condition.",
            )
            return ()
        group = found[groups[0]]
        items = [group] if group.kind == "map" else read.items(group, groups[0])
        if not items:
            read.bad(
                "condition.form",
                node.place,
                f"“{groups[0]}”之下没有条件。",
                f"There is no condition under “{groups[0]}”.",
            )
        made: Condition = GROUPS[groups[0]](_several(read, items, facts))
        return (made,)
    name = read.text(found.pop("fact", None), "fact")
    if name is None or not found:
        read.bad(
            "condition.form",
            node.place,
            "条件应写明 fact 与一种比较，如 {fact: tier, is: vip}。",
            "A condition names a fact and a comparison, as {fact: tier, is: vip}.",
        )
        return ()
    spec = facts.get(name)
    if spec is None:
        read.unknown("fact.unknown", node.place, ("事实", "fact"), name, facts)
        return ()
    tests = (_test(read, spec, op, value) for op, value in found.items())
    return tuple(test for test in tests if test is not None)


def _test(read: Reader, spec: FactSpec, op: str, node: Node) -> Test | None:
    if op == "known":
        return Test(spec.name, op, read.flag(node, "known"))
    allowed = {
        "some_of": ("is", "not", *MEMBERS),
        "one_of": EQUALITY,
        "text": EQUALITY,
        "boolean": ("is", "not"),
    }.get(spec.kind, (*EQUALITY, *ORDER))
    if op not in allowed:
        read.bad(
            "condition.operator",
            node.place,
            f"事实“{spec.title.zh}”（{spec.name}）不能用“{op}”比较，可用：{'、'.join(allowed)}。",
            f"The fact “{spec.title.en}” ({spec.name}) cannot be compared with “{op}”; use "
            f"{', '.join(allowed)}.",
        )
        return None
    raw: Any = node.plain() if node.kind == "list" else _written(node, spec)
    several = op in ("in", "not_in") or (op == "not" and node.kind == "list")
    if op == "not" and several and spec.kind != "some_of":
        op = "not_in"
    try:
        if several and spec.kind != "some_of":
            items = node.items if node.kind == "list" else [node]
            return Test(spec.name, op, frozenset(spec.read(_written(i, spec)) for i in items))
        if op == "has":
            spec.read([_written(node, spec)])
            return Test(spec.name, op, node.text.strip())
        return Test(spec.name, op, spec.read(raw))
    except FactError as error:
        read.bad("fact.value", node.place, error.message.zh, error.message.en)
        return None


def _written(node: Node, spec: FactSpec) -> Any:
    """A scalar as the fact expects it: codes and text as written, the rest as data."""
    if node.kind == "scalar" and spec.kind in ("one_of", "some_of", "text"):
        return node.text
    return node.plain()
