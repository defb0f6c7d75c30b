"""What the policies say, sentence by sentence with its place, for facts and anomalies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .markers import fold
from .values import Clause, Form, Policy, Table


@dataclass(frozen=True, slots=True)
class Said:
    """One text with its place. `text` is folded (full-width ASCII as half width)."""

    policy: str
    ref: str
    line: int
    text: str
    clause: Clause | None = None


def said_in(policy: Policy, tables: Iterable[Table], forms: Iterable[Form]) -> Iterator[Said]:
    """Every text of a policy once: clauses, cells of its own tables, notes of its own forms."""
    for clause in policy.walk():
        if clause.kind not in ("row", "step"):
            yield Said(policy.key, clause.ref, clause.line, fold(clause.text), clause)
    for table in tables:
        seen: set[tuple[int, ...]] = set()
        for row in table.rows:
            for cell in row.cells:
                key = cell.lines if table.source == "text" else (row.line, hash(cell.text))
                if cell.text and key not in seen:
                    seen.add(key)
                    line = cell.lines[0] if cell.lines else row.line
                    yield Said(policy.key, row.ref, line, fold(cell.text))
    for form in forms:
        for note in form.notes:
            yield Said(policy.key, note.ref, note.line, fold(note.text))
