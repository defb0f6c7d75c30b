"""The clauses of a loaded pack become the tree of the draft."""

from collections.abc import Iterable, Mapping
from typing import Any

from heqi.compendium.models import Covering, Draft, DraftClause
from heqi.compendium.packing import Document
from heqi.compendium.wording import FIELDS, FOLDER, PATH, id_of, read_item
from heqi.rulebook.pack import Pack


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
        ref = id_of(item)
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
