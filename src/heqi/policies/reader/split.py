"""One compendium into its policies, and each policy into its tree."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

from .findings import Findings
from .front import Front, set_front_aside
from .lexicon import core_name, known, slug
from .nodes import Node, unique
from .titles import first_numbered, is_preface, policy_starts
from .tree import TreeReader
from .values import Form, Line, Table, Unreadable


@dataclass(slots=True)
class Draft:
    """A policy while it is read."""

    key: str
    name: str
    title: str
    line: int
    root: Node
    tables: list[Table] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Divided:
    drafts: tuple[Draft, ...]
    front: Front
    findings: Findings


def divide(lines: list[Line], fallback: str) -> Divided:
    """Splits and reads; raises Unreadable where no numbered text is found."""
    starts = policy_starts(lines)
    untitled = not starts
    if untitled:
        start = first_numbered(lines)
        if start < 0:
            raise Unreadable(
                "没有找到带编号的条款（如 1.1、第一条、一、），无法识别为制度。",
                "No numbered clauses (1.1, 第一条, 一、 …) were found, so this is no policy.",
            )
        starts = [start]
    front = set_front_aside(lines, starts[0])
    findings = Findings()
    bounds = [lines[i].at for i in starts] + [lines[-1].at + 1]
    taken: dict[str, int] = {}
    drafts = []
    places = [ln.at for ln in front.body]
    for begin, until in pairwise(bounds):
        body = list(front.body[bisect_left(places, begin) : bisect_left(places, until)])
        if untitled:
            title = next((t for t in reversed(front.cover) if len(t) <= 60), "") or fallback
            drafts.append(_read(title, 0, body, findings, taken))
        else:
            drafts.append(_read(body[0].text, body[0].at, body[1:], findings, taken, body[0]))
    return Divided(tuple(drafts), front, findings)


def _read(
    title: str,
    line: int,
    body: list[Line],
    findings: Findings,
    taken: dict[str, int],
    opener: Line | None = None,
) -> Draft:
    name = "前言" if opener and is_preface(opener) else core_name(title)
    key = unique(policy_key(name), taken, "-")
    reader = TreeReader(key, body, findings)
    reader.read()
    return Draft(key, name, title, line, reader.root, reader.tables, reader.forms)


def policy_key(name: str) -> str:
    return known("policies", name) or slug(name)
