"""The reader: bytes in, structure out."""

from __future__ import annotations

from pathlib import PurePath

from .decoding import check_size, is_word, text_lines
from .front import aside
from .lexicon import company_in, tight
from .nodes import Node
from .split import Divided, Draft, divide
from .values import Compendium, Line, Policy, SetAside


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
    taken: set[str] = set()
    policies = tuple(_policy(draft, taken) for draft in divided.drafts)
    account: dict[int, str] = {away.line: away.kind for away in divided.front.set_aside}
    stray: list[SetAside] = []
    for draft in divided.drafts:
        _account(draft, account)
    for line in lines:
        if (line.text or line.cells) and line.at not in account:
            stray.append(aside(line, "notice"))
            account[line.at] = "notice"
    titles = [d.title for d in divided.drafts]
    company = next((c for t in (*titles, *divided.front.cover) if (c := company_in(t))), "")
    return Compendium(
        title=next((tight(t) for t in divided.front.cover if "汇编" in t and len(t) > 4), ""),
        company=company,
        policies=policies,
        tables=tuple(t for d in divided.drafts for t in d.tables),
        forms=tuple(f for d in divided.drafts for f in d.forms),
        boilerplate=tuple(sorted((*divided.front.set_aside, *stray), key=lambda a: a.line)),
        anomalies=tuple(sorted(divided.findings.found, key=lambda a: (a.line, a.code))),
        account=tuple(sorted(account.items())),
    )


def _policy(draft: Draft, taken: set[str]) -> Policy:
    clauses = tuple(child.freeze(taken) for child in draft.root.children)
    return Policy(draft.key, draft.name, tight(draft.title), "present", draft.line, clauses)


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
