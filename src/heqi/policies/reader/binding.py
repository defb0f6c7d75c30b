"""Binds what was read to the ids that a pack cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .values import Clause, Compendium, Message


@dataclass(frozen=True, slots=True)
class Unbound:
    id: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Binding:
    """`bound`: id -> text of the source. `lines`: id -> where it stands. `unmatched_clauses`: refs
    whose text no id carries (headings included, marked by their title)."""

    bound: dict[str, str]
    lines: dict[str, int]
    unbound: tuple[Unbound, ...]
    unmatched_clauses: tuple[str, ...]

    @property
    def unbound_ids(self) -> tuple[str, ...]:
        return tuple(u.id for u in self.unbound)


def bind(compendium: Compendium, clause_ids: Iterable[str]) -> Binding:
    """Finds the text of each id (`tiering/6.1(7)`); a clause carries what below it has no id."""
    wanted = list(dict.fromkeys(clause_ids))
    ids = set(wanted)
    places = {place.ref: place for place in _places(compendium, ids)}
    bound = {i: places[i].text for i in wanted if i in places}
    lines = {i: places[i].line for i in bound}
    covered: set[str] = set()
    for policy in compendium.policies:
        for clause in policy.clauses:
            covered |= _covered(clause, ids, under=False)
    unmatched = [c.ref for c in compendium.walk() if c.text and c.ref not in covered]
    unbound = tuple(Unbound(i, _why(i, compendium)) for i in wanted if i not in places)
    return Binding(bound, lines, unbound, tuple(unmatched))


@dataclass(frozen=True, slots=True)
class _Place:
    ref: str
    text: str
    line: int


def _places(compendium: Compendium, ids: set[str]) -> Iterator[_Place]:
    for clause in compendium.walk():
        yield _Place(clause.ref, _own_text(clause, ids), clause.line)
        for part in clause.parts:
            yield _Place(part.ref, part.text, clause.line)
    for table in compendium.tables:
        for n, column in enumerate(table.columns):
            cells = [row.cells[n].text for row in table.rows if n < len(row.cells)]
            text = "\n".join(dict.fromkeys(c for c in cells if c))
            if text:
                yield _Place(f"{table.clause}-{column.key}", text, table.line)
    for form in compendium.forms:
        labels = "、".join(f.label for f in form.fields)
        yield _Place(form.ref, f"{form.title}\n{labels}", form.line)
        for note in form.notes:
            yield _Place(note.ref, note.text, note.line)


def _own_text(clause: Clause, ids: set[str]) -> str:
    """A clause's text with that of descendants which have no id of their own."""
    pieces = [clause.text]
    for child in clause.children:
        if child.ref not in ids and child.kind != "chapter":
            number = child.number or ""
            below = _own_text(child, ids)
            pieces.append(f"{number} {below}".strip() if number else below)
    return "\n".join(p for p in pieces if p)


def _covered(clause: Clause, ids: set[str], *, under: bool) -> set[str]:
    here = under or clause.ref in ids or any(p.ref in ids for p in clause.parts)
    found = {clause.ref} if here else set()
    for child in clause.children:
        found |= _covered(child, ids, under=here)
    return found


def _why(clause_id: str, compendium: Compendium) -> Message:
    key = clause_id.partition("/")[0]
    policy = next((p for p in compendium.policies if p.key == key), None)
    if policy is None:
        return Message("文件中没有这项制度。", "The file does not contain this policy.")
    if policy.state in ("absent", "required"):
        return Message(
            "这项制度只有名称，没有正文。",
            "Only the name of this policy is given; its text is absent.",
        )
    if policy.state == "incomplete":
        return Message(
            "这项制度的正文中断，此条之前已无内容。", "The policy breaks off before this clause."
        )
    return Message("正文中没有这一编号。", "The text has no such number.")
