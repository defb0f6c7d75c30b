"""The columns of the queue, on the page and in the Excel file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heqi.policies.templatetags.policies import clause_label
from heqi.workorders.models import WorkOrder

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in pixels (0 shares what is left), ``sort`` a key of the queue's orders,
    ``cells`` what the Excel file writes: head, text, width in characters. Its cells on the page
    are drawn by a template of their own, named by the key."""

    key: str
    label: Text
    cells: tuple[tuple[Text, Callable[[WorkOrder], str], int], ...]
    width: int = 0
    sort: str = ""
    optional: bool = False

    @property
    def template(self) -> str:
        """What draws a cell of the column on the page."""
        return f"workorders/cells/{self.key}.html"


def _instant(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _charge(order: WorkOrder) -> str:
    return f"{order.unit.name} {order.assignee.name if order.assignee else ''}".strip()


_ROWS = (
    Column(
        "due", _("Deadline"),
        (
            (_("Due at"), lambda o: _instant(o.due_at), 16),
            (_("Promise"), lambda o: o.due_title, 18),
        ),
        width=164, sort="due",
    ),
    Column("number", _("Number"), ((_("Number"), lambda o: o.number, 18),), width=150),
    Column("kind", _("Kind"), ((_("Kind"), lambda o: o.kind_label, 14),), width=82),
    Column(
        "customer", _("Customer"),
        ((_("Customer"), lambda o: o.customer_name, 22), (_("Tier"), lambda o: o.tier_label, 12)),
        width=150,
    ),
    Column("phone", _("Phone"), ((_("Phone"), lambda o: o.masked_phone, 14),), 110, optional=True),
    Column("address", _("Address"), ((_("Address"), lambda o: o.address, 36),)),
    Column("area", _("Area"), ((_("Area"), lambda o: o.area_label, 10),), 74, optional=True),
    Column(
        "description", _("What the customer says"),
        ((_("Description"), lambda o: o.description, 30),),
    ),
    Column("charge", _("In charge"), ((_("In charge"), _charge, 24),), width=138),
    Column("state", _("State"), ((_("State"), lambda o: str(o.get_status_display()), 10),), 82),
    Column(
        "received", _("Received"), ((_("Received"), lambda o: _instant(o.created_at), 16),),
        width=86, sort="newest",
    ),
    Column(
        "dispatched", _("Dispatched at"),
        ((_("Dispatched at"), lambda o: _instant(o.dispatched_at), 16),), 86, optional=True,
    ),
    Column(
        "booked", _("Booked for"), ((_("Booked for"), lambda o: _instant(o.booked_for), 16),), 86,
        optional=True,
    ),
    Column(
        "source", _("Came by"), ((_("Came by"), lambda o: o.source_label, 10),), 82,
        optional=True,
    ),
    Column(
        "reminders", _("Reminders"),
        ((_("Reminders"), lambda o: str(o.reminders or ""), 8),), 64, optional=True,
    ),
    Column(
        "clause", _("Clause behind it"),
        ((_("Clause"), lambda o: clause_label(o.due_clause) if o.due_clause else "", 18),),
        width=112,
    ),
)  # fmt: skip
COLUMNS = {column.key: column for column in _ROWS}
# A row without its number leads nowhere.
FIXED = "number"


def chosen(keys: Iterable[str]) -> list[Column]:
    """The columns of these keys in the order of the page; without any, the usual ones."""
    wanted = {key for key in keys if key in COLUMNS}
    if not wanted:
        return [column for column in _ROWS if not column.optional]
    return [column for column in _ROWS if column.key in wanted or column.key == FIXED]
