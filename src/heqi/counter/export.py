"""Sales orders and tills as Excel files; text stays text, money stays a number."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.counter.models import SalesOrder, Shift
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.ledger.actors import Actor
from heqi.people.workbooks import Cell, workbook


@transaction.atomic
def log_export(rows: Sequence[SalesOrder], *, query: str, by: Actor, now: datetime) -> None:
    """Sales with their customers' names left the system."""
    log_lookup(
        LookupAction.EXPORT,
        by=by,
        now=now,
        subjects=sorted({row.party_id for row in rows if row.party_id}),
        count=len(rows),
        query=query,
        query_kind="sales",
        channel="export",
    )


def sales_book(rows: Iterable[SalesOrder], *, by: Actor, now: datetime) -> bytes:
    """The list of sales orders."""
    heads = [
        _("Number"), _("Time"), _("Customer"), _("Account number"), _("Items"), _("Total (yuan)"),
        _("Paid by"), _("Slip number"), _("Clerk"), _("State"),
    ]  # fmt: skip
    widths = (18, 18, 20, 16, 40, 14, 20, 18, 12, 12)
    return workbook(_("Sales orders"), heads, map(_cells, rows), widths=widths, by=by, now=now)


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
