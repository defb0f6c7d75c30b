"""The clauses of a draft in its pack: those of its own as clauses of the policy, and all of them
as the company words them, with what they are bound to and which content points they cover."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from heqi.compendium.models import Draft, DraftClause
from heqi.compendium.packing import Document
from heqi.rulebook.pack import Pack

# The document of the exported pack that keeps the tree; the packs in force do not need it.
FOLDER, PATH = "data", "wording"
FIELDS = ("number", "depth", "kind", "title", "text", "text_en", "ref")


def clause_documents(draft: Draft, pack: Pack) -> Iterator[Document]:
    """Clauses that the packs do not know yet, laid into the documents that were loaded."""
    rows = list(draft.clauses.all())
    for row in rows:
        row.draft = draft
    cited = {row.cited: row for row in rows}
    sheets = list(draft.sheets.filter(folder="clauses").prefetch_related("entries"))
    told = {
        id_of(entry.content)
        for sheet in sheets
        if sheet.head.get("policy") == draft.key
        for entry in sheet.entries.all()
    }
    for sheet in sheets:
        entries = [(entry, entry.content) for entry in sheet.entries.all()]
        mine = sheet.head.get("policy") == draft.key
        kept = [
            (entry, _laid(content, cited.get(id_of(content)), pack) if mine else content)
            for entry, content in entries
            if not mine or id_of(content) in cited or id_of(content) in pack.clauses
        ]
        items = [content for _entry, content in kept]
        marks: list[Any] = [entry for entry, _content in kept]
        if mine and sheet.listed and not sheet.head.get("extends"):
            own = _own(rows, pack, told)
            items, marks = [*items, *map(_clause, own)], [*marks, *own]
            told |= {row.cited for row in own}
        yield Document(
            sheet.folder, sheet.path, sheet.head, sheet.listed, tuple(items), tuple(marks)
        )
    own = _own(rows, pack, told)
    known = draft.key in pack.policies or bool(told)
    if own or (rows and not known):
        head = _head(draft, known)
        yield Document("clauses", draft.key, head, "clauses", tuple(map(_clause, own)), tuple(own))


def _own(rows: Iterable[DraftClause], pack: Pack, told: set[str]) -> list[DraftClause]:
    own = [row for row in rows if row.cited not in pack.clauses and row.cited not in told]
    return list({row.cited: row for row in own}.values())


def _head(draft: Draft, known: bool) -> dict[str, Any]:
    if known:
        return {"policy": draft.key, "extends": True}
    head: dict[str, Any] = {
        "policy": draft.key,
        "title": {"zh": draft.title, "en": draft.title_en or draft.title},
    }
    if draft.short:
        head["short"] = {"zh": draft.short, "en": draft.title_en or draft.short}
    return head


def id_of(content: Any) -> str:
    return str(content.get("id", "")) if isinstance(content, Mapping) else ""


def _clause(row: DraftClause) -> dict[str, Any]:
    title = row.title or row.text[:24] or row.number
    text = row.text or title
    return {
        "id": row.cited,
        "number": row.number,
        "kind": row.kind or "context",
        "title": {"zh": title, "en": title},
        "summary": {"zh": text, "en": row.text_en or text},
    }


def _laid(content: Any, row: DraftClause | None, pack: Pack) -> Any:
    """An item that was loaded with what was changed in the tree since; what the packs in force
    say of their own clauses is not the draft's to word."""
    if row is None or row.cited in pack.clauses:
        return content
    was, found = read_item(content), dict(content)
    for name in ("number", "kind"):
        if getattr(row, name) != was[name]:
            found[name] = getattr(row, name)
    if row.title != was["title"]:
        found["title"] = {**_words(content, "title"), "zh": row.title or row.text[:24]}
    for name, language in (("text", "zh"), ("text_en", "en")):
        if getattr(row, name) != was[name]:
            said = getattr(row, name) or row.text
            found["summary"] = {**_words(found, "summary"), language: said}
    return found


def _words(item: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = item.get(name)
    return dict(found) if isinstance(found, Mapping) else {}


def read_item(item: Mapping[str, Any]) -> dict[str, str]:
    """A clause of a pack as the tree of a draft shows it."""
    words, title = _words(item, "summary"), _words(item, "title")
    return {
        "number": str(item.get("number") or id_of(item).partition("/")[2])[:40],
        "kind": str(item.get("kind", "context"))[:12],
        "title": str(title.get("zh", ""))[:80],
        "text": str(words.get("zh", ""))[:4000],
        "text_en": str(words.get("en", ""))[:4000],
    }


def wording_document(draft: Draft) -> Document:
    """Every clause as the draft words it."""
    rows = draft.clauses.prefetch_related("coverings")
    items = [
        {name: getattr(row, name) for name in FIELDS}
        | ({"covers": points} if (points := [c.point for c in row.coverings.all()]) else {})
        for row in rows
    ]
    return Document(FOLDER, PATH, {"policy": draft.key, "wording": items}, None)
