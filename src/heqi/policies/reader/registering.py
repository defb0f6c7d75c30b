"""Which policies are announced or required, and which of them the text really holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .documents import QUOTED, Titles, is_document, stem
from .front import Announced
from .lexicon import core_name, is_document_name, tight
from .markers import fold
from .nodes import unique
from .split import policy_key
from .values import Policy, Table

CONTENTS, REGISTER, REQUIRED = "contents", "register", "required"


@dataclass(frozen=True, slots=True)
class Mention:
    """A policy's name where the compendium lists its own policies."""

    title: str
    line: int
    source: str
    clause: str = ""


def mentions(
    policies: tuple[Policy, ...], tables: tuple[Table, ...], announced: tuple[Announced, ...]
) -> Iterator[Mention]:
    """Names in the contents, the register (a list of 《…》) and the table of what is required."""
    for entry in announced:
        yield Mention(entry.title, entry.line, CONTENTS)
    for policy in policies:
        for clause in policy.walk():
            entries = [
                c for c in clause.children if c.kind == "entry" and QUOTED.match(fold(c.text))
            ]
            for entry_clause in entries if len(entries) > 1 else ():
                m = QUOTED.match(fold(entry_clause.text))
                if m and is_document(m[1]):
                    yield Mention(m[1], entry_clause.line, REGISTER, entry_clause.ref)
    for table in tables:
        if table.columns and table.columns[0].key == "name":
            for row in table.rows:
                if is_document_name(fold(row.cells[0].text)):
                    yield Mention(row.cells[0].text, row.line, REQUIRED, row.ref)


def register(policies: tuple[Policy, ...], found: list[Mention]) -> tuple[Policy, ...]:
    """The policies with where they are named, and those that are named only."""
    keys = dict.fromkeys((p.key for p in policies), 1)
    sources: dict[str, tuple[str, ...]] = {}
    named = Titles(m.title for m in found)
    result = []
    for policy in policies:
        name = stem(policy.name)
        if name not in sources:
            places = named.places(policy.name)
            sources[name] = tuple(dict.fromkeys(found[n].source for n in places))
        result.append(replace(policy, named_in=sources[name]))
    titles = Titles(p.name for p in result)
    for mention in found:
        at = titles.first(mention.title)
        if at >= 0:
            if not result[at].clauses:
                listed = dict.fromkeys((*result[at].named_in, mention.source))
                state = "absent" if set(listed) & {CONTENTS, REGISTER} else "required"
                result[at] = replace(result[at], named_in=tuple(listed), state=state)
            continue
        name = core_name(mention.title)
        titles.add(name)
        result.append(
            Policy(
                key=unique(policy_key(name), keys),
                name=name,
                title=tight(mention.title),
                state="required" if mention.source == REQUIRED else "absent",
                line=mention.line,
                named_in=(mention.source,),
            )
        )
    return tuple(result)
