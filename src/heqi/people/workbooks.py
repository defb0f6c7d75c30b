"""Tables as Excel files: every cell plain text or a number, who made it when in the last line."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor

MOST = 5_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | datetime | None


def workbook(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    widths: Sequence[int] = (),
    by: Actor,
    now: datetime,
) -> bytes:
    """The file. Text stays text whatever it begins with, so that nothing becomes a formula.

    ``widths`` of the columns in characters; without them each column fits what it holds.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    fitting = [len(head) * 2 + 2 for head in heads]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    line = 0
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(line, column, cell)
                continue
            text = _text(cell)
            sheet.write_string(line, column, text)
            fitting[column] = min(48, max(fitting[column], len(text.encode("gbk", "replace")) + 2))
    made = _("Exported by {name} at {time}").format(name=by.name, time=_text(now))
    sheet.write_string(line + 2, 0, made)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
    for column, width in enumerate(widths or fitting):
        sheet.set_column(column, column, width)
    book.close()
    return buffer.getvalue()


def download(content: bytes, name: str) -> HttpResponse:
    """The file as a response; ``name`` in ASCII without its ending."""
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
