"""Clauses that are cited, and the mark of what cites them."""

from __future__ import annotations

from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import MARKS


def cited(read: Reader, shelf: Shelf, node: Node | None) -> str | None:
    clause = read.text(node, "clause")
    if clause is not None and node is not None and clause not in shelf.clauses:
        read.unknown("clause.unknown", node.place, ("条款", "clause"), clause, shelf.clauses)
    return clause


def mark_of(read: Reader, shelf: Shelf, node: Node | None, clause: str, set_by: str | None) -> str:
    found = shelf.clauses.get(clause)
    owner = found.pack if found else read.pack
    default = next((info.mark for info in shelf.infos if info.id == owner), "clause")
    return read.choice(node, "mark", MARKS, "company_set" if set_by else default)
