"""Complaints and what they tell as Excel files: every cell plain text or a number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.complaints.models import Complaint
from heqi.complaints.queries.analysis import Analysis
from heqi.ledger.actors import Actor

MOST = 5_000
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def _book(sheets: Sequence[Sheet], *, by: Actor, now: datetime) -> bytes:
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    bold = book.add_format({"bold": True})
    made = _("Exported by {name} at {time}").format(name=by.name, time=_text(now))
    for title, heads, rows in sheets:
        sheet = book.add_worksheet(title[:31])
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, 18)
        line = 0
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_string(line, column, _text(cell))
        sheet.write_string(line + 2, 0, made)
        sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def complaint_book(rows: Iterable[Complaint], *, by: Actor, now: datetime) -> bytes:
    """The list as seen; of the complainant neither name nor phone."""
    heads = [
        _("Number"), _("Channel"), _("Platform's own number"), pgettext("of a complaint", "Class"),
        _("Matter in a few words"), _("Level"), _("Department in charge"), _("Handler"),
        _("Department complained about"), _("Verdict"), _("Responsibility"), _("State"),
        _("Received"), _("Due"), _("Closed"), _("Satisfaction (1 to 5)"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.channel_label, row.platform_number, row.category_label, row.subject,
            str(row.get_level_display()), str(row.unit), row.handler_name,
            str(row.accused_unit or ""), str(row.get_verdict_display()),
            str(row.get_responsibility_display() if row.responsibility else ""),
            str(row.get_status_display()), row.received_at, row.due_at, row.closed_at,
            row.satisfaction if row.satisfaction is not None else "",
        ]
        for row in rows
    )  # fmt: skip
    return _book([(_("Complaints"), heads, lines)], by=by, now=now)


def analysis_book(found: Analysis, words: Mapping[str, Any], *, by: Actor, now: datetime) -> bytes:
    """Indicators, breakdowns and months, a sheet each."""
    share = [_("Complaints"), pgettext("complaints", "Valid ones")]
    sheets: list[Sheet] = [
        (
            _("Indicators"),
            [_("Indicator"), pgettext("a figure", "Value"), "n", "m", _("Target")],
            [[str(words[i.code]), i.value, i.n, i.m, i.target] for i in found.indicators],
        )
    ]
    parts = [
        (pgettext("of a complaint", "Class"), found.classes),
        (pgettext("of a complaint", "Cause"), found.causes),
        (_("Department responsible"), found.units),
        (_("Channel"), found.channels),
    ]
    sheets += [
        (title, [title, *share], [[one.label, one.count, one.valid] for one in rows])
        for title, rows in parts
    ]
    sheets.append(
        (
            _("Months"),
            [_("Month"), *share, _("Closed"), pgettext("complaints", "Escalated")],
            [
                [f"{m.month:%Y-%m}", m.received, m.valid, m.closed, m.escalated]
                for m in found.months
            ],
        )
    )
    return _book(sheets, by=by, now=now)


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
