"""Records of a CSV file with the byte where each ends, so that reading can go on from there."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_COLUMNS = 200
MAX_CELL = 2_000
MAX_LINE = 200_000
DELIMITERS = ",\t;|"
SAMPLES = 5
# Titles that some programs print above the heading.
HEAD_LINES = 10

csv.field_size_limit(MAX_LINE)


class Unreadable(ValidationError):  # noqa: N818
    """The file breaks off being a table at some line; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a file: its columns, the first rows, where the rows begin in bytes."""

    delimiter: str
    columns: list[str]
    samples: list[list[str]]
    body: int


@dataclass(slots=True)
class _Lines:
    """Decodes line by line and knows how far it is."""

    file: BinaryIO
    encoding: str
    offset: int

    def __iter__(self) -> Iterator[str]:
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        while raw := self.file.readline(MAX_LINE):
            if len(raw) >= MAX_LINE:
                raise Unreadable(
                    _("A line of the file is longer than {limit} characters: this is no table.")
                    .format(limit=MAX_LINE)
                )  # fmt: skip
            self.offset += len(raw)
            yield raw.decode(encoding)


def records(
    path: Path, *, encoding: str, delimiter: str, offset: int
) -> Iterator[tuple[list[str], int]]:
    """Each record from a byte on, with the byte after it. Empty lines are passed over."""
    with path.open("rb") as file:
        file.seek(offset)
        lines = _Lines(file, encoding, offset)
        try:
            for record in csv.reader(lines, delimiter=delimiter, strict=False):
                if len(record) > MAX_COLUMNS:
                    raise Unreadable(
                        _("A row has more than {limit} columns.").format(limit=MAX_COLUMNS)
                    )
                if any(record):
                    if len(max(record, key=len)) > MAX_CELL:
                        raise Unreadable(
                            _("A cell holds more than {limit} characters.").format(limit=MAX_CELL)
                        )
                    yield record, lines.offset
        except csv.Error:
            raise Unreadable(
                _("The quotation marks of the file do not match: a cell never ends.")
            ) from None


def read_head(path: Path, encoding: str) -> Head:
    """Find the delimiter and the heading; ValidationError where there is no table."""
    with path.open("rb") as file:
        start = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
        file.seek(start)
        lines = [file.readline(MAX_LINE) for _n in range(HEAD_LINES)]
    text = [line.decode("utf-8" if encoding == "utf-8-sig" else encoding, "replace")
            for line in lines]  # fmt: skip
    delimiter = max(DELIMITERS, key=lambda mark: max(line.count(mark) for line in text))
    rows = records(path, encoding=encoding, delimiter=delimiter, offset=start)
    first = []
    for row, end in rows:
        first.append(([cell.strip() for cell in row], end))
        if len(first) >= HEAD_LINES:
            break
    width = max((sum(map(bool, row)) for row, _end in first), default=0)
    if width < 2:
        raise ValidationError(
            _("No table was found: the first row should hold the names of the columns.")
        )
    # The heading is the first row that is about as full as the fullest.
    at = next(n for n, (row, _end) in enumerate(first) if sum(map(bool, row)) * 3 >= width * 2)
    columns, body = first[at]
    return Head(delimiter, columns, [row for row, _end in first[at + 1 : at + 1 + SAMPLES]], body)
