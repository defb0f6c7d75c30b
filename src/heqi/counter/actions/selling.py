"""Filling a sales order: gas, bills, goods, deposits given back. Every line bears a key of the
form that added it, so that a second click adds nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.counter.actions.shifts import require_own, require_today
from heqi.counter.amounts import exact
from heqi.counter.bills import bills_of_number, open_bills
from heqi.counter.facts import item_of, tariff_of
from heqi.counter.models import CardSale, SalesLine, SalesOrder, Shift
from heqi.counter.names import GAS, PLAIN, REFUND, STEP, kept_name
from heqi.counter.pricing import cents
from heqi.counter.queries.orders import bought_since, refundable
from heqi.counter.states import ORDER_FLOW, LineKind
from heqi.customers.models import Meter, MeterKind, Party, ServicePoint
from heqi.customers.states import MeterState
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import Refused
from heqi.readings.actions import keep_card_reading
from heqi.readings.states import Source

PREFIX = "XS"


@transaction.atomic
def open_order(
    shift: Shift,
    *,
    party: Party | None = None,
    point: ServicePoint | None = None,
    by: Actor,
    now: datetime,
) -> SalesOrder:
    """Begin to serve a customer (None: a passer-by); the one already begun where there is one."""
    require_own(shift, by)
    require_today(shift, now)
    if party is not None and party.company_id != shift.company_id:
        raise ValidationError(_("This customer belongs to another company."))
    if point is not None and not _belongs(point, party):
        raise ValidationError(_("This account does not belong to the customer."))
    values: dict[str, Any] = {"operator_id": by.id, "party": party, "service_point": point}
    known = _begun(values) if party is not None else None
    if known is not None:
        return known
    try:
        with transaction.atomic():
            order: SalesOrder = SalesOrder.objects.create(
                number=next_number(PREFIX, timezone.localdate(now)),
                company=shift.company,
                unit=shift.unit,
                shift=shift,
                customer_name=party.name if party else "",
                account_no=point.account_no if point else "",
                address=point.premises.text if point else "",
                opened_at=now,
                **values,
            )
    except IntegrityError:
        return SalesOrder.objects.get(**values, status="open")
    audit(
        order,
        "counter.open_order",
        by=by,
        now=now,
        changes={"party": party.pk if party else None, "shift": shift.number},
    )
    return order


def _begun(values: dict[str, Any]) -> SalesOrder | None:
    return SalesOrder.objects.filter(**values, status="open").select_related("shift").first()


def _belongs(point: ServicePoint, party: Party | None) -> bool:
    return (
        party is not None
        and point.company_id == party.company_id
        and point.occupancies.filter(party=party, until__isnull=True).exists()
    )


@transaction.atomic
def add_gas(
    order: SalesOrder,
    *,
    meter: Meter,
    volume: object,
    card_no: str = "",
    dial: Decimal | None = None,
    balance: Decimal | None = None,
    key: str,
    by: Actor,
    now: datetime,
) -> SalesOrder:
    """Gas for the card of a meter: ``volume`` in m³, priced by the steps of the year so far.

    One purchase for a meter and order; the same meter again replaces it. ``dial`` and ``balance``
    are what the card brought from the meter: they are held against what was bought
    (data-entry/7.4).
    """
    party = _own(order, by)
    wanted = exact(volume, "volume")
    if wanted <= 0:
        raise ValidationError({"volume": _("Enter how many cubic metres are bought.")})
    if (
        meter.service_point_id != order.service_point_id
        or meter.kind != MeterKind.IC_CARD
        or meter.state != MeterState.IN_USE
    ):
        raise ValidationError({"meter": _("This account has no such card meter in use.")})
    if _known(order, key):
        return order
    if (dial is None) != (balance is None):
        raise ValidationError({"balance": _("Enter both the dial and the balance, or neither.")})
    shown = None
    if dial is not None and balance is not None:
        shown = keep_card_reading(
            meter, dial=dial, balance=balance, at=now, card_no=card_no, source=Source.HALL,
            by=by, now=now,
        )  # fmt: skip
    tariff = tariff_of(party, now=now)
    before = bought_since(meter.service_point, tariff.since)
    parts = tariff.parts(before=before, volume=wanted)
    CardSale.objects.filter(order=order, meter=meter).delete()
    sale: CardSale = CardSale.objects.create(
        order=order,
        company=order.company,
        meter=meter,
        service_point=meter.service_point,
        card_no=card_no.strip()[:30],
        card_reading=shown,
        volume=wanted,
        amount=sum((part.amount for part in parts), Decimal(0)),
        bought_before=before,
    )
    SalesLine.objects.bulk_create(
        SalesLine(
            order=order,
            kind=LineKind.GAS,
            item=GAS,
            name=kept_name(STEP, n=part.step) if len(tariff.steps) > 1 else kept_name(PLAIN),
            quantity=part.volume,
            measure="m³",
            price=part.price,
            amount=part.amount,
            step=part.step if len(tariff.steps) > 1 else None,
            card_sale=sale,
            decision=tariff.decision,
            key=key,
        )
        for part in parts
    )
    return _summed(order)


@transaction.atomic
def add_item(
    order: SalesOrder,
    *,
    item: str,
    quantity: object = 1,
    price: object = None,
    key: str,
    by: Actor,
    now: datetime,
) -> SalesOrder:
    """Something from the price list; ``price`` only where the list leaves it to the contract."""
    _own(order, by, customer=False)
    found, decision = item_of(item, on=timezone.localdate(now), company_id=order.company_id)
    number = exact(quantity, "quantity")
    if number <= 0:
        raise ValidationError({"quantity": _("Enter a quantity.")})
    if found.kind == LineKind.DEPOSIT and order.party_id is None:
        raise ValidationError({"item": _("A deposit needs a customer.")})
    asked = found.price if found.price is not None else exact(price, "price")
    if asked <= 0:
        raise ValidationError({"price": _("Enter the amount of the contract.")})
    return _add(
        order,
        key,
        kind=found.kind,
        item=item,
        name=found.name.zh,
        quantity=number,
        measure=found.measure.zh,
        price=asked,
        amount=cents(number * asked),
        decision=decision,
    )


@transaction.atomic
def add_bill(order: SalesOrder, *, kind: str, ref: str, by: Actor, now: datetime) -> SalesOrder:
    """A bill of the customer, as a whole; anybody may pay one that is known by its number."""
    party = _own(order, by, customer=False)
    bills = open_bills(party) if party is not None else []
    bills += bills_of_number(ref, order.company_id)
    found = next((b for b in bills if (b.kind, b.ref) == (kind, ref)), None)
    if found is None:
        raise ValidationError({"bill": _("This bill is paid already, or is not this customer's.")})
    return _add(
        order,
        f"{kind}:{ref}",
        kind=LineKind.BILL,
        item=kind,
        name=found.title[:120],
        quantity=Decimal(1),
        price=found.amount,
        amount=found.amount,
        bill_kind=kind,
        bill_ref=ref,
    )


@transaction.atomic
def add_refund(order: SalesOrder, *, deposit: int, by: Actor, now: datetime) -> SalesOrder:
    """Give a deposit back; ``deposit`` is the id of the line that took it."""
    party = _own(order, by)
    line = next((row for row in refundable(party) if row.pk == deposit), None)
    if line is None:
        raise ValidationError({"deposit": _("This deposit was given back already.")})
    return _add(
        order,
        f"refund:{line.pk}",
        kind=LineKind.REFUND,
        item=line.item,
        name=kept_name(REFUND, name=line.name, number=line.order.number)[:120],
        quantity=Decimal(1),
        price=-line.amount,
        amount=-line.amount,
        refunds=line,
    )


@transaction.atomic
def remove_line(order: SalesOrder, *, line: int, by: Actor, now: datetime) -> SalesOrder:
    """Take a line out again; the steps of one purchase of gas go together."""
    _own(order, by, customer=False)
    row = order.lines.filter(pk=line).first()
    if row is not None and row.card_sale_id:
        CardSale.objects.filter(pk=row.card_sale_id).delete()
    elif row is not None:
        SalesLine.objects.filter(pk=row.pk).delete()
    return _summed(order)


@transaction.atomic
def cancel_order(order: SalesOrder, *, by: Actor, now: datetime) -> SalesOrder:
    """The customer buys nothing after all; nothing was paid."""
    _own(order, by, customer=False)
    move(order, ORDER_FLOW, "cancel", code="counter.cancel_order", by=by, now=now)
    return order


def _own(order: SalesOrder, by: Actor, *, customer: bool = True) -> Any:
    """The order's customer, where its clerk may still change it; else the reason why not."""
    require_own(order.shift, by)
    if by.id != order.operator_id:
        raise Refused(_("This sale belongs to a colleague."))
    if not order.is_open:
        raise IllegalMove(_("This sale is finished. Begin a new one."))
    if customer and order.party is None:
        raise ValidationError(_("Choose the customer first."))
    return order.party


def _known(order: SalesOrder, key: str) -> bool:
    if not key:
        raise ValidationError(_("The page is too old. Reload it."))
    return order.lines.filter(key=key).exists()


def _add(order: SalesOrder, key: str, **values: Any) -> SalesOrder:
    if _known(order, key):
        return order
    try:
        with transaction.atomic():
            SalesLine.objects.create(order=order, key=key, **values)
    except IntegrityError:  # the same click twice at once
        return order
    return _summed(order)


def _summed(order: SalesOrder) -> SalesOrder:
    order.total = sum(order.lines.values_list("amount", flat=True), Decimal(0))
    SalesOrder.objects.filter(pk=order.pk).update(total=order.total)
    return order
