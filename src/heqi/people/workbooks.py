"""Tables as Excel files: every cell plain text or a number, who made it when in the last line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor

MOST = 5_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
Cell = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. ``widths`` of the columns in characters; without them each fits what it holds."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on every sheet and printed page: who took it out, when, under which number."""

    name: str
    at: str
    number: str = ""

    @classmethod
    def of(cls, by: Actor, *, now: datetime, number: str = "") -> "Mark":
        """The mark of what somebody takes out now."""
        return cls(by.name, _text(now), number)

    def __str__(self) -> str:
        return f"{self.name} {self.at} {self.number}".rstrip()


def workbook(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    widths: Sequence[int] = (),
    by: Actor,
    now: datetime,
) -> bytes:
    """A file of one table."""
    return book([Sheet(title, heads, rows, widths)], by=by, now=now)


def book(sheets: Iterable[Sheet], *, by: Actor, now: datetime) -> bytes:
    """A file of several tables; who made it when stands in the last line of each."""
    return _made(sheets, Mark.of(by, now=now))


def marked_book(sheets: Iterable[Sheet], *, mark: Mark) -> bytes:
    """A file that leaves under a number: the mark stands above and below every printed page too."""
    return _made(sheets, mark, printed=True)


def _made(sheets: Iterable[Sheet], mark: Mark, *, printed: bool = False) -> bytes:
    buffer = BytesIO()
    made = xlsxwriter.Workbook(buffer, OPTIONS)
    formats = (
        made.add_format({"bold": True}),
        made.add_format({"num_format": "#,##0.00"}),
    )
    for sheet in sheets:
        page = made.add_worksheet(sheet.title[:31])
        _fill(page, sheet, mark, *formats)
        if printed:
            _mark_pages(page, mark)
    if printed:
        made.set_properties({"author": mark.name, "comments": str(mark)})
    made.close()
    return buffer.getvalue()


def _fill(page: Any, sheet: Sheet, mark: Mark, bold: Any, money: Any) -> None:
    """Text stays text whatever it begins with, so that nothing becomes a formula."""
    fitting = [len(head) * 2 + 2 for head in sheet.heads]
    for column, head in enumerate(sheet.heads):
        page.write_string(0, column, head, bold)
    line = 0
    for line, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                # Cents are exact in a double far beyond any till.
                page.write_number(line, column, float(cell), money)
                continue
            if isinstance(cell, int | float):
                page.write_number(line, column, cell)
                continue
            text = _text(cell)
            page.write_string(line, column, text)
            fitting[column] = min(48, max(fitting[column], len(text.encode("gbk", "replace")) + 2))
    said = _("Exported by {name} at {time}").format(name=mark.name, time=mark.at)
    page.write_string(line + 2, 0, f"{said} {mark.number}".rstrip())
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(line, 1), len(sheet.heads) - 1)
    for column, width in enumerate(sheet.widths or fitting):
        page.set_column(column, column, width)


def _mark_pages(page: Any, mark: Mark) -> None:
    # An ampersand begins a code of the page header.
    words = str(mark).replace("&", "&&")
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&C{words}")
    page.set_footer(f"&L{words}&R&P / &N")
    page.repeat_rows(0)


def download(content: bytes, name: str) -> HttpResponse:
    """The file as a response; ``name`` in ASCII without its ending."""
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
