"""Rectifications as an Excel file: every cell plain text."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.rectifications.models import Rectification

MOST = 5_000


def rectification_book(rows: Iterable[Rectification], *, by: Actor, now: datetime) -> bytes:
    """The list as seen; who made it when stands in the last line."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(pgettext("a sheet", "Rectifications"))
    heads = [
        _("Number"), _("Department"), pgettext("a rectification", "Problem in a few words"),
        _("Severity"), _("State"), _("Raised by"), _("Issued"), _("Issued by"), _("Acknowledged"),
        _("Plan"), _("Report"), _("Put right"), _("Due"),
    ]  # fmt: skip
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, 18)
    line = 0
    for line, row in enumerate(rows, start=1):
        cells = [
            row.number, str(row.unit), row.title, str(row.get_severity_display()),
            str(row.get_status_display()), row.source_number, row.issued_at, row.issuer_name,
            row.acknowledged_at, row.planned_at, row.reported_at, row.passed_at, row.due_at,
        ]  # fmt: skip
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, _text(cell))
    made = _("Exported by {name} at {time}").format(name=by.name, time=_text(now))
    sheet.write_string(line + 2, 0, made)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
    book.close()
    return buffer.getvalue()


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
