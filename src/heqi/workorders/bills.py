"""Fees of work orders as bills that are paid at the counter."""

from django.db.models import Min

from heqi.counter.bills import OpenBill, register_bills
from heqi.counter.models import Hall
from heqi.customers.models import Party
from heqi.workorders.models import FeeLine, WorkOrder

KIND = "workorder"
SHOWN = 50


def prefix_of(order: WorkOrder) -> str:
    """What the references of all fees of an order begin with."""
    return f"{order.number}/"


def reference(fee: FeeLine) -> str:
    """The reference of one fee: a fee that is added later is a bill of its own."""
    return f"{prefix_of(fee.order)}{fee.pk}"


def open_fees(party: Party) -> list[OpenBill]:
    """Fees asked for at finished orders of a customer, less what is waived.

    What was finished before the company's first hall opened here was settled elsewhere.
    """
    since = Hall.objects.filter(company=party.company_id).aggregate(first=Min("opened_at"))["first"]
    if since is None:
        return []
    fees = FeeLine.objects.filter(order__party=party, order__finished_at__gte=since)
    rows = fees.exclude(order__status__in=["cancelled", "merged"]).select_related("order")
    return [
        OpenBill(
            KIND,
            reference(fee),
            f"{fee.order.kind_label} {fee.name}".strip(),
            fee.payable,
            point=fee.order.service_point_id,
        )
        for fee in rows.order_by("-id")[:SHOWN]
        if fee.payable > 0
    ]


def register() -> None:
    """Let them be paid; called when the app is ready."""
    register_bills(KIND, open_fees)
