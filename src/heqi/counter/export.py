"""Sales orders as an Excel file; text stays text, money stays a number."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.counter.models import SalesOrder
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.ledger.actors import Actor

MOST = 5_000
WIDTHS = (18, 18, 20, 16, 40, 14, 20, 18, 12, 12)


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


def workbook(rows: Sequence[SalesOrder], *, by: Actor, now: datetime) -> bytes:
    """The file; who made it when stands in the last line."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Sales orders"))
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    heads = [
        _("Number"), _("Time"), _("Customer"), _("Account number"), _("Items"), _("Total (yuan)"),
        _("Paid by"), _("Slip number"), _("Clerk"), _("State"),
    ]  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, WIDTHS[column])
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(_cells(row)):
            sheet.write_string(line, column, cell)
        # Cents are exact in a double far beyond any till.
        sheet.write_number(line, 5, float(row.total), money)
    sheet.write_string(
        len(rows) + 2,
        0,
        _("Exported by {name} at {time}").format(name=by.name, time=_instant(now)),
    )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    book.close()
    return buffer.getvalue()


def _cells(row: SalesOrder) -> list[str]:
    return [
        row.number,
        _instant(row.paid_at or row.opened_at),
        row.customer_name,
        row.account_no,
        "、".join(line.label for line in row.lines.all()),
        "",
        "、".join(str(payment.get_method_display()) for payment in row.payments.all()),
        "、".join(slip.text for slip in row.slips.all()),
        row.operator.name,
        str(row.get_status_display()),
    ]


def _instant(value: datetime) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
