"""The reader: bytes in, structure out."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import PurePath

from .anomalies import detect
from .anomalies.context import Context
from .anomalies.structure import mark_incomplete
from .decoding import check_size, is_word, text_lines
from .documents import Titles
from .facts import bodies_of, dates_of, owners_of, references_of
from .front import aside
from .lexicon import company_in, tight
from .nodes import Node, raw
from .registering import mentions, register
from .said import Said, said_in
from .split import Divided, Draft, divide
from .values import Compendium, Form, Line, Policy, Reference, SetAside, Table

_MOST_MENTIONS = 5000


def read_compendium(data: bytes, filename: str) -> Compendium:
    """Reads a compendium of policies from a .txt (UTF-8, GB18030) or .docx file.

    Pure: no clock, no files but the bytes given. Raises `Unreadable` with a sentence in both
    languages for anything that is no readable numbered text.
    """
    check_size(data)
    if is_word(data):
        from .word import word_lines

        lines = word_lines(data)
    else:
        lines = text_lines(data)
    divided = divide(lines, PurePath(filename.replace("\\", "/")).stem[:80] or "制度")
    return _finish(divided, lines)


def _finish(divided: Divided, lines: list[Line]) -> Compendium:
    account, stray = _account_all(divided, lines)
    tables = tuple(t for d in divided.drafts for t in d.tables)
    forms = tuple(f for d in divided.drafts for f in d.forms)
    taken: dict[str, int] = {}
    policies = tuple(mark_incomplete(_policy(draft, taken)) for draft in divided.drafts)
    named = list(islice(mentions(policies, tables, divided.front.announced), _MOST_MENTIONS))
    policies = register(policies, named)
    said = _said(policies, tables, forms)
    keys = [p.key for p in policies]
    names, titles = Titles(p.name for p in policies), Titles(f.title for f in forms)
    policies = tuple(
        _with_facts(p, said[p.key], references_of(said[p.key], keys, names, titles))
        for p in policies
    )
    findings = divided.findings
    findings.rename(
        {(c.line, raw(c.ref)): c.ref for p in policies for c in p.walk() if "~" in c.ref}
    )
    detect(Context(policies, tables, forms, tuple(lines), tuple(named), said, findings))
    printed = (*(d.title for d in divided.drafts), *divided.front.cover)
    return Compendium(
        title=next((tight(t) for t in divided.front.cover if "汇编" in t and len(t) > 4), ""),
        company=next((c for t in printed if (c := company_in(t))), ""),
        policies=policies,
        tables=tables,
        forms=forms,
        boilerplate=tuple(sorted((*divided.front.set_aside, *stray), key=lambda a: a.line)),
        anomalies=tuple(sorted(findings.found, key=lambda a: (a.line, a.code))),
        account=tuple(sorted(account.items())),
    )


def _policy(draft: Draft, taken: dict[str, int]) -> Policy:
    clauses = tuple(child.freeze(taken) for child in draft.root.children)
    return Policy(draft.key, draft.name, tight(draft.title), "present", draft.line, clauses)


def _said(
    policies: tuple[Policy, ...], tables: tuple[Table, ...], forms: tuple[Form, ...]
) -> dict[str, tuple[Said, ...]]:
    of_tables: dict[str, list[Table]] = {}
    of_forms: dict[str, list[Form]] = {}
    for table in tables:
        of_tables.setdefault(table.policy, []).append(table)
    for form in forms:
        of_forms.setdefault(form.policy, []).append(form)
    return {
        p.key: tuple(said_in(p, of_tables.get(p.key, ()), of_forms.get(p.key, ())))
        for p in policies
    }


def _with_facts(
    policy: Policy, said: tuple[Said, ...], references: tuple[Reference, ...]
) -> Policy:
    if not policy.clauses:
        return policy
    issuer, interpreter = owners_of(said)
    units, posts = bodies_of(said)
    return replace(
        policy,
        dates=dates_of(said),
        issuer=issuer,
        interpreter=interpreter,
        references=references,
        units=units,
        posts=posts,
    )


def _account_all(divided: Divided, lines: list[Line]) -> tuple[dict[int, str], list[SetAside]]:
    """Where each line with text went; what nothing claimed is set aside, never lost."""
    account = {away.line: away.kind for away in divided.front.set_aside}
    for draft in divided.drafts:
        _account(draft, account)
    stray = [
        aside(line, "notice")
        for line in lines
        if (line.text or line.cells) and line.at not in account
    ]
    account.update((away.line, away.kind) for away in stray)
    return account, stray


def _account(draft: Draft, account: dict[int, str]) -> None:
    def claim(line: int, kind: str) -> None:
        account.setdefault(line, kind)

    if draft.line:
        claim(draft.line, "title")
    nodes: list[Node] = list(draft.root.walk())
    for node in nodes:
        for line in node.lines:
            claim(line, "clause")
    for table in draft.tables:
        for line in (*table.header_lines, *(n for row in table.rows for n in row.lines)):
            claim(line, "table")
    for form in draft.forms:
        for line in form.lines:
            claim(line, "form")
