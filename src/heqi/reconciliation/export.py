"""Reconciliation as Excel files: the list of sheets; the month's sums and differences."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.people.workbooks import Cell, Sheet, book, workbook
from heqi.reconciliation import models
from heqi.reconciliation.causes import cause_label
from heqi.reconciliation.queries import Month, Sums


def sheets_book(rows: Iterable[models.Sheet], *, by: Actor, now: datetime) -> bytes:
    """The list of sheets."""
    heads = [
        _("Number"), _("Business day"), _("Hall or team"), _("Clerk or crew"), _("Till or order"),
        _("System (yuan)"), _("Difference (yuan)"), _("State"), _("Due"), _("Deadline"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.day, str(row.unit), row.operator.name if row.operator else "",
            row.subject_number, row.known_total, row.known_difference,
            str(row.get_status_display()), row.due_at, row.due_title,
        ]
        for row in rows
    )  # fmt: skip
    return workbook(_("Three-way reconciliation"), heads, lines, by=by, now=now)


def month_book(report: Month, *, by: Actor, now: datetime) -> bytes:
    """The sums and the differences of a month."""
    sums = [
        pgettext("report", "By"), _("Hall or team"), _("Sheets"),
        pgettext("reconciliation", "Agreed"), pgettext("reconciliation", "Differences"),
        pgettext("reconciliation", "Approved"), _("To be explained or approved"), _("Late"),
        _("System (yuan)"), _("Difference (yuan)"),
    ]  # fmt: skip
    differences = [
        _("Number"), _("Business day"), _("Hall or team"), _("Clerk or crew"), _("Till or order"),
        _("Difference (yuan)"), _("Findings"), _("State"), _("Cause"), _("Explanation"),
    ]  # fmt: skip
    sheets = [
        Sheet(pgettext("report", "Month"), sums, _sums(report)),
        Sheet(pgettext("reconciliation", "Differences"), differences, _differences(report)),
    ]
    return book(sheets, by=by, now=now)


def _sums(report: Month) -> Iterator[Sequence[Cell]]:
    parts: Sequence[Sequence[Sums]] = [[report.whole], report.halls, report.clerks, report.teams]
    for row in (row for part in parts for row in part):
        numbers = (row.sheets, row.matched, row.differed, row.approved, row.waiting, row.late)
        yield [row.label, row.unit, *numbers, row.total, row.apart]


def _differences(report: Month) -> Iterator[Sequence[Cell]]:
    for row in report.differences:
        yield [
            row.number, f"{row.day:%Y-%m-%d}", str(row.unit),
            row.operator.name if row.operator else "", row.subject_number, row.difference,
            row.findings, str(row.get_status_display()),
            cause_label(row.cause) if row.cause else "", row.explanation,
        ]  # fmt: skip
