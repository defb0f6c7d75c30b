"""The month's reconciliation as an Excel file: sums by hall, clerk and team, and differences."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.people.workbooks import Cell, Sheet, book
from heqi.reconciliation.causes import cause_label
from heqi.reconciliation.queries import Month, Sums


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
