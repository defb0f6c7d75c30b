"""A small table at once, from an upload to cells: sniffed, bounded, headed; nothing is kept."""

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.imports.reading.records import read_head, records
from heqi.imports.reading.sniffing import MB, sniff
from heqi.imports.reading.workbook import to_csv

LARGEST = 20 * MB


@dataclass(frozen=True, slots=True)
class Table:
    """The heading, the rows as text, the checksum of the file as it came."""

    columns: list[str]
    rows: list[list[str]]
    sha256: str


def read_table(chunks: Iterable[bytes], *, most: int) -> Table:
    """Read a workbook or CSV of at most so many rows; ValidationError where it is none."""
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryDirectory(prefix="heqi-table-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise ValidationError(
                        _("The file is larger than {limit} MB.").format(limit=LARGEST // MB)
                    )
                digest.update(chunk)
                file.write(chunk)
        found = sniff(path)
        if found.format == "xlsx":
            target = path.with_suffix(".csv")
            to_csv(path, target)
            path = target
        try:
            head = read_head(path, found.encoding)
            rows: list[list[str]] = []
            for cells, _end in records(
                path, encoding=found.encoding, delimiter=head.delimiter, offset=head.body
            ):
                if len(rows) >= most:
                    raise ValidationError(
                        _("A file may hold at most {limit} rows. Please split it.").format(
                            limit=f"{most:,}"
                        )
                    )
                rows.append([cell.strip() for cell in cells])
        except UnicodeDecodeError:
            raise ValidationError(_("The text of the file cannot be read.")) from None
    if not rows:
        raise ValidationError(_("The file has a heading but no rows."))
    return Table([heading[:120] for heading in head.columns], rows, digest.hexdigest())
