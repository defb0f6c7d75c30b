"""Cases and proposed sums as Excel files."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.conduct.actions.submitting import content_words
from heqi.conduct.facts import ground_words
from heqi.conduct.models import Case, Circular, ProposedSum
from heqi.ledger.actors import Actor
from heqi.people.workbooks import workbook

MOST = 5_000


def case_book(rows: Iterable[Case], *, by: Actor, now: datetime) -> bytes:
    """The list as seen."""
    heads = [
        _("Number"), pgettext("conduct", "Reward or penalty"), _("Unit"), _("Person concerned"),
        _("Clause"), pgettext("conduct", "Ground"), pgettext("conduct", "Fact in a few words"),
        _("Happened on"),
        _("Content"), _("State"), _("Raised by"), pgettext("conduct", "Raised"),
        _("Decided"), _("Counts in"),
    ]  # fmt: skip
    lines = (
        [
            row.number, str(row.get_side_display()), str(row.unit),
            row.staff.name if row.staff else "", row.clause, ground_words(row.ground), row.title,
            row.happened_on.isoformat(), content_words(row), str(row.get_status_display()),
            row.source_number,
            row.raised_at, row.decided_at, f"{row.counts_in:%Y-%m}" if row.counts_in else "",
        ]
        for row in rows
    )  # fmt: skip
    title = pgettext("a sheet", "Rewards and penalties")
    return workbook(title, heads, lines, widths=[18] * len(heads), by=by, now=now)


def circular_book(rows: Iterable[Circular], *, by: Actor, now: datetime) -> bytes:
    """Company-wide notices, those withdrawn among them."""
    heads = [
        _("Number"), pgettext("circular", "Published"), _("Person concerned"), _("Unit"),
        _("Clause"), pgettext("conduct", "Fact in a few words"), _("Content"),
        pgettext("circular", "Decision"), pgettext("circular", "Withdrawn"), _("Reason"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.issued_at, row.who, str(row.unit), row.clause, row.title, row.content,
            row.source_number, row.withdrawn_at, row.withdrawal,
        ]
        for row in rows
    )  # fmt: skip
    title = pgettext("a sheet", "Company-wide notices")
    return workbook(title, heads, lines, widths=[18] * len(heads), by=by, now=now)


def sum_book(rows: Iterable[ProposedSum], *, by: Actor, now: datetime) -> bytes:
    """Proposed rewards and deductions for payroll; nothing is deducted by this file."""
    heads = [
        _("Month"), _("Staff number"), _("Name"), _("Unit"), pgettext("proposed sum", "As"),
        _("Amount (yuan)"), _("Clause"), pgettext("conduct", "Case"), _("State"),
        pgettext("proposed sum", "Handed over"),
    ]  # fmt: skip
    lines = (
        [
            f"{row.month:%Y-%m}", row.staff.number if row.staff else "",
            row.staff.name if row.staff else "", str(row.unit), str(row.get_part_display()),
            float(row.amount), row.clause, row.case.number, str(row.get_state_display()),
            row.handed_at,
        ]
        for row in rows
    )  # fmt: skip
    title = pgettext("a sheet", "Proposed rewards and deductions")
    return workbook(title, heads, lines, widths=[18] * len(heads), by=by, now=now)
