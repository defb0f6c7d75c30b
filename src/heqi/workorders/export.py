"""Orders as an Excel file: the columns of the queue, masked, every cell plain text."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.workorders.columns import Column
from heqi.workorders.models import WorkOrder

MOST = 5_000


def workbook(
    rows: Iterable[WorkOrder], columns: Sequence[Column], *, by: Actor, now: datetime
) -> bytes:
    """The file; who made it when stands in the last line."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Work orders"))
    bold = book.add_format({"bold": True})
    cells = [cell for column in columns for cell in column.cells]
    for place, (head, _text, width) in enumerate(cells):
        sheet.write_string(0, place, str(head), bold)
        sheet.set_column(place, place, width)
    line = 0
    for line, order in enumerate(rows, start=1):
        for place, (_head, text, _width) in enumerate(cells):
            # As text whatever it begins with: "=", "+", "-" and "@" must not become a formula.
            sheet.write_string(line, place, text(order))
    made = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    sheet.write_string(
        line + 2, 0, _("Exported by {name} at {time}").format(name=by.name, time=made)
    )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(cells) - 1)
    book.close()
    return buffer.getvalue()
