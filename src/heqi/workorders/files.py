"""Who may read and add files of an order: photos, the customer's signature."""

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.workorders.models import WorkOrder


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees the order. Attach: its crew and its dispatchers while it is open or in
    review. Remove: nobody; proof stays."""
    order = WorkOrder.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    if verb == "read":
        return True
    if verb == "remove" or not (order.is_open or order.status == "done"):
        return False
    works = order.assignee_id == actor.id and may(actor, "workorders.work", order)
    return works or may(actor, "workorders.dispatch", order)
