"""Taking the money: exactly the total, once, under a numbered slip."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.counter.actions.shifts import require_own, require_today
from heqi.counter.actions.slips import take_number
from heqi.counter.amounts import exact
from heqi.counter.bills import OWN, Receipt, book_bill
from heqi.counter.events import BillSettled, OrderPaid
from heqi.counter.facts import tariff_of
from heqi.counter.models import Bill, CardSale, Payment, SalesLine, SalesOrder
from heqi.counter.queries.orders import bought_since
from heqi.counter.states import ORDER_FLOW, LineKind, Method, SlipKind
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import Refused

# Several methods for one order.
MIXED = "mixed"


@transaction.atomic
def pay_order(
    order: SalesOrder,
    *,
    money: Mapping[str, object],
    references: Mapping[str, str] | None = None,
    slip: str = SlipKind.RECEIPT,
    slip_number: str = "",
    key: str,
    by: Actor,
    now: datetime,
) -> SalesOrder:
    """Take (or, for a negative total, give back) exactly the total by one or several methods.

    ``key`` comes with the page: the same key again returns the paid order and changes nothing.
    Raises ``ValidationError`` where the sum differs by a cent, a bill was paid meanwhile, or the
    price of gas has moved to another step.
    """
    if key and order.pay_key == key and order.is_settled:
        return order
    require_own(order.shift, by)
    require_today(order.shift, now)
    if by.id != order.operator_id:
        raise Refused(_("This sale belongs to a colleague."))
    lines = list(order.lines.select_related("card_sale", "refunds"))
    if not lines:
        raise ValidationError(_("Nothing was sold yet."))
    parts = _parts(order, money)
    _check_steps(order, now)
    move(
        order,
        ORDER_FLOW,
        "pay",
        code="counter.pay_order",
        by=by,
        now=now,
        changes={
            "total": str(order.total),
            "money": {method: str(amount) for method, amount in parts.items()},
            "lines": len(lines),
        },
        paid_at=now,
        pay_key=key[:40],
    )
    book(order, parts, references or {}, now=now)
    paper = take_number(
        order.shift, slip, amount=order.total, order=order, text=slip_number, now=now
    )
    _settle(order, lines, method=_method(parts), slip=paper.text, by=by, now=now)
    announce(
        OrderPaid(
            order_id=order.pk,
            number=order.number,
            party_id=order.party_id,
            total=str(order.total),
            shift_id=order.shift_id,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


def _parts(order: SalesOrder, money: Mapping[str, object]) -> dict[str, Decimal]:
    """Amounts by method with the sign of the total; they must add up to it exactly."""
    total = sum((line.amount for line in order.lines.all()), Decimal(0))
    if total != order.total:
        raise ValidationError(_("The sum of the lines has changed. Reload the page."))
    sign = -1 if total < 0 else 1
    parts = {
        method: sign * amount
        for method in Method.values
        if (amount := exact(money.get(method), f"money_{method}"))
    }
    paid = sum(parts.values(), Decimal(0))
    if paid != total:
        raise ValidationError(
            _("{paid} yuan is entered, {total} yuan is due: {difference} yuan apart.").format(
                paid=paid * sign, total=total * sign, difference=abs(total - paid)
            )
        )
    return parts


def _check_steps(order: SalesOrder, now: datetime) -> None:
    """Another sale to the same account may have used up the step since the line was priced."""
    for sale in order.card_sales.select_related("service_point"):
        if order.party is None:
            continue
        since = tariff_of(order.party, now=now).since
        if bought_since(sale.service_point, since) != sale.bought_before:
            raise ValidationError(
                _("Gas was sold to this account meanwhile. Enter the purchase again.")
            )


def book(
    order: SalesOrder, parts: Mapping[str, Decimal], references: Mapping[str, str], *, now: datetime
) -> None:
    """Write the payments of an order."""
    Payment.objects.bulk_create(
        Payment(
            order=order,
            company=order.company,
            unit=order.unit,
            shift=order.shift,
            operator_id=order.operator_id,
            method=method,
            amount=amount,
            reference=references.get(method, "").strip()[:60],
            at=now,
        )
        for method, amount in parts.items()
    )


def _method(parts: Mapping[str, Decimal]) -> str:
    return next(iter(parts)) if len(parts) == 1 else MIXED


def _settle(
    order: SalesOrder,
    lines: list[SalesLine],
    *,
    method: str,
    slip: str,
    by: Actor,
    now: datetime,
) -> None:
    """Mark what is paid now; whoever else paid the same bill first wins."""
    CardSale.objects.filter(order=order).update(sold_at=now)
    wanted = [line.pk for line in lines if line.kind in (LineKind.BILL, LineKind.REFUND)]
    try:
        with transaction.atomic():
            SalesLine.objects.filter(pk__in=wanted).update(settles=True)
    except IntegrityError:
        raise ValidationError(
            _("A bill of this sale was paid meanwhile. Take it out and try again.")
        ) from None
    for line in lines:
        if line.kind == LineKind.BILL:
            _still_owed(line)
            receipt = Receipt(line.bill_ref, line.amount, method, slip, order.company_id)
            book_bill(line.bill_kind, receipt, by=by, now=now)
            tell_settled(order, line, line.amount, now)


def _still_owed(line: SalesLine) -> None:
    """A bill of the company's own may have been taken back since it was put on the order."""
    rows = Bill.objects.filter(number=line.bill_ref, cancelled_at__isnull=False)
    if line.bill_kind == OWN and rows.exists():
        raise ValidationError(
            _("A bill of this sale was taken back meanwhile. Take it out and try again.")
        )


def tell_settled(order: SalesOrder, line: SalesLine, amount: Decimal, now: datetime) -> None:
    """A bill was paid, or its money given back."""
    if line.bill_kind == OWN:
        Bill.objects.filter(number=line.bill_ref).update(paid_at=now if amount > 0 else None)
    announce(
        BillSettled(
            bill_kind=line.bill_kind,
            bill_ref=line.bill_ref,
            amount=str(amount),
            order_id=order.pk,
            company_id=order.company_id,
        ),
        now=now,
    )
