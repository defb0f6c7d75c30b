"""Rectifications as an Excel file: every cell plain text."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.people.workbooks import workbook
from heqi.rectifications.models import Rectification

MOST = 5_000


def rectification_book(rows: Iterable[Rectification], *, by: Actor, now: datetime) -> bytes:
    """The list as seen; who made it when stands in the last line."""
    heads = [
        _("Number"), _("Department"), pgettext("a rectification", "Problem in a few words"),
        _("Severity"), _("State"), _("Raised by"), pgettext("a rectification", "Issued"),
        _("Issued by"), _("Acknowledged"),
        _("Plan"), _("Report"), _("Put right"), _("Due"),
    ]  # fmt: skip
    lines = (
        [
            row.number, str(row.unit), row.title, str(row.get_severity_display()),
            str(row.get_status_display()), row.source_number, row.issued_at, row.issuer_name,
            row.acknowledged_at, row.planned_at, row.reported_at, row.passed_at, row.due_at,
        ]
        for row in rows
    )  # fmt: skip
    title = pgettext("a sheet", "Rectifications")
    return workbook(title, heads, lines, widths=[18] * len(heads), by=by, now=now)
