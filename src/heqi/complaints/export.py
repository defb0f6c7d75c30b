"""Complaints and what they tell as Excel files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.complaints.models import Complaint
from heqi.complaints.queries.analysis import Analysis
from heqi.ledger.actors import Actor
from heqi.people.workbooks import Mark, Sheet, book, marked_book


def complaint_book(rows: Iterable[Complaint], *, mark: Mark) -> bytes:
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
            row.satisfaction,
        ]
        for row in rows
    )  # fmt: skip
    return marked_book([Sheet(_("Complaints"), heads, lines)], mark=mark)


def analysis_book(found: Analysis, words: Mapping[str, Any], *, by: Actor, now: datetime) -> bytes:
    """Indicators, breakdowns and months, a sheet each."""
    share = [_("Complaints"), pgettext("complaints", "Valid ones")]
    sheets = [
        Sheet(
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
        Sheet(title, [title, *share], [[one.label, one.count, one.valid] for one in rows])
        for title, rows in parts
    ]
    sheets.append(
        Sheet(
            _("Months"),
            [_("Month"), *share, _("Closed"), pgettext("complaints", "Escalated ones")],
            [
                [f"{m.month:%Y-%m}", m.received, m.valid, m.closed, m.escalated]
                for m in found.months
            ],
        )
    )
    return book(sheets, by=by, now=now)
