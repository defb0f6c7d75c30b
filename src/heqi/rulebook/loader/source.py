"""YAML with line numbers, read safely: no tags, no aliases, bounded size and depth.

Scalars follow YAML 1.2: only ``true`` and ``false`` are truth values, ``10:30`` and ``on`` are
text, numbers are exact.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from heqi.rulebook.pack import Place, Problem
from heqi.rulebook.values import Words, plain

MAX_FILE_BYTES = 1_000_000
MAX_FILES = 5_000
MAX_DEPTH = 60
# A pack has some three hundred files of some forty kilobytes when read.
KEPT_FILES = 1_000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Only composes; scalars are resolved by `_RESOLVERS` below."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(slots=True)
class Node:
    """A piece of a file: `kind` is map, list or scalar. `text` is a scalar as written."""

    kind: str
    place: Place
    pairs: list[tuple[str, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    text: str = ""
    quoted: bool = False

    def plain(self) -> Any:
        """The content as plain Python data."""
        if self.kind == "map":
            return {key: node.plain() for key, node in self.pairs}
        if self.kind == "list":
            return [node.plain() for node in self.items]
        return self.scalar()

    def scalar(self) -> str | bool | int | Decimal | dt.date | None:
        text = self.text
        if self.quoted:
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INTEGER.match(text):
            return int(text) if len(text) < 40 else text
        if _DECIMAL.match(text):
            return Decimal(text) if len(text) < 40 else text
        if _DATE.match(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                return text
        return text

    @property
    def is_null(self) -> bool:
        return self.kind == "scalar" and self.scalar() is None


class Sink:
    """Where faults are gathered, so that all of them are reported at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    @property
    def errors(self) -> int:
        """How many errors there are so far."""
        return sum(problem.severity == "error" for problem in self.problems)

    def add(self, code: str, place: Place, zh: str, en: str, severity: str = "error") -> None:
        self.problems.append(Problem(code, severity, place.file, place.line, Words(zh, en)))


def too_deep(text: str) -> bool:
    """Whether brackets or dashes nest beyond reason: told before the parser recurses."""
    depth = 0
    for char in text:
        if char in "[{":
            depth += 1
            if depth > 1000:
                return True
        elif char in "]}" and depth:
            depth -= 1
    return re.search(r"^[ \t]*([-?][ \t]+){40}", text, re.MULTILINE) is not None


def read_documents(text: str, file: str, sink: Sink) -> list[Node]:
    """The documents of a file; every fault goes to `sink` with its line."""
    if too_deep(text):
        sink.add(
            "yaml.depth",
            Place(file, 1),
            "文件嵌套层数过多，拒绝读取。",
            "The file is nested too deeply and is not read.",
        )
        return []
    documents: list[Node] = []
    try:
        for root in yaml.compose_all(text, Loader=_Loader):
            if root is not None:
                node = _convert(root, file, sink, set(), 0)
                if node is not None and not node.is_null:
                    documents.append(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        detail = error.problem or error.context or "?"
        sink.add(
            "yaml.syntax",
            Place(file, line),
            f"YAML 语法有误（{detail}）。",
            f"This is not valid YAML: {detail}.",
        )
    except (yaml.YAMLError, RecursionError) as error:
        sink.add(
            "yaml.syntax",
            Place(file, 1),
            f"YAML 无法读取（{type(error).__name__}）。",
            f"This cannot be read as YAML ({type(error).__name__}).",
        )
    return documents


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read; ``contents`` is what each document says, without its layout."""

    documents: tuple[Node, ...] = ()
    contents: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=KEPT_FILES)
def read_file(text: str, name: str) -> File:
    """The documents of a file, kept by its text: packs are read again and again, mostly unchanged.

    The nodes are shared by all who read the file; nobody changes them.
    """
    sink = Sink()
    documents = tuple(read_documents(text, name, sink))
    contents = tuple(
        json.dumps(plain(node.plain()), sort_keys=True, ensure_ascii=False) for node in documents
    )
    return File(documents, contents, tuple(sink.problems))


def _convert(root: yaml.Node, file: str, sink: Sink, seen: set[int], depth: int) -> Node | None:
    place = Place(file, root.start_mark.line + 1)
    if id(root) in seen:
        sink.add(
            "yaml.alias",
            place,
            "政策包不使用 YAML 别名（& 与 *），请直接写出内容。",
            "A pack holds no YAML aliases (& and *); write the content out.",
        )
        return None
    seen.add(id(root))
    if depth > MAX_DEPTH:
        sink.add(
            "yaml.depth",
            place,
            "此处嵌套层数过多，拒绝读取。",
            "This is nested too deeply and is not read.",
        )
        return None
    if root.tag not in _TAGS:
        sink.add(
            "yaml.tag",
            place,
            f"政策包不使用 YAML 标签“{root.tag}”。",
            f"A pack holds no YAML tags; “{root.tag}” is refused.",
        )
        return None
    if isinstance(root, yaml.ScalarNode):
        return Node("scalar", place, text=root.value, quoted=bool(root.style))
    if isinstance(root, yaml.SequenceNode):
        found = (_convert(item, file, sink, seen, depth + 1) for item in root.value)
        return Node("list", place, items=[item for item in found if item is not None])
    return Node("map", place, pairs=list(_pairs(root, file, sink, seen, depth)))


def _pairs(
    root: yaml.Node, file: str, sink: Sink, seen: set[int], depth: int
) -> Iterator[tuple[str, Node]]:
    keys: set[str] = set()
    for key_node, value_node in root.value:
        place = Place(file, key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            sink.add("yaml.key", place, "键必须是文字。", "A key must be plain text.")
            continue
        key = key_node.value
        if key in keys:
            sink.add(
                "yaml.duplicate_key",
                place,
                f"键“{key}”写了两次。",
                f"The key “{key}” is written twice.",
            )
            continue
        keys.add(key)
        value = _convert(value_node, file, sink, seen, depth + 1)
        if value is not None:
            if value.is_null:
                value.place = place
            yield key, value
