"""Orders as an Excel file: the columns of the queue, masked."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from heqi.people.workbooks import Mark, Sheet, marked_book
from heqi.workorders.columns import Column
from heqi.workorders.models import WorkOrder


def order_book(rows: Iterable[WorkOrder], columns: Sequence[Column], *, mark: Mark) -> bytes:
    """The orders with the columns that the reader has chosen."""
    cells = [cell for column in columns for cell in column.cells]
    sheet = Sheet(
        _("Work orders"),
        [str(head) for head, _cell, _width in cells],
        ([text(order) for _head, text, _width in cells] for order in rows),
        [width for _head, _cell, width in cells],
    )
    return marked_book([sheet], mark=mark)
