"""Reading sales orders and card sales."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Q

from heqi.counter.access import CONFIRM
from heqi.counter.models import Bill, CardSale, Reversal, SalesLine, SalesOrder
from heqi.counter.states import LineKind, OrderState, ReversalState
from heqi.customers.models import Meter, Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.people.access import within


@dataclass(frozen=True, slots=True)
class OrderFilters:
    """What the list of sales orders shows; empty values do not narrow."""

    tab: str = "all"
    text: str = ""
    hall: int | None = None
    operator: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None


def get_order(actor: Actor, pk: int) -> SalesOrder:
    """One sales order the actor may see; ``DoesNotExist`` otherwise."""
    return (
        SalesOrder.objects.visible_to(actor)
        .select_related("company", "unit", "shift__hall", "operator", "party", "service_point")
        .select_related("reversal_of", "reversed_by")
        .get(pk=pk)
    )


def order_list(actor: Actor, filters: OrderFilters) -> models.QuerySet[SalesOrder]:
    """Sales orders of a filter, the newest first."""
    rows = SalesOrder.objects.visible_to(actor).select_related("operator", "unit")
    if filters.tab in OrderState.values:
        rows = rows.filter(status=filters.tab)
    if filters.text.strip():
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(account_no__startswith=text)
            | Q(pk__in=_by_slip(text))
        )
    if filters.hall:
        rows = rows.filter(shift__hall_id=filters.hall)
    if filters.operator:
        rows = rows.filter(operator_id=filters.operator)
    if filters.kind:
        rows = rows.filter(pk__in=SalesLine.objects.filter(kind=filters.kind).values("order_id"))
    if filters.since:
        rows = rows.filter(opened_at__gte=midnight(filters.since))
    if filters.until:
        rows = rows.filter(opened_at__lt=midnight(filters.until + timedelta(days=1)))
    return rows.prefetch_related("lines", "payments", "slips").order_by("-opened_at", "-id")


def _by_slip(text: str) -> models.QuerySet[SalesOrder]:
    return SalesOrder.objects.filter(slips__text=text.upper()).values("pk")  # type: ignore[return-value]


def bought_since(point: ServicePoint, day: date) -> Decimal:
    """Gas that a service point has had since a day (included), in m³: sold to its cards, less
    what was taken back, and charged by reading. The steps of the price count over it."""
    return taken_since([point.pk], day)[point.pk]


def taken_since(points: Collection[int], day: date) -> dict[int, Decimal]:
    """:func:`bought_since` of many service points, in two queries.

    Added up here and not in the database: SQLite adds decimals as floating-point numbers.
    """
    found = dict.fromkeys(points, Decimal(0))
    sold = CardSale.objects.filter(service_point__in=points, sold_at__gte=midnight(day))
    billed = Bill.objects.filter(
        service_point__in=points, used_on__gte=day, cancelled_at__isnull=True
    )
    for rows in (sold, billed):
        for point, volume in rows.order_by().values_list("service_point", "volume"):
            found[point] += volume
    return found


def card_sales_of(meter: Meter) -> models.QuerySet[CardSale]:
    """Gas sold to the card of a meter, the newest first; reversals have negative volumes."""
    return CardSale.objects.filter(meter=meter, sold_at__isnull=False).order_by("-sold_at", "-id")


def sold_to_card(meter: int, since: datetime | None, until: datetime) -> Decimal:
    """Gas sold to the card of a meter after an instant up to another, less what was taken back;
    m³."""
    rows = CardSale.objects.filter(meter=meter, sold_at__lte=until)
    if since is not None:
        rows = rows.filter(sold_at__gt=since)
    return sum(rows.values_list("volume", flat=True), Decimal(0))


def refundable(party: Party) -> list[SalesLine]:
    """Deposits of a customer that were paid and not given back."""
    rows = SalesLine.objects.filter(
        kind=LineKind.DEPOSIT,
        order__party=party,
        order__status__in=[OrderState.PAID, OrderState.DONE],
        amount__gt=0,
    )
    back = SalesLine.objects.filter(refunds__isnull=False, settles=True).values("refunds_id")
    return list(rows.exclude(pk__in=back).select_related("order").order_by("id")[:20])


def pending_reversals(actor: Actor) -> models.QuerySet[Reversal]:
    """Reversals that wait for a second person: the actor's to confirm, his own left out."""
    rows: models.QuerySet[Reversal] = within(Reversal.objects.all(), actor, CONFIRM)
    rows = rows.filter(status=ReversalState.ASKED).exclude(asked_by_id=actor.id)
    return rows.select_related("order__operator", "asked_by", "unit").order_by("asked_at", "id")
