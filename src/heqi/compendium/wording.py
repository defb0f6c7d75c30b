"""The clauses of a draft in its pack: those of its own as clauses of the policy, and all of them
as the company words them, with what they are bound to and which content points they cover."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from heqi.compendium.models import Covering, Draft, DraftClause
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
        _id(entry.content)
        for sheet in sheets
        if sheet.head.get("policy") == draft.key
        for entry in sheet.entries.all()
    }
    for sheet in sheets:
        entries = [(entry, entry.content) for entry in sheet.entries.all()]
        mine = sheet.head.get("policy") == draft.key
        kept = [
            (entry, _laid(content, cited.get(_id(content)), pack) if mine else content)
            for entry, content in entries
            if not mine or _id(content) in cited or _id(content) in pack.clauses
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


def _id(content: Any) -> str:
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
        "number": str(item.get("number") or _id(item).partition("/")[2])[:40],
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


def take_wording(draft: Draft, documents: list[Document]) -> tuple[list[Document], bool]:
    """Read the clauses back from an exported pack of this policy, in place of those of the draft:
    the other documents, and whether there was such a tree."""
    rest = [one for one in documents if (one.folder, one.path) != (FOLDER, PATH)]
    found = [one.head for one in documents if (one.folder, one.path) == (FOLDER, PATH)]
    items = next((h.get("wording") for h in found if h.get("policy") == draft.key), None)
    if not isinstance(items, list):
        return rest, False
    draft.clauses.all().delete()
    rows: list[DraftClause] = []
    covers: list[tuple[str, DraftClause]] = []
    taken: set[str] = set()
    for item in items:
        number = str(item.get("number", ""))[:40] if isinstance(item, Mapping) else ""
        if not number or number in taken:
            continue
        taken.add(number)
        said = {name: item[name] for name in FIELDS if name in item} | {"number": number}
        row = DraftClause(draft=draft, position=len(rows), **said)
        row.clean_fields(exclude=["draft"])
        rows.append(row)
        covers += [(str(point)[:40], row) for point in item.get("covers") or ()]
    DraftClause.objects.bulk_create(rows, batch_size=500)
    Covering.objects.bulk_create(
        [Covering(draft=draft, point=point, clause=row) for point, row in dict(covers).items()]
    )
    return rest, True


def adopt_clauses(draft: Draft, items: Iterable[Any], pack: Pack) -> None:
    """Clauses of a loaded pack in the tree: those that the draft does not have are added; its own
    are worded as the pack words them. What the packs in force know keeps the company's words."""
    rows = list(draft.clauses.all())
    for row in rows:
        row.draft = draft
    cited, numbers = {row.cited: row for row in rows}, {row.number for row in rows}
    last = max((row.position for row in rows), default=-1)
    made: list[DraftClause] = []
    for item in items:
        ref = _id(item)
        if not ref:
            continue
        said = read_item(item)
        held = cited.get(ref)
        if held is None:
            if said["number"] in numbers:
                continue
            numbers.add(said["number"])
            bound = "" if ref == f"{draft.key}/{said['number']}" else ref[:80]
            made.append(DraftClause(draft=draft, position=last + 1 + len(made), ref=bound, **said))
        elif ref not in pack.clauses and said["number"] == held.number:
            for name, value in said.items():
                setattr(held, name, value)
            held.save(update_fields=list(said))
    DraftClause.objects.bulk_create(made, batch_size=500)
