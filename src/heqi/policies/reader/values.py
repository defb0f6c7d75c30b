"""What the reader hands back: frozen values, and their JSON shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages."""

    zh: str
    en: str


class Unreadable(Exception):  # noqa: N818  named for what is told to the person
    """The file cannot be read as a compendium; `zh` and `en` say why in one sentence each."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text file, a paragraph or a table row of a Word document.

    `at` counts from 1. `flat` is the text with full-width ASCII folded to half width, of equal
    length, for matching only. `cells` is set for a row of a Word table, `table` numbers that table.
    """

    at: int
    text: str
    flat: str
    heading: int = 0
    contents: bool = False
    table: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something a person should look at. `severity`: query (needs an answer) or note."""

    code: str
    line: int
    message: Message
    clause: str = ""
    policy: str = ""
    severity: str = "query"
    clauses: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a clause's text that stands for itself: `text[start:end]` of the clause."""

    ref: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of a policy.

    `number` is as printed (None for unnumbered), `placed` where it stands in the sequence.
    `kind`: chapter, clause, item, paragraph, entry, row, step, annex.
    """

    ref: str
    number: str | None
    placed: str
    kind: str
    title: str
    text: str
    line: int
    lines: tuple[int, ...] = ()
    odd: bool = False
    parts: tuple[Part, ...] = ()
    children: tuple[Clause, ...] = ()

    def walk(self) -> Iterator[Clause]:
        """This clause and all below it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`confidence` from 0 to 1: how sure it is that the text belongs to this column."""

    text: str
    confidence: float
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    ref: str
    line: int
    cells: tuple[Cell, ...]
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A grid as proposed; a person confirms it once. `source`: text (columns lost) or word."""

    policy: str
    clause: str
    title: str
    line: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str = "text"
    confirmed: bool = False
    doubts: tuple[Message, ...] = ()
    header_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: text, date or signature."""

    label: str
    kind: str
    line: int
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    ref: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Form:
    ref: str
    policy: str
    title: str
    line: int
    fields: tuple[Field, ...]
    notes: tuple[Note, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that is no policy text. `kind`: notice, page, cover or contents."""

    line: int
    kind: str
    text: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Reference:
    """A document named in a clause. `target`: key of a policy, `form`, or `external`."""

    title: str
    target: str
    clause: str
    line: int


@dataclass(frozen=True, slots=True)
class Dates:
    """Instants of a policy as ISO days, as far as they are printed."""

    trial_since: str = ""
    trial_from_publication: bool = False
    trial_months: int = 0
    automatic: bool = False
    effective_since: str = ""
    clause: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """`state`: present, incomplete (breaks off), absent (announced only), required (asked for,
    but neither registered nor present). `named_in`: contents, register, required."""

    key: str
    name: str
    title: str
    state: str
    line: int
    clauses: tuple[Clause, ...] = ()
    dates: Dates = field(default_factory=Dates)
    issuer: str = ""
    interpreter: str = ""
    references: tuple[Reference, ...] = ()
    units: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    named_in: tuple[str, ...] = ()

    def walk(self) -> Iterator[Clause]:
        for clause in self.clauses:
            yield from clause.walk()


@dataclass(frozen=True, slots=True)
class Compendium:
    """`account` says for every line with text where it went, exactly once."""

    title: str
    company: str
    policies: tuple[Policy, ...]
    tables: tuple[Table, ...]
    forms: tuple[Form, ...]
    boilerplate: tuple[SetAside, ...]
    anomalies: tuple[Anomaly, ...]
    account: tuple[tuple[int, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape of `heqi policy import FILE --dry-run`."""
        plain: dict[str, Any] = _plain(self)
        plain["account"] = {str(line): kind for line, kind in self.account}
        return plain

    def walk(self) -> Iterator[Clause]:
        for policy in self.policies:
            yield from policy.walk()


_ALWAYS = {"number", "text", "children", "clauses", "line", "name", "state", "key", "title", "ref"}
_ALWAYS |= {"kind", "code", "message", "columns", "rows", "cells", "confirmed", "doubts", "fields"}
_ALWAYS |= {"policies", "tables", "forms", "boilerplate", "anomalies", "clause", "confidence"}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: _plain(v) for name, v in pairs if name in _ALWAYS or v not in ("", (), 0)}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value
