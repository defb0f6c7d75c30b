"""Reactions to tills, work orders, payments and clocks."""

from datetime import datetime

from heqi.clocks.events import ClockBreached
from heqi.counter.events import BillSettled, ShiftClosed, ShiftOpened
from heqi.counter.models import Shift
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify, notify_post
from heqi.people.queries import actor_of
from heqi.projects.events import PaymentRecorded, PaymentReversed
from heqi.projects.models import Payment
from heqi.reconciliation.actions import (
    compare_order,
    keep_transfer,
    open_order_sheet,
    open_shift_sheet,
    submit_shift,
)
from heqi.reconciliation.causes import told
from heqi.reconciliation.models import Sheet
from heqi.workorders.bills import KIND
from heqi.workorders.events import OrderClosed
from heqi.workorders.models import WorkOrder


def _shift(pk: int) -> Shift:
    return Shift.objects.select_related("company", "unit", "operator", "hall").get(pk=pk)


@on(ShiftOpened)
def open_sheet_of_till(event: ShiftOpened, *, now: datetime) -> None:
    """Every till has its sheet from the first minute."""
    open_shift_sheet(_shift(event.shift_id), by=SYSTEM, now=now)


@on(ShiftClosed)
def submit_sheet_of_till(event: ShiftClosed, *, now: datetime) -> None:
    """The clerk's count is his submission."""
    shift = _shift(event.shift_id)
    clerk = actor_of(shift.operator, now=now)
    submit_shift(open_shift_sheet(shift, by=SYSTEM, now=now), by=clerk, now=now)


@on(PaymentRecorded)
def keep_transfer_of_day(event: PaymentRecorded, *, now: datetime) -> None:
    """A bank transfer for an installation is on the sheet of who entered it."""
    keep_transfer(Payment.objects.get(pk=event.payment_id), now=now)


@on(PaymentReversed)
def keep_reversal_of_day(event: PaymentReversed, *, now: datetime) -> None:
    """What is taken back is on the sheet of who took it back."""
    taken = Payment.objects.filter(reverses=event.payment_id).first()
    if taken is not None:
        keep_transfer(taken, now=now)


@on(OrderClosed)
def open_sheet_of_order(event: OrderClosed, *, now: datetime) -> None:
    """A closed order with material or fees is compared."""
    order = WorkOrder.objects.select_related("company", "unit").get(pk=event.order_id)
    sheet = open_order_sheet(order, by=SYSTEM, now=now)
    if sheet is not None:
        compare_order(sheet, now=now)


@on(BillSettled)
def compare_paid_order(event: BillSettled, *, now: datetime) -> None:
    """Money for an order came in: its sheet may agree now."""
    if event.bill_kind != KIND:
        return
    number = event.bill_ref.partition("/")[0]
    sheet = (
        Sheet.objects.filter(order__number=number, order__company_id=event.company_id)
        .select_related("order__company", "unit", "company", "decision")
        .first()
    )
    if sheet is not None:
        compare_order(sheet, now=now)


@on(ClockBreached)
def tell_of_breach(event: ClockBreached, *, now: datetime) -> None:
    """A check or an explanation is overdue: a word to those the list names."""
    if event.subject_type != Sheet._meta.label_lower:
        return
    sheet = Sheet.objects.select_related("unit", "operator__unit").get(pk=event.subject_id)
    context = {
        "number": sheet.number,
        "what": event.title,
        "due": event.due or "—",
        "clause": event.clause,
    }
    url, key = f"/reconciliation/{sheet.pk}/", f"reconciliation.breached:{event.clock_id}"
    if event.name == "explain_by" and sheet.operator is not None:
        notify(
            sheet.operator,
            "reconciliation.breached",
            context=context,
            about=sheet,
            unit=sheet.unit,
            url=url,
            key=key,
            by=SYSTEM,
            now=now,
        )
    for post in told("breached"):
        notify_post(
            post,
            sheet.unit,
            "reconciliation.breached",
            context=context,
            about=sheet,
            url=url,
            key=key,
            by=SYSTEM,
            now=now,
        )
