"""Who may read and add files of an order: photos, the customer's signature."""

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.workorders.models import WorkOrder


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees the order. Attach: its crew, its dispatchers and who took its request up,
    while it is open or in review. Remove: nobody; proof stays."""
    order = (
        WorkOrder.objects.visible_to(actor)
        .select_related("unit", "request")
        .get(pk=int(subject_id))
    )
    if verb == "read":
        return True
    if verb == "remove" or not (order.is_open or order.status == "done"):
        return False
    if order.assignee_id == actor.id and may(actor, "workorders.work", order):
        return True
    return may(actor, "workorders.dispatch", order) or _took_it_up(actor, order)


def _took_it_up(actor: Actor, order: WorkOrder) -> bool:
    """The agent on the phone with the customer gets photos and letters as well as the crew does."""
    request = order.request
    took = request is not None and actor.kind == "staff" and request.opened_by_id == actor.id
    return took and may(actor, "service.open", order)
