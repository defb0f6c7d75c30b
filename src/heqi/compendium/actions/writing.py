"""Rules, values and examples of a draft, written as rows; a whole pack read into a draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from heqi.compendium.actions.drafting import require_drafting, touch
from heqi.compendium.actions.loading import adopt_clauses, take_wording
from heqi.compendium.content import pack_for
from heqi.compendium.models import Draft, Entry, Sheet
from heqi.compendium.packing import LISTED, NotAPackError, read_pack
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.policies.speaking import spoken


@transaction.atomic
def write_entry(
    draft: Draft,
    *,
    folder: str,
    path: str,
    head: Mapping[str, Any],
    content: Any,
    entry: Entry | None = None,
    by: Actor,
    now: datetime,
) -> Entry:
    """Write a rule, an entry of a value or an example, or change one."""
    require_drafting(draft, by)
    if entry is not None:
        Entry.objects.filter(pk=entry.pk).update(content=content)
        entry.content = content
        row = entry
    else:
        sheet = draft.sheets.filter(folder=folder, path=path).first() or Sheet.objects.create(
            draft=draft,
            folder=folder,
            path=path,
            position=0,
            head=dict(head),
            listed=LISTED[folder],
        )
        last = sheet.entries.aggregate(last=Max("position"))["last"]
        row = Entry.objects.create(
            sheet=sheet, position=0 if last is None else last + 1, content=content
        )
    touch(draft, now)
    audit(draft, "compendium.write_entry", by=by, now=now, changes={"where": f"{folder}/{path}"})
    return row


def write_value(
    draft: Draft, *, value: str, entry: Mapping[str, Any], by: Actor, now: datetime
) -> Entry:
    """Write the figures of a dated value anew from a day on; once per value in a draft."""
    before = Entry.objects.filter(sheet__draft=draft, sheet__folder="values", sheet__path=value)
    return write_entry(
        draft,
        folder="values",
        path=value,
        head={"replace": True},
        content=dict(entry),
        entry=before.first(),
        by=by,
        now=now,
    )


@transaction.atomic
def drop_entry(entry: Entry, *, by: Actor, now: datetime) -> None:
    """Take a rule, a value or an example out of a draft."""
    sheet = entry.sheet
    require_drafting(sheet.draft, by)
    where = str(sheet)
    entry.delete()
    if not sheet.entries.exists():
        sheet.delete()
    touch(sheet.draft, now)
    audit(sheet.draft, "compendium.drop_entry", by=by, now=now, changes={"where": where})


@transaction.atomic
def load_pack(draft: Draft, texts: Mapping[str, str], *, by: Actor, now: datetime) -> int:
    """Read a pack into the draft in place of its rules; how many documents.

    ``ValidationError`` with every fault of its form; what it says is for the checks.
    """
    require_drafting(draft, by)
    try:
        _head, documents = read_pack(texts)
    except NotAPackError as error:
        raise ValidationError(
            [f"{p.file}:{p.line} {spoken(p.message)}" for p in error.problems[:20]]
        ) from error
    documents, whole = take_wording(draft, documents)
    pack = pack_for(draft)
    draft.sheets.all().delete()
    places: dict[tuple[str, str], int] = {}
    entries = []
    for document in documents:
        place = (document.folder[:12], document.path[:120])
        sheet = Sheet.objects.create(
            draft=draft,
            folder=place[0],
            path=place[1],
            position=places.setdefault(place, 0),
            head=dict(document.head),
            listed=document.listed,
        )
        places[place] += 1
        entries += [
            Entry(sheet=sheet, position=position, content=item)
            for position, item in enumerate(document.items)
        ]
        own = document.folder == "clauses" and document.head.get("policy") == draft.key
        if own and not whole:
            adopt_clauses(draft, document.items, pack)
    Entry.objects.bulk_create(entries, batch_size=500)
    touch(draft, now)
    audit(draft, "compendium.load_pack", by=by, now=now, changes={"documents": len(documents)})
    return len(documents)


def texts_of_zip(data: bytes) -> dict[str, str]:
    """The texts of a pack in a ZIP file, bounded; a folder around it is taken off."""
    import zipfile
    from io import BytesIO

    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            found = [i for i in book.infolist() if i.filename.endswith((".yaml", ".yml"))]
            if len(found) > 2000 or sum(i.file_size for i in found) > 20_000_000:
                raise ValidationError(_("The pack is too large."))
            texts = {info.filename: book.read(info).decode("utf-8-sig") for info in found}
    except (zipfile.BadZipFile, UnicodeDecodeError):
        raise ValidationError(_("This is not a ZIP file of a pack.")) from None
    root = next((p for p in sorted(texts, key=len) if p.endswith("pack.yaml")), "pack.yaml")
    around = root.removesuffix("pack.yaml")
    return {p.removeprefix(around): text for p, text in texts.items() if p.startswith(around)}
