"""Reading what a pack is: pack.yaml, its policies and their clauses."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import (
    CLAUSE_KINDS,
    MARKS,
    Case,
    Clause,
    Floor,
    PackInfo,
    Policy,
    Question,
    Rule,
    Value,
)
from heqi.rulebook.values import (
    FactSpec,
    Words,
    freeze,
)


@dataclass
class Shelf:
    """What has been read so far, of all packs.

    `broken` keeps, for each question, the ids of rules that could not be read and what they except.
    """

    infos: list[PackInfo] = field(default_factory=list)
    policies: dict[str, Policy] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    vocabulary: dict[str, FactSpec] = field(default_factory=dict)
    posts: dict[str, Words] = field(default_factory=dict)
    events: dict[str, Words] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    rules: dict[str, list[Rule]] = field(default_factory=dict)
    broken: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    floors: dict[str, Floor] = field(default_factory=dict)
    calendars: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)

    def copy(self) -> Shelf:
        """The same, to read more into."""
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        parts = {name: part.copy() for name, part in parts.items()}
        parts["rules"] = {question: list(rules) for question, rules in self.rules.items()}
        parts["broken"] = {question: dict(found) for question, found in self.broken.items()}
        return Shelf(**parts)


def read_info(read: Reader, node: Node) -> PackInfo | None:
    """pack.yaml."""
    found = read.map(
        node,
        "pack.yaml",
        ("id", "title", "version", "requires", "source", "mark"),
        ("id", "title", "version"),
    )
    if found is None:
        return None
    pack_id = read.path(found.get("id"), "id")
    version = read.text(found.get("version"), "version")
    title = read.words(found.get("title"), "title")
    if pack_id is None or version is None:
        return None
    return PackInfo(
        id=pack_id,
        version=version,
        title=title,
        requires=read.codes(found.get("requires"), "requires"),
        mark=read.choice(found.get("mark"), "mark", MARKS, "law" if pack_id == "law" else "clause"),
        source=freeze(found["source"].plain()) if "source" in found else None,
        place=node.place,
    )


def read_policy(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of clauses/: one policy with its clauses."""
    found = read.map(
        node,
        "clauses",
        (
            "policy",
            "title",
            "short",
            "brief",
            "executable_from",
            "chapters",
            "clauses",
            "source",
            "extends",
        ),
        ("policy", "clauses"),
    )
    if found is None:
        return
    policy = read.path(found.get("policy"), "policy")
    if policy is None:
        return
    extends = read.flag(found.get("extends"), "extends")
    earlier = shelf.policies.get(policy)
    if earlier is not None and not extends:
        read.bad(
            "policy.duplicate",
            node.place,
            f"政策“{policy}”已经声明过；要增加条款请写 extends: true。",
            f"The policy “{policy}” is declared already; write extends: true to add clauses.",
        )
        return
    if extends and earlier is None:
        read.unknown("policy.unknown", node.place, ("政策", "policy"), policy, shelf.policies)
        return
    if earlier is None and "title" not in found:
        read.bad("key.missing", node.place, "“clauses”缺少“title”。", "“clauses” lacks “title”.")
        return
    title = read.words(found["title"], "title") if "title" in found else Words("", "")
    chapters: list[tuple[str, Words]] = list(earlier.chapters) if earlier else []
    for item in read.items(found.get("chapters"), "chapters"):
        keys = read.map(item, "chapter", ("number", "title"), ("number", "title"))
        number = read.text(keys.get("number"), "number") if keys else None
        if keys and number and number not in dict(chapters):
            chapters.append((number, read.words(keys.get("title"), "title")))
    ids: list[str] = []
    known = {number for number, _ in chapters}
    for item in read.items(found.get("clauses"), "clauses"):
        clause = _clause(read, item, policy, known)
        if clause is None:
            continue
        if clause.id in shelf.clauses:
            read.bad(
                "clause.duplicate",
                item.place,
                f"条款“{clause.id}”写了两次。",
                f"The clause “{clause.id}” is written twice.",
            )
            continue
        shelf.clauses[clause.id] = clause
        ids.append(clause.id)
    if earlier is not None:
        clauses = (*earlier.clauses, *ids)
        shelf.policies[policy] = replace(earlier, chapters=tuple(chapters), clauses=clauses)
        return
    short = read.words(found["short"], "short") if "short" in found else title
    brief = read.words(found["brief"], "brief") if "brief" in found else short
    shelf.policies[policy] = Policy(
        id=policy,
        title=title,
        short=short,
        brief=brief,
        executable_from=read.date(found.get("executable_from"), "executable_from"),
        chapters=tuple(chapters),
        clauses=tuple(ids),
        pack=read.pack,
        place=node.place,
    )


def _clause(read: Reader, node: Node, policy: str, chapters: set[str]) -> Clause | None:
    found = read.map(
        node,
        "clause",
        ("id", "number", "printed", "kind", "chapter", "title", "summary"),
        ("id", "kind", "title", "summary"),
    )
    clause_id = read.text(found.get("id"), "id") if found else None
    if found is None or clause_id is None:
        return None
    if not clause_id.startswith(f"{policy}/") or clause_id == f"{policy}/":
        read.bad(
            "clause.id",
            node.place,
            f"条款编号“{clause_id}”应以“{policy}/”开头。",
            f"The id of the clause “{clause_id}” must begin with “{policy}/”.",
        )
        return None
    chapter = read.text(found.get("chapter"), "chapter")
    if chapter and chapters and chapter not in chapters:
        read.unknown("clause.chapter", found["chapter"].place, ("章", "chapter"), chapter, chapters)
    return Clause(
        id=clause_id,
        policy=policy,
        number=read.text(found.get("number"), "number") or clause_id.split("/", 1)[1],
        kind=read.choice(found.get("kind"), "kind", CLAUSE_KINDS, "context"),
        title=read.words(found.get("title"), "title"),
        summary=read.words(found.get("summary"), "summary"),
        printed=read.text(found.get("printed"), "printed"),
        chapter=chapter,
        pack=read.pack,
        place=node.place,
    )
