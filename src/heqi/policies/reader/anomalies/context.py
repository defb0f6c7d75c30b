"""What every detector sees."""

from __future__ import annotations

from dataclasses import dataclass

from heqi.policies.reader.findings import Findings
from heqi.policies.reader.registering import Mention
from heqi.policies.reader.said import Said
from heqi.policies.reader.values import Clause, Form, Line, Policy, Table


@dataclass(frozen=True, slots=True)
class Context:
    policies: tuple[Policy, ...]
    tables: tuple[Table, ...]
    forms: tuple[Form, ...]
    lines: tuple[Line, ...]
    mentions: tuple[Mention, ...]
    said: dict[str, tuple[Said, ...]]
    findings: Findings

    @property
    def present(self) -> tuple[Policy, ...]:
        return tuple(p for p in self.policies if p.clauses)

    def all_said(self) -> tuple[Said, ...]:
        return tuple(s for p in self.present for s in self.said[p.key])

    def parents(self, policy: Policy) -> dict[str, Clause]:
        return {child.ref: clause for clause in policy.walk() for child in clause.children}


def short(text: str, longest: int = 24) -> str:
    """A few characters of the text for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def joined(items: object, longest: int = 8) -> str:
    """Names for a Chinese or English sentence, cut where there are many."""
    names = list(items)  # type: ignore[call-overload]
    more = " …" if len(names) > longest else ""
    return "、".join(map(str, names[:longest])) + more
