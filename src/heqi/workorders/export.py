"""Orders as an Excel file: the columns of the queue, masked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.people.workbooks import workbook
from heqi.workorders.columns import Column
from heqi.workorders.models import WorkOrder


def order_book(
    rows: Iterable[WorkOrder], columns: Sequence[Column], *, by: Actor, now: datetime
) -> bytes:
    """The orders with the columns that the reader has chosen."""
    cells = [cell for column in columns for cell in column.cells]
    return workbook(
        _("Work orders"),
        [str(head) for head, _cell, _width in cells],
        ([text(order) for _head, text, _width in cells] for order in rows),
        widths=[width for _head, _cell, width in cells],
        by=by,
        now=now,
    )
