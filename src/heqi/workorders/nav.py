"""Where work orders stand in the menu, and how many wait."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.ways import count_up_to, sorted_keys, ways
from heqi.workorders.access import VIEW
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries.queue import CAP

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
    seen = ways(actor, VIEW)
    rows = WorkOrder.objects.all().still_open()
    number = count_up_to(rows, seen.heaps, CAP)
    # In the order of the index: an overdue promise stands at the front of the queue.
    first = sorted_keys(rows, seen.walks, ("queue_at", "pk"), start=0, stop=1)
    late = WorkOrder.objects.filter(pk__in=first, due_at__lt=now).exists()
    return number, "hot" if late else ""


COUNTS = {"orders": waiting}
