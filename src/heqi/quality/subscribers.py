"""Reactions to requests, orders and approvals."""

from datetime import datetime

from heqi.approvals.actions import end_returned
from heqi.approvals.events import NOT_GRANTED, ApprovalGranted, NotGranted, Outcome
from heqi.approvals.queries import signer_of
from heqi.customers.events import MasterDataFinished
from heqi.customers.models import MasterDataTask
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.quality.actions.recording import Wrong, record_error
from heqi.quality.actions.rights import APPROVAL, execute_withdrawal, refuse_withdrawal
from heqi.quality.actions.timing import time_passing_on, time_request, time_task
from heqi.quality.models import FoundBy, Withdrawal
from heqi.quality.sources import BY_TYPE
from heqi.quality.states import WithdrawalStatus
from heqi.service.events import RequestOpened, RequestPassedOn
from heqi.service.models import ServiceRequest
from heqi.workorders.events import OrderReturned
from heqi.workorders.models import WorkOrder


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
