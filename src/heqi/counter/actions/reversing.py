"""Taking a paid order back: one asks with a reason, another confirms."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.counter.access import CONFIRM, SELL
from heqi.counter.actions.paying import book, tell_settled
from heqi.counter.actions.selling import PREFIX
from heqi.counter.actions.shifts import require_today
from heqi.counter.actions.slips import take_number
from heqi.counter.bills import Receipt, book_bill
from heqi.counter.events import OrderReversed
from heqi.counter.models import CardSale, Reversal, SalesLine, SalesOrder, Shift, Slip
from heqi.counter.states import (
    ORDER_FLOW,
    REVERSAL_FLOW,
    LineKind,
    OrderState,
    ReversalState,
    ShiftState,
    SlipState,
)
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify_holders
from heqi.people.access import Refused, require


@transaction.atomic
def ask_reversal(order: SalesOrder, *, reason: str, by: Actor, now: datetime) -> Reversal:
    """A clerk with an open till asks; the money goes back through his till once confirmed."""
    require(by, SELL, order)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if order.status not in (OrderState.PAID, OrderState.DONE) or order.reversal_of_id:
        raise IllegalMove(_("Only a paid sale can be reversed."))
    if SalesLine.objects.filter(refunds__order=order, settles=True).exists():
        raise IllegalMove(_("A deposit of this sale was given back already."))
    till = _till_of(by.id, order)
    require_today(till, now)
    asker = till.operator_id
    try:
        with transaction.atomic():
            reversal: Reversal = Reversal.objects.create(
                order=order,
                company=order.company,
                unit=order.unit,
                reason=reason.strip()[:200],
                asked_by_id=asker,
                asked_at=now,
            )
    except IntegrityError:
        raise ValidationError(_("A reversal of this sale was asked for already.")) from None
    audit(
        order,
        "counter.ask_reversal",
        by=by,
        now=now,
        changes={"total": str(order.total)},
        reason=reason.strip(),
    )
    given = {"by": by.name, "amount": order.total, "reason": reason.strip()}
    notify_holders(
        CONFIRM,
        order.unit,
        "counter.reversal_asked",
        context={"number": order.number, **given},
        about=order,
        url=f"/counter/sales/{order.pk}/",
        key=f"counter.reversal:{reversal.pk}",
        but=[by.id],
        by=by,
        now=now,
    )
    return reversal


@transaction.atomic
def confirm_reversal(reversal: Reversal, *, by: Actor, now: datetime) -> SalesOrder:
    """The second person agrees: the mirrored order, with the money given back the same way."""
    _require_second(reversal, by)
    order = reversal.order
    shift = _till_of(reversal.asked_by_id, order)
    move(
        reversal,
        REVERSAL_FLOW,
        "confirm",
        code="counter.confirm_reversal",
        by=by,
        now=now,
        decided_by_id=by.id,
        decided_at=now,
    )
    move(
        order,
        ORDER_FLOW,
        "reverse",
        code="counter.reverse_order",
        by=by,
        now=now,
        reason=reversal.reason,
    )
    mirror = _mirror(order, shift, reversal, by, now)
    _slips(order, mirror, shift, reversal.reason, now)
    announce(
        OrderReversed(
            order_id=order.pk,
            number=order.number,
            by_order_id=mirror.pk,
            total=str(order.total),
            company_id=order.company_id,
        ),
        now=now,
    )
    return mirror


@transaction.atomic
def refuse_reversal(reversal: Reversal, *, reason: str, by: Actor, now: datetime) -> Reversal:
    """The second person disagrees; the sale stands."""
    _require_second(reversal, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    move(
        reversal,
        REVERSAL_FLOW,
        "refuse",
        code="counter.refuse_reversal",
        by=by,
        now=now,
        reason=reason.strip(),
        decided_by_id=by.id,
        decided_at=now,
        answer=reason.strip()[:200],
    )
    return reversal


@transaction.atomic
def withdraw_reversal(reversal: Reversal, *, reason: str, by: Actor, now: datetime) -> Reversal:
    """Who asked takes it back, so that his till can be closed; the sale stands."""
    require(by, SELL, reversal)
    if by.kind != "staff" or by.id != reversal.asked_by_id:
        raise Refused(_("Only the person who asked can take this back."), SELL)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    move(
        reversal,
        REVERSAL_FLOW,
        "withdraw",
        code="counter.withdraw_reversal",
        by=by,
        now=now,
        reason=reason.strip(),
        decided_by_id=by.id,
        decided_at=now,
        answer=reason.strip()[:200],
    )
    audit(
        reversal.order,
        "counter.withdraw_reversal",
        by=by,
        now=now,
        reason=reason.strip(),
    )
    return reversal


def _require_second(reversal: Reversal, by: Actor) -> None:
    require(by, CONFIRM, reversal)
    if by.kind == "staff" and by.id in (reversal.asked_by_id, reversal.order.operator_id):
        raise Refused(_("A second person confirms a reversal."), CONFIRM)
    if reversal.status != ReversalState.ASKED:
        raise IllegalMove(_("This reversal is decided already."))


def _till_of(staff_id: int | None, order: SalesOrder) -> Shift:
    shift = (
        Shift.objects.filter(
            operator_id=staff_id, status=ShiftState.OPEN, company_id=order.company_id
        )
        .select_related("company", "unit", "operator")
        .first()
    )
    if shift is None:
        raise ValidationError(_("Open a till first: the money goes back through it."))
    return shift


def _mirror(
    order: SalesOrder, shift: Shift, reversal: Reversal, by: Actor, now: datetime
) -> SalesOrder:
    """The order with every sign turned, in the till of the clerk who asked."""
    mirror: SalesOrder = SalesOrder.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=shift.company,
        unit=shift.unit,
        shift=shift,
        operator_id=shift.operator_id,
        party=order.party,
        service_point=order.service_point,
        customer_name=order.customer_name,
        account_no=order.account_no,
        address=order.address,
        status=OrderState.DONE,
        total=-order.total,
        opened_at=now,
        paid_at=now,
        done_at=now,
        reversal_of=order,
        note=reversal.reason,
    )
    sales: dict[int, CardSale] = {}
    for sale in order.card_sales.all():
        sales[sale.pk] = CardSale.objects.create(
            order=mirror,
            company=sale.company,
            meter_id=sale.meter_id,
            service_point_id=sale.service_point_id,
            card_no=sale.card_no,
            volume=-sale.volume,
            amount=-sale.amount,
            bought_before=sale.bought_before,
            sold_at=now,
            written_at=now,
        )
    lines = list(order.lines.all())
    SalesLine.objects.bulk_create(
        SalesLine(
            order=mirror,
            kind=line.kind,
            item=line.item,
            name=line.name,
            quantity=-line.quantity,
            measure=line.measure,
            price=line.price,
            amount=-line.amount,
            step=line.step,
            card_sale=sales.get(line.card_sale_id or 0),
            bill_kind=line.bill_kind,
            bill_ref=line.bill_ref,
            decision_id=line.decision_id,
            key=f"r{line.pk}",
        )
        for line in lines
    )
    SalesLine.objects.filter(order=order, settles=True).update(settles=False)
    book(mirror, {p.method: -p.amount for p in order.payments.all()}, {}, now=now)
    for line in lines:
        if line.kind == LineKind.BILL:
            back = Receipt(
                line.bill_ref, -line.amount, "", "", order.company_id, reason=reversal.reason
            )
            book_bill(line.bill_kind, back, by=by, now=now)
            tell_settled(mirror, line, -line.amount, now)
    return mirror


def _slips(order: SalesOrder, mirror: SalesOrder, shift: Shift, reason: str, now: datetime) -> None:
    """In the same shift the paper is void; later a slip with the negative amount follows."""
    for slip in order.slips.filter(state=SlipState.USED):
        if slip.shift_id == shift.pk:
            Slip.objects.filter(pk=slip.pk).update(state=SlipState.VOID, reason=reason[:200])
        else:
            take_number(shift, slip.kind, amount=Decimal(-slip.amount), order=mirror, now=now)
