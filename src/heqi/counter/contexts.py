"""What a sale vouches for elsewhere: opening its customer, and a section on his page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.counter.access import VIEW
from heqi.counter.bills import OWN, owes, own_bills, register_bills
from heqi.counter.models import Bill, SalesOrder
from heqi.counter.states import BillState, OrderState
from heqi.customers.guards import register_guard
from heqi.customers.models import Party
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import register_context
from heqi.ledger.actors import Actor
from heqi.people.access import may

SHOWN = 20


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """An open counter transaction explains why its clerk opens the customer."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    return (
        SalesOrder.objects.visible_to(actor)
        .filter(pk=int(pk), party=party, operator_id=actor.id, status=OrderState.OPEN)
        .exists()
    )


def _sales(actor: Actor, party: Party, now: datetime) -> Shown | None:
    if not may(actor, VIEW):
        return None
    orders = SalesOrder.objects.visible_to(actor).filter(party=party)
    rows = list(orders.exclude(status=OrderState.CANCELLED).prefetch_related("lines")[:SHOWN])
    return Shown("counter/panel.html", {"rows": rows}, len(rows)) if rows else None


def _bills(actor: Actor, party: Party, now: datetime) -> Shown | None:
    if not may(actor, VIEW):
        return None
    rows = list(Bill.objects.visible_to(actor).filter(party=party)[:SHOWN])
    owed = sum(1 for row in rows if row.status == BillState.OPEN)
    return Shown("counter/bills_panel.html", {"rows": rows}, owed) if rows else None


def register() -> None:
    """Make them known; called when the app is ready."""
    register_context("counter", reason="counter", check=vouch)
    register_bills(OWN, own_bills)
    register_guard("counter.debts", owes)
    register_panel("counter.bills", tab="supply", label=_("Gas bills"), show=_bills, order=40)
    register_panel(
        "counter.sales", tab="contacts", label=_("Sales and payments"), show=_sales, order=50
    )
