"""Orders as an Excel file: the columns of the queue, masked, every cell plain text."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.policies.templatetags.policies import clause_label
from heqi.service.models import Channel
from heqi.workorders.models import WorkOrder

MOST = 5_000
WIDTHS = (16, 18, 18, 14, 22, 12, 36, 30, 24, 10, 16, 10, 18)


def workbook(rows: Iterable[WorkOrder], *, by: Actor, now: datetime) -> bytes:
    """The file; who made it when stands in the last line."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Work orders"))
    bold = book.add_format({"bold": True})
    heads = [
        _("Due at"), _("Promise"), _("Number"), _("Kind"), _("Customer"), _("Tier"), _("Address"),
        _("Description"), _("In charge"), _("State"), _("Received"), _("Came by"), _("Clause"),
    ]  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    line = 0
    for line, order in enumerate(rows, start=1):
        for column, cell in enumerate(_cells(order)):
            # As text whatever it begins with: "=", "+", "-" and "@" must not become a formula.
            sheet.write_string(line, column, cell)
    sheet.write_string(
        line + 2,
        0,
        _("Exported by {name} at {time}").format(name=by.name, time=_instant(now)),
    )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    book.close()
    return buffer.getvalue()


def _cells(order: WorkOrder) -> list[str]:
    return [
        _instant(order.due_at),
        order.due_title,
        order.number,
        order.kind_label,
        order.customer_name,
        order.tier_label,
        order.address,
        order.description,
        f"{order.unit.name} {order.assignee.name if order.assignee else ''}".strip(),
        str(order.get_status_display()),
        _instant(order.created_at),
        str(dict(Channel.choices).get(order.source, order.source)),
        clause_label(order.due_clause) if order.due_clause else "",
    ]


def _instant(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
