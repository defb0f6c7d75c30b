"""Figures and misses as Excel files: every cell plain text or a number."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor

MOST = 5_000
Cell = str | int | datetime | None


def table_book(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, by: Actor, now: datetime
) -> bytes:
    """The file; who made it when stands in the last line."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, max(12, len(head) * 2 + 2))
    line = 0
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, column, cell)
            else:
                # As text whatever it begins with, so that nothing becomes a formula.
                sheet.write_string(line, column, _text(cell))
    made = _("Exported by {name} at {time}").format(name=by.name, time=_text(now))
    sheet.write_string(line + 2, 0, made)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
    book.close()
    return buffer.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
