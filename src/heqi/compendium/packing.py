"""Drafts as packs: rows to files with the place of every row, and files to rows, without loss."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from heqi.rulebook.loader.source import Node, Sink, read_documents
from heqi.rulebook.pack import Problem

# The list of a document whose items are rows of their own; an empty key: the document itself.
LISTED = {
    "rules": "rules",
    "values": "values",
    "clauses": "clauses",
    "floors": "floors",
    "cases": "",
}
_SPECIAL = re.compile(
    r"(|~|null|true|false|[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2})\Z"
)


class _Dumper(yaml.SafeDumper):
    """Writes what the loader of the rulebook reads back as the same."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors: packs have none."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "'" if _SPECIAL.match(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(
    dt.date, lambda d, v: d.represent_scalar("tag:yaml.org,2002:timestamp", v.isoformat())
)


def dump(value: Any) -> str:
    """A piece of a pack as YAML."""
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, indent=2
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a pack: what stands beside its list, and the items of the list."""

    folder: str
    path: str
    head: Mapping[str, Any]
    listed: str | None
    items: tuple[Any, ...] = ()
    # Which row an item came from, if any.
    marks: tuple[Any, ...] = ()


@dataclass(slots=True)
class Files:
    """The texts of a pack; ``places`` says which row begins at which line of a file."""

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)

    def mark_at(self, problem: Problem) -> Any:
        """The row that a problem is about; None where it is none of this pack's."""
        name, _slash, path = problem.file.partition("/")
        if name != self.name:
            return None
        found = [mark for line, mark in self.places.get(path, ()) if line <= problem.line]
        return found[-1] if found else None


def write_pack(head: Mapping[str, Any], documents: Iterable[Document]) -> Files:
    """The pack as files: ``pack.yaml`` and a file for each place, documents in their order."""
    files = Files(str(head["id"]))
    files.texts["pack.yaml"] = dump(dict(head))
    for document in documents:
        path = f"{document.folder}/{document.path}.yaml"
        before = files.texts.get(path)
        lines = [] if before is None else [*before.splitlines(), "---"]
        places = files.places.setdefault(path, [])
        lines += _lines(document, len(lines), places)
        files.texts[path] = "\n".join(lines) + "\n"
    return files


def _lines(document: Document, above: int, places: list[tuple[int, Any]]) -> list[str]:
    lines = dump(dict(document.head)).splitlines() if document.head else []
    if document.listed is None:
        return lines or ["{}"]
    if not document.items:
        return [*lines, f"{document.listed}: []"] if document.listed else [*lines, "[]"]
    if document.listed:
        lines.append(f"{document.listed}:")
    marks = document.marks or (None,) * len(document.items)
    for item, mark in zip(document.items, marks, strict=True):
        places.append((above + len(lines) + 1, mark))
        lines += dump([item]).splitlines()
    return lines


class NotAPackError(ValueError):
    """A text that is no pack; carries the problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("not a pack")
        self.problems = list(problems)


def read_pack(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[Document]]:
    """``pack.yaml`` and the documents of a pack given as texts by path."""
    sink = Sink()
    found: list[Document] = []
    heads = read_documents(texts.get("pack.yaml", ""), "pack.yaml", sink)
    for path in sorted(texts):
        if path == "pack.yaml":
            continue
        folder, _slash, inside = path.partition("/")
        nodes = read_documents(texts[path], path, sink)
        found += [_document(folder, inside.rsplit(".", 1)[0], node) for node in nodes]
    if not heads or heads[0].kind != "map":
        sink.add(
            "pack.missing",
            Node("map", _nowhere()).place,
            "没有可读的 pack.yaml。",
            "There is no readable pack.yaml.",
        )
    if sink.errors:
        raise NotAPackError(sink.problems)
    return heads[0].plain(), found


def _nowhere() -> Any:
    from heqi.rulebook.pack import Place

    return Place("pack.yaml", 1)


def _document(folder: str, path: str, node: Node) -> Document:
    content = node.plain()
    key = LISTED.get(folder)
    if isinstance(content, list):
        return Document(folder, path, {}, "", tuple(content))
    if key and isinstance(content, dict) and isinstance(content.get(key), list):
        head = {name: value for name, value in content.items() if name != key}
        return Document(folder, path, head, key, tuple(content[key]))
    return Document(folder, path, content if isinstance(content, dict) else {}, None)
