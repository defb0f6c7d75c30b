"""The month's reconciliation as an Excel file: sums by hall, clerk and team, and differences."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.reconciliation.causes import cause_label
from heqi.reconciliation.queries import Month, Sums


def workbook(report: Month, *, by: Actor, now: datetime) -> bytes:
    """The file; who made it when stands in the last line of the first sheet."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    _sums(book, report, bold, money, by, now)
    _differences(book, report, bold, money)
    book.close()
    return buffer.getvalue()


def _sums(book: Any, report: Month, bold: Any, money: Any, by: Actor, now: datetime) -> None:
    sheet = book.add_worksheet(pgettext("report", "Month"))
    heads = [
        pgettext("report", "By"), _("Hall or team"), _("Sheets"),
        pgettext("reconciliation", "Agreed"), pgettext("reconciliation", "Differences"),
        pgettext("reconciliation", "Approved"), _("To be explained or approved"), _("Late"),
        _("System (yuan)"), _("Difference (yuan)"),
    ]  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, 16)
    parts: Sequence[Sequence[Sums]] = [[report.whole], report.halls, report.clerks, report.teams]
    line = 0
    for row in (row for part in parts for row in part):
        line += 1
        sheet.write_string(line, 0, row.label)
        sheet.write_string(line, 1, row.unit)
        numbers = (row.sheets, row.matched, row.differed, row.approved, row.waiting, row.late)
        for column, number in enumerate(numbers, start=2):
            sheet.write_number(line, column, number)
        sheet.write_number(line, 8, float(row.total), money)
        sheet.write_number(line, 9, float(row.apart), money)
    sheet.write_string(
        line + 2,
        0,
        _("Exported by {name} at {time}").format(
            name=by.name, time=f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
        ),
    )
    sheet.freeze_panes(1, 0)


def _differences(book: Any, report: Month, bold: Any, money: Any) -> None:
    sheet = book.add_worksheet(pgettext("reconciliation", "Differences"))
    heads = [
        _("Number"), _("Business day"), _("Hall or team"), _("Clerk or crew"), _("Till or order"),
        _("Difference (yuan)"), _("Findings"), _("State"), _("Cause"), _("Explanation"),
    ]  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, 18)
    for line, row in enumerate(report.differences, start=1):
        cells = [
            row.number, f"{row.day:%Y-%m-%d}", str(row.unit),
            row.operator.name if row.operator else "", row.subject_number, "", "",
            str(row.get_status_display()), cause_label(row.cause) if row.cause else "",
            row.explanation,
        ]  # fmt: skip
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell)
        sheet.write_number(line, 5, float(row.difference), money)
        sheet.write_number(line, 6, row.findings)
    sheet.freeze_panes(1, 0)
