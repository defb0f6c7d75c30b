"""A file comes in: refused with a sentence, or kept under its checksum with its heading read."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.imports.access import PREPARE
from heqi.imports.mapping import propose
from heqi.imports.models import Batch, Remembered
from heqi.imports.reading import read_head, sniff
from heqi.imports.reading.sniffing import MAX_TEXT, MB
from heqi.imports.reading.workbook import to_csv
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of

NUMBER_PREFIX = "DR"
FOLDER = "imports"
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def folder() -> Path:
    """Where the files lie, made where it is missing."""
    found = Path(settings.MEDIA_ROOT) / FOLDER
    found.mkdir(parents=True, exist_ok=True)
    return found


def upload_file(
    chunks: Iterable[bytes], *, name: str, unit: Unit, by: Actor, now: datetime
) -> Batch:
    """Keep a file for import. ValidationError with a sentence where it is none that we read."""
    require(by, PREPARE, unit)
    path, digest, size = _store(chunks)
    kept = path
    try:
        found = sniff(path)
        if found.format == "xlsx":
            kept = path.with_suffix(".csv")
            to_csv(path, kept)
            path.unlink()
        head = read_head(kept, found.encoding)
    except (ValidationError, UnicodeDecodeError) as error:
        path.unlink(missing_ok=True)
        kept.unlink(missing_ok=True)
        if isinstance(error, ValidationError):
            raise
        raise ValidationError(_("The text of the file cannot be read.")) from None
    company = company_of(unit)
    remembered = dict(
        Remembered.objects.filter(company=company, kind="customers").values_list("heading", "field")
    )
    with transaction.atomic():
        batch: Batch = Batch.objects.create(
            company=company,
            unit=unit,
            number=next_number(NUMBER_PREFIX, timezone.localdate(now)),
            file_name=UNSAFE.sub("_", name).strip(" ._")[-120:] or "file",
            size=size,
            sha256=digest,
            path=kept.name,
            format=found.format,
            encoding=found.encoding,
            delimiter=head.delimiter,
            columns=[heading[:120] for heading in head.columns],
            samples=head.samples,
            mapping=propose(head.columns, remembered),
            body=head.body,
            offset=head.body,
            body_size=kept.stat().st_size,
            created_by_id=by.id if by.kind == "staff" else None,
            creator_name=by.name,
            created_at=now,
        )
        changes = {"file": batch.file_name, "sha256": digest, "size": size}
        audit(batch, "imports.upload", by=by, now=now, changes=changes)
    return batch


def _store(chunks: Iterable[bytes]) -> tuple[Path, str, int]:
    """Write the file piece by piece, never more than is allowed."""
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder(), suffix=".part")
    path = Path(name)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_TEXT:
                path.unlink()
                raise ValidationError(
                    _("The file is larger than {limit} MB.").format(limit=MAX_TEXT // MB)
                )
            digest.update(chunk)
            file.write(chunk)
    return path, digest.hexdigest(), size
