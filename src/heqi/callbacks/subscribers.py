"""Finished work takes part in the draw of its day; limits of what customers said are told of."""

from datetime import datetime

from django.utils import timezone

from heqi.authority.actions import note_call_ended, note_call_planned
from heqi.authority.events import CheckDrawn
from heqi.authority.models import CheckItem
from heqi.callbacks.access import ROUTE, SOLVE
from heqi.callbacks.actions import take_up
from heqi.callbacks.actions.national import tell_holders
from heqi.callbacks.catalogue import opinion_label
from heqi.callbacks.events import CallbackDone, CallbackGivenUp, CallbackPlanned
from heqi.callbacks.models import CallbackTask, NationalResult, Opinion
from heqi.callbacks.sources import checks, enquiries, households, orders, uses
from heqi.callbacks.states import OpinionStatus
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.customers.models import Party
from heqi.duties.actions import Proof, fulfil
from heqi.duties.specs import codes, terms
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify_holders
from heqi.people.models import Unit
from heqi.people.queries import actor_of
from heqi.projects.events import HouseholdOnGas
from heqi.safety.events import SafetyCheckRefused
from heqi.service.events import RequestClosed
from heqi.service.models import ServiceRequest
from heqi.workorders.events import OrderClosed
from heqi.workorders.models import WorkOrder


@on(OrderClosed)
def take_up_order(event: OrderClosed, *, now: datetime) -> None:
    """A closed order waits for the draw of its day; a VIP's is called about at once."""
    order = WorkOrder.objects.select_related("company", "party").get(pk=event.order_id)
    if order.status == "closed":
        take_up(orders.SOURCE, orders.work_of(order), order.company, now=now)


@on(RequestClosed)
def take_up_enquiry(event: RequestClosed, *, now: datetime) -> None:
    """An answered enquiry waits for the draw; what 12345 forwards is called about at once."""
    if event.kind in enquiries.KINDS:
        row = ServiceRequest.objects.select_related("company").get(pk=event.request_id)
        take_up(enquiries.SOURCE, enquiries.work_of(row), row.company, now=now)


@on(SafetyCheckRefused)
def take_up_refusal(event: SafetyCheckRefused, *, now: datetime) -> None:
    """Who refuses a safety check is always called."""
    company = Unit.objects.get(pk=event.company_id)
    for work in checks.finished(company, now, now, pk=event.check_id):
        take_up(checks.SOURCE, work, company, now=now)


@on(HouseholdOnGas)
def take_up_household(event: HouseholdOnGas, *, now: datetime) -> None:
    """A household on gas waits for the draw of its day; a business is called about at once."""
    company = Unit.objects.get(pk=event.company_id)
    for work in households.finished(company, now, now, pk=event.household_id):
        take_up(households.SOURCE, work, company, now=now)


@on(CheckDrawn)
def call_about_uses(event: CheckDrawn, *, now: datetime) -> None:
    """The customers of the uses that a check by callback drew are called at once."""
    company = Unit.objects.get(pk=event.company_id)
    for work in uses.finished(company, now, now, check=event.check_id):
        take_up(uses.SOURCE, work, company, now=now)


@on(CallbackPlanned, CallbackDone, CallbackGivenUp)
def tell_check_of_authority(
    event: CallbackPlanned | CallbackDone | CallbackGivenUp, *, now: datetime
) -> None:
    """What becomes of such a call goes back to the check (authority/5.2)."""
    code, _colon, pk = event.subject.partition(":")
    if code != uses.CODE:
        return
    item = CheckItem.objects.select_related("run", "use").get(pk=pk)
    task = CallbackTask.objects.get(pk=event.task_id)
    if isinstance(event, CallbackPlanned):
        note_call_planned(
            item, number=task.number, url=f"/callbacks/{task.pk}/", by=SYSTEM, now=now
        )
        return
    note_call_ended(
        item, number=task.number, reached=isinstance(event, CallbackDone),
        said=uses.answer_words(task), by=SYSTEM, now=now,
    )  # fmt: skip


@on(CallbackDone)
def count_for_duty(event: CallbackDone, *, now: datetime) -> None:
    """A VIP who was reached has had his callback of the month (tiering/6.1(9), 6.2(8))."""
    task = CallbackTask.objects.select_related("caller").get(pk=event.task_id)
    if task.party_id is None:
        return
    at = task.done_at or now
    proof = Proof(
        "callback_record",
        at=at,
        key=f"callback:{task.pk}",
        text=task.opinion_text,
        reference=task.number,
        url=f"/callbacks/{task.pk}/",
    )
    by = actor_of(task.caller, now=now) if task.caller else SYSTEM
    for code in codes():
        held = terms(code, timezone.localdate(at), task.company_id)
        if held is not None and proof.kind in held.evidence:
            subject = Party._meta.label_lower
            fulfil(code, subject, str(task.party_id), proof, by=by, now=now)


@on(ClockNearing)
def warn_of_limit(event: ClockNearing, *, now: datetime) -> None:
    """A limit draws near: whoever must act is told."""
    _tell(event, "nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_broken_limit(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed: whoever must act is told."""
    _tell(event, "late", "b", now=now)


def _tell(event: ClockNearing | ClockBreached, word: str, step: str, *, now: datetime) -> None:
    if event.subject_type == NationalResult._meta.label_lower:
        results = NationalResult.objects.select_related("company", "task")
        result = results.filter(pk=event.subject_id, is_open=True).first()
        if result is not None:
            tell_holders(
                result, f"callbacks.national_{word}", key=f"clock{event.clock_id}:{step}",
                what=event.title_zh, now=now,
            )  # fmt: skip
    elif event.subject_type == Opinion._meta.label_lower:
        opinions = Opinion.objects.select_related("company", "unit", "task")
        row = opinions.filter(pk=event.subject_id, is_open=True).first()
        if row is not None:
            _tell_of_opinion(row, event, f"callbacks.opinion_{word}", step, now=now)


def _tell_of_opinion(
    row: Opinion, event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime
) -> None:
    """The department while it has the opinion, and who routes; before it, who routes alone.

    A sensitive subject never reaches those whose work it is about.
    """
    with_them = row.status not in (OpinionStatus.RECORDED, OpinionStatus.SOLVED)
    for right, unit in ((ROUTE, row.company), *([(SOLVE, row.unit)] if with_them else [])):
        notify_holders(
            right,
            unit,
            code,
            context={
                "number": row.number,
                "kind": opinion_label(row.kind),
                "what": event.title_zh,
                "due": event.due,
            },
            about=row,
            whose=row.unit,
            url=f"/callbacks/opinions/{row.pk}/",
            key=f"clock{event.clock_id}:{step}",
            but=row.task.handlers if row.sensitive else [],
            by=SYSTEM,
            now=now,
        )
