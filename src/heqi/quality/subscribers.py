"""Reactions to requests, orders and approvals, and to everything whose entry is timed."""

from datetime import datetime

from django.db.models import QuerySet

from heqi.approvals.actions import end_returned
from heqi.approvals.events import NOT_GRANTED, ApprovalGranted, NotGranted, Outcome
from heqi.approvals.queries import signer_of
from heqi.counter.events import OrderPaid, ShiftClosed
from heqi.counter.models import SalesOrder, Shift
from heqi.customers.events import MasterDataFinished, MasterDataReturned, StepCarriedOut
from heqi.customers.models import BusinessStep, MasterDataTask
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.ledger.models import Entry
from heqi.people.models import Staff
from heqi.projects.events import PaymentRecorded
from heqi.projects.models import Payment, Project
from heqi.quality.actions.recording import Entered, Wrong, record_error
from heqi.quality.actions.rights import APPROVAL, execute_withdrawal, refuse_withdrawal
from heqi.quality.actions.timing import (
    PARTY,
    POINT,
    instant_of,
    time_other,
    time_passing_on,
    time_request,
    time_task,
    time_till,
)
from heqi.quality.models import FoundBy, TimedKind, Withdrawal
from heqi.quality.sources import BY_TYPE
from heqi.quality.states import WithdrawalStatus
from heqi.readings.events import ReadingReturned, ReadingTaken
from heqi.readings.models import Reading
from heqi.service.events import ContactWritten, RequestOpened, RequestPassedOn
from heqi.service.models import Contact, ServiceRequest
from heqi.workorders.events import OrderFinished, OrderReturned, OrderReworked
from heqi.workorders.models import FieldCommand, WorkOrder
from heqi.workorders.sheets import sheet_kinds

RECEIVED, FINISHED, WRITTEN = "projects.receive", "workorders.finish", "service.finish_contact"


@on(RequestOpened)
def measure_entry(event: RequestOpened, *, now: datetime) -> None:
    """From the contact to the entry of the request."""
    time_request(_request(event.request_id), now=now)


@on(RequestPassedOn)
def measure_passing_on(event: RequestPassedOn, *, now: datetime) -> None:
    """From the entry of the request to the unit in charge."""
    time_passing_on(_request(event.request_id), now=now)


@on(MasterDataFinished)
def measure_task(event: MasterDataFinished, *, now: datetime) -> None:
    """From the task of master data to its entry."""
    tasks = MasterDataTask.objects.select_related("company", "unit")
    time_task(tasks.get(pk=event.task_id), now=now)


@on(OrderPaid)
def time_sale(event: OrderPaid, *, now: datetime) -> None:
    """From the customer at the till to the money taken."""
    order = SalesOrder.objects.select_related("unit", "operator__unit").get(pk=event.order_id)
    time_other(
        order,
        kind=TimedKind.SALE,
        unit=order.unit,
        staff=order.operator,
        label=order.number,
        happened=order.opened_at,
        entered=order.paid_at or now,
        now=now,
    )


@on(ShiftClosed)
def time_handing_in(event: ShiftClosed, *, now: datetime) -> None:
    """From the money taken to the till closed for the reconciliation."""
    time_till(Shift.objects.get(pk=event.shift_id), now=now)


@on(PaymentRecorded)
def time_payment(event: PaymentRecorded, *, now: datetime) -> None:
    """From the money received for an installation to its entry."""
    payment = Payment.objects.select_related("project__unit").get(pk=event.payment_id)
    entries = _ledger(Project._meta.label_lower, payment.project_id, RECEIVED).order_by("-id")
    entered = next(
        (row.at for row in entries if row.changes.get("receipt_no") == payment.receipt_no), now
    )
    time_other(
        payment,
        kind=TimedKind.PAYMENT,
        unit=payment.project.unit,
        staff=_staff(payment.by_id),
        label=payment.receipt_no,
        happened=payment.received_at,
        entered=entered,
        now=now,
    )


@on(ReadingTaken)
def time_reading(event: ReadingTaken, *, now: datetime) -> None:
    """From the meter to the system; a telegram is entered by nobody, what a formality read with
    the formality."""
    rows = Reading.objects.select_related("unit", "taken_by__unit", "meter")
    reading = rows.get(pk=event.reading_id)
    if reading.remote or reading.step or reading.taken_by is None:
        return
    time_other(
        reading,
        kind=TimedKind.READING,
        unit=reading.unit,
        staff=reading.taken_by,
        label=f"{reading.meter.number} {reading.read_on}",
        happened=reading.device_at or instant_of(reading.read_on, entered=reading.taken_at),
        entered=reading.taken_at,
        now=now,
    )


@on(StepCarriedOut)
def time_step(event: StepCarriedOut, *, now: datetime) -> None:
    """From the day of a meter change, a transfer or a closing to its record."""
    step = BusinessStep.objects.select_related("unit").get(pk=event.step_id)
    time_other(
        step,
        kind=TimedKind.STEP,
        unit=step.unit,
        staff=_staff(step.recorded_by_id),
        label=step.number,
        happened=instant_of(step.on, entered=step.created_at),
        entered=step.created_at,
        subject=(POINT, step.service_point_id) if step.service_point_id else (PARTY, step.party_id),
        now=now,
    )


@on(OrderFinished)
def time_order(event: OrderFinished, *, now: datetime) -> None:
    """From the work done, as the phone stamped it, to the sheet in the system."""
    if event.kind not in sheet_kinds(event.company_id):
        return
    order = WorkOrder.objects.select_related("unit").get(pk=event.order_id)
    entry = _ledger(WorkOrder._meta.label_lower, order.pk, FINISHED).order_by("-id").first()
    entered = entry.at if entry else order.finished_at or now
    sent = FieldCommand.objects.filter(order=order, action="finish", accepted=True).first()
    time_other(
        order,
        kind=TimedKind.ORDER,
        unit=order.unit,
        staff=_staff(event.assignee_id),
        label=order.number,
        happened=(sent.device_at if sent else None) or order.finished_at or entered,
        entered=entered,
        now=now,
    )


@on(ContactWritten)
def time_contact(event: ContactWritten, *, now: datetime) -> None:
    """From the beginning of the contact to its summary."""
    contact = Contact.objects.select_related("unit", "agent__unit").get(pk=event.contact_id)
    entry = _ledger(Contact._meta.label_lower, contact.pk, WRITTEN).order_by("-id").first()
    time_other(
        contact,
        kind=TimedKind.CONTACT,
        unit=contact.unit,
        staff=contact.agent,
        label=str(contact),
        happened=contact.started_at,
        entered=entry.at if entry else now,
        now=now,
    )


@on(OrderReturned)
def record_returned_entry(event: OrderReturned, *, now: datetime) -> None:
    """The next step returned an order because of its entry: an error with its class (7.3)."""
    if not event.entry_error:
        return
    order = WorkOrder.objects.select_related("request").get(pk=event.order_id)
    subject = order.request or order
    record_error(
        BY_TYPE[subject._meta.label_lower],
        subject.pk,
        wrong=Wrong("", event.entry_error, event.reason, "data-entry/7.3", "clause"),
        found_by=FoundBy.NEXT_STEP,
        by=SYSTEM,
        now=now,
    )


@on(OrderReworked)
def record_returned_sheet(event: OrderReworked, *, now: datetime) -> None:
    """The review sent an order back because of its sheet: an error of who filled it in (7.3)."""
    if not event.entry_error:
        return
    record_error(
        BY_TYPE[WorkOrder._meta.label_lower],
        event.order_id,
        wrong=Wrong("", event.entry_error, event.reason, "data-entry/7.3", "clause"),
        found_by=FoundBy.NEXT_STEP,
        by=SYSTEM,
        now=now,
    )


@on(MasterDataReturned)
def record_returned_task(event: MasterDataReturned, *, now: datetime) -> None:
    """A task of master data was sent back: an error of who had entered the data (7.3)."""
    kind, pk = (PARTY, event.party_id) if event.party_id else (POINT, event.service_point_id)
    record_error(
        BY_TYPE[kind],
        pk,
        wrong=Wrong("", event.error, event.reason, "data-entry/7.3", "clause"),
        found_by=FoundBy.NEXT_STEP,
        who=Entered(_staff(event.staff_id), datetime.fromisoformat(event.entered_at)),
        by=SYSTEM,
        now=now,
    )


@on(ReadingReturned)
def record_returned_reading(event: ReadingReturned, *, now: datetime) -> None:
    """A reading was sent back with its class: an error of who took it, who is told (7.3)."""
    reading = Reading.objects.select_related("taken_by__unit").get(pk=event.reading_id)
    if reading.taken_by is None:
        return
    record_error(
        BY_TYPE[Reading._meta.label_lower],
        reading.pk,
        wrong=Wrong("", event.error, event.reason, "data-entry/7.3", "clause"),
        found_by=FoundBy.NEXT_STEP,
        who=Entered(reading.taken_by, reading.taken_at),
        by=SYSTEM,
        now=now,
    )


@on(ApprovalGranted)
def carry_out_withdrawal(event: ApprovalGranted, *, now: datetime) -> None:
    """The withdrawal was decided: it is executed at once."""
    withdrawal = _withdrawal(event)
    if withdrawal is not None:
        execute_withdrawal(withdrawal, by=signer_of(event), now=now)


@on(*NOT_GRANTED)
def drop_withdrawal(event: NotGranted, *, now: datetime) -> None:
    """Refused, sent back or taken back: the rights stay; with better proof it is proposed anew."""
    withdrawal = _withdrawal(event)
    if withdrawal is not None:
        refuse_withdrawal(withdrawal, reason=event.reason, by=signer_of(event), now=now)
        end_returned(event, now=now)


def _withdrawal(event: Outcome) -> Withdrawal | None:
    if event.kind != APPROVAL:
        return None
    rows = Withdrawal.objects.select_related("staff__unit", "unit", "decision")
    return rows.filter(pk=int(event.subject_id), status=WithdrawalStatus.PROPOSED).first()


def _request(pk: int) -> ServiceRequest:
    return ServiceRequest.objects.select_related("contact", "unit", "company").get(pk=pk)


def _staff(pk: int | None) -> Staff | None:
    return Staff.objects.select_related("unit").filter(pk=pk or 0).first()


def _ledger(kind: str, pk: int, code: str) -> "QuerySet[Entry]":
    return Entry.objects.filter(subject_type=kind, subject_id=str(pk), code=code)
