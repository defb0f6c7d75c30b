"""What an order vouches for elsewhere: opening its customer, and a tab on his page."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.clocks.pages import register_page
from heqi.customers.facts import Needs
from heqi.customers.guards import register_guard
from heqi.customers.models import Party, ServicePoint
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import register_context
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.workorders.access import VIEW
from heqi.workorders.models import Attendance, WorkOrder
from heqi.workorders.queries import orders_of, promises_of_orders

# Rights that make an order one's own business, besides being sent to it.
CONCERNED = ("workorders.dispatch", "workorders.review", "workorders.create")
NAMED = 5


def is_sent(actor: Actor, order: WorkOrder) -> bool:
    """Whether the actor carries the order out, or was called in beside the crew."""
    if actor.kind != "staff" or actor.id is None:
        return False
    if order.assignee_id == actor.id:
        return True
    return Attendance.objects.filter(order=order, staff_id=actor.id).exists()


def is_concerned(actor: Actor, order: WorkOrder) -> bool:
    """Whether the actor carries the order out, or steers it."""
    return any(may(actor, code, order) for code in CONCERNED) or is_sent(actor, order)


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """An order in hand explains why somebody opens its customer."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    order = (
        WorkOrder.objects.visible_to(actor)
        .filter(pk=int(pk), party=party)
        .select_related("unit")
        .first()
    )
    if order is None or not (order.is_open or order.status == "done"):
        return False
    return is_concerned(actor, order)


def _orders(actor: Actor, party: Party, now: datetime) -> Shown | None:
    if not may(actor, VIEW):
        return None
    rows = list(orders_of(actor, party, limit=20))
    ended = promises_of_orders(rows)
    shown = [(order, ended.get(order.pk, [])) for order in rows]
    return Shown("workorders/panel.html", {"rows": shown}, len(rows))


def unfinished(point: ServicePoint, needs: Needs) -> str | None:
    """Orders on which work is still to be done, where a formality wants them finished first."""
    if not needs.orders:
        return None
    rows = WorkOrder.objects.still_open().filter(service_point=point)
    numbers = list(rows.order_by("id").values_list("number", flat=True)[:NAMED])
    if not numbers:
        return None
    return _("Work is still to be done at this address: {numbers}. Finish it first.").format(
        numbers=_(", ").join(numbers)
    )


def register() -> None:
    """Make them known; called when the app is ready."""
    register_page("workorders.workorder", "workorders:order", "key")
    register_guard("workorders.unfinished", unfinished)
    register_context("workorder", reason="work_order", check=vouch)
    register_panel(
        "workorders.orders", tab="orders", label=gettext_lazy("Work orders"), show=_orders, order=10
    )
