"""Sales orders and tills as Excel files; text stays text, money stays a number."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.counter.models import Bill, SalesOrder, Shift
from heqi.ledger.actors import Actor
from heqi.people.workbooks import Cell, Mark, Sheet, marked_book, workbook


def sales_book(rows: Iterable[SalesOrder], *, mark: Mark) -> bytes:
    """The list of sales orders, which names customers."""
    heads = [
        _("Number"), _("Time"), _("Customer"), _("Account number"), _("Items"), _("Total (yuan)"),
        _("Paid by"), _("Slip number"), _("Clerk"), _("State"),
    ]  # fmt: skip
    widths = (18, 18, 20, 16, 40, 14, 20, 18, 12, 12)
    return marked_book([Sheet(_("Sales orders"), heads, map(_cells, rows), widths)], mark=mark)


def _cells(row: SalesOrder) -> list[Cell]:
    return [
        row.number,
        row.paid_at or row.opened_at,
        row.customer_name,
        row.account_no,
        "、".join(line.label for line in row.lines.all()),
        row.total,
        "、".join(str(payment.get_method_display()) for payment in row.payments.all()),
        "、".join(slip.text for slip in row.slips.all()),
        row.operator.name,
        str(row.get_status_display()),
    ]


def bills_book(rows: Iterable[Bill], *, mark: Mark) -> bytes:
    """The list of gas bills, which names customers."""
    heads = [
        _("Number"), _("Customer"), _("Account number"), _("Read on"), _("Volume (m³)"),
        _("Amount (yuan)"), pgettext("a bill", "Issued"), pgettext("a bill", "Paid at"), _("State"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.party.name, row.service_point.account_no, row.used_on, row.volume,
            row.amount, row.issued_at, row.paid_at, str(row.get_status_display()),
        ]
        for row in rows
    )  # fmt: skip
    widths = (18, 20, 16, 12, 12, 14, 18, 18, 12)
    return marked_book([Sheet(_("Gas bills"), heads, lines, widths)], mark=mark)


def shifts_book(rows: Iterable[Shift], *, by: Actor, now: datetime) -> bytes:
    """The list of tills."""
    heads = [
        _("Number"), _("Business day"), _("Hall"), pgettext("desk", "Till"), _("Clerk"),
        pgettext("till", "Opened"), pgettext("till", "Closed"), _("State"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.day, str(row.hall), row.till, row.operator.name, row.opened_at,
            row.closed_at, str(row.get_status_display()),
        ]
        for row in rows
    )  # fmt: skip
    return workbook(_("Tills"), heads, lines, by=by, now=now)
