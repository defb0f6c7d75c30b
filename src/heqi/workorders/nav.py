"""Where work orders stand in the menu, and how many wait."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.service.queries import capped_count
from heqi.workorders.access import VIEW
from heqi.workorders.models import WorkOrder

TABS = [
    {"entry": "orders", "url": "workorders:queue", "label": _("All orders"), "permission": VIEW},
    {
        "entry": "orders",
        "url": "workorders:board",
        "label": _("Dispatch board"),
        "permission": "workorders.dispatch",
    },
    {
        "entry": "orders",
        "url": "workorders:field",
        "label": _("My orders"),
        "permission": "workorders.work",
    },
]


def waiting(actor: Actor, now: datetime) -> tuple[int, str]:
    """Open orders that the actor sees, counted to a thousand; red when one of them is overdue."""
    if not may(actor, VIEW):
        return 0, ""
    rows = WorkOrder.objects.visible_to(actor).filter(is_open=True)
    number = capped_count(rows)
    # In the order of the index: an overdue promise stands at the front of the queue.
    first = list(rows.order_by("queue_at", "id").values_list("due_at", flat=True)[:1])
    return number, "hot" if first and first[0] and first[0] < now else ""


COUNTS = {"orders": waiting}
