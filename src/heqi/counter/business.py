"""Sales as business that explains looks, and payments as entries that are reviewed."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db.models import Q

from heqi.counter.models import SalesOrder
from heqi.counter.states import OrderState
from heqi.customers.business import (
    Entry,
    Link,
    register_entries,
    register_links,
    register_vouchers,
    seconds,
)


def sales(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Sales: the clerk's, from the first line until it is paid and handed over.

    A sale that nobody paid explains nothing, and none that was taken back: the clerk began it
    himself, and a second person said that it was none. The order that gives the money back is
    business of its own.
    """
    rows = SalesOrder.objects.filter(
        Q(done_at__gte=_instant(since)) | Q(paid_at__gte=_instant(since)),
        party__in=parties,
        opened_at__lte=_instant(until),
    ).exclude(status=OrderState.REVERSED)
    for pk, number, party, clerk, opened, paid, done in rows.values_list(
        "pk", "number", "party_id", "operator_id", "opened_at", "paid_at", "done_at"
    ):
        end = seconds(done or paid)
        yield Link("sale", str(pk), party, {clerk}, seconds(opened), end, number=number)


def unpaid_sales(references: Collection[str]) -> dict[str, str]:
    """Sales that vouched for opening a customer and were cancelled or taken back, or are unpaid."""
    ids = [int(text) for text in references if text.isascii() and text.isdigit() and len(text) < 19]
    states = {
        OrderState.CANCELLED.value: "void",
        OrderState.REVERSED.value: "void",
        OrderState.OPEN.value: "open",
    }
    rows = SalesOrder.objects.filter(pk__in=ids, status__in=states)
    return {str(pk): states[status] for pk, status in rows.values_list("pk", "status")}


def payments_taken(company_id: int, since: int, until: int) -> Iterator[Entry]:
    """What was paid and paid back for a customer, by the clerk whose till it went through."""
    rows = SalesOrder.objects.filter(
        company_id=company_id,
        paid_at__gte=_instant(since),
        paid_at__lt=_instant(until),
        party__isnull=False,
    )
    for pk, clerk, party, paid in rows.values_list("pk", "operator_id", "party_id", "paid_at"):
        yield Entry(pk, seconds(paid), clerk, "payment", party)


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, tz=UTC)


def register() -> None:
    """Make them known; called when the app is ready."""
    register_links("counter", sales)
    register_entries("counter", payments_taken)
    register_vouchers("counter", unpaid_sales)
