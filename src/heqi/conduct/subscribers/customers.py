"""What customers said of somebody: complaints, praise, and callbacks recorded falsely."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from heqi.callbacks.events import CallbackFaulted, OpinionGiven
from heqi.callbacks.facts import is_rewarded
from heqi.callbacks.models import CallbackTask
from heqi.complaints.actions.investigating import counted_complaints
from heqi.complaints.events import ComplaintJudged, ComplaintsOfEmployee
from heqi.complaints.models import Complaint
from heqi.conduct.actions.appealing import withdraw_ground
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.models import Case
from heqi.conduct.queries import raised_by, staff_of
from heqi.conduct.states import VOID
from heqi.ledger.events import on
from heqi.people.models import Staff


@on(ComplaintJudged)
def propose_for_upheld_complaint(event: ComplaintJudged, *, now: datetime) -> None:
    """A valid complaint whose responsibility is an employee's (complaint/results); an appeal that
    finds it untrue takes the case back."""
    complaint = Complaint.objects.get(pk=event.complaint_id)
    if "conduct_case" in event.leads_to and event.staff_id:
        staff = staff_of(event.staff_id)
        propose_case(
            "complaint_upheld",
            about=staff,
            title=f"投诉 {event.number} 属实",
            text=f"投诉 {event.number} 经认定属实，责任在员工。",
            happened_on=timezone.localdate(complaint.received_at),
            source=complaint,
            source_number=event.number,
            proofs={"complaint_record": event.number},
            now=now,
        )
    for case in raised_by("complaints.complaint", complaint.pk):
        if not event.valid or case.staff_id != event.staff_id:
            withdraw_ground(case, reason=f"投诉 {event.number} 的认定已变更", now=now)
    # A case that counted it with others has one too few; what is left may still be enough.
    for case in _counting().filter(facts__contains=event.number).select_related("staff"):
        if case.staff is not None and not (event.valid and case.staff_id == event.staff_id):
            withdraw_ground(case, reason=f"投诉 {event.number} 的认定已变更", now=now)
            left = counted_complaints(case.staff, now=now)
            if left:
                numbers = [one.number for one in left]
                _propose_in_year(case.staff, numbers, left[-1], now=now)


def _counting() -> QuerySet[Case]:
    """Cases for complaints within a year that have not fallen."""
    return Case.objects.filter(
        why__question="conduct.raise_case", why__facts__matter="complaints"
    ).exclude(status__in=VOID)


@on(ComplaintsOfEmployee)
def propose_for_complaints_in_year(event: ComplaintsOfEmployee, *, now: datetime) -> None:
    """Complaints against one employee within a year reached the number (conduct/3.2.4(4)).

    What a case that has not fallen counts already is not counted for another.
    """
    last = Complaint.objects.get(pk=event.complaint_id)
    _propose_in_year(staff_of(event.staff_id), event.numbers, last, event.ground, now=now)


def _propose_in_year(
    staff: Staff, counted: Sequence[str], last: Complaint, ground: str = "", *, now: datetime
) -> None:
    told = " ".join(_counting().filter(staff=staff).values_list("facts", flat=True))
    fresh = [number for number in counted if number not in told]
    count, numbers = len(fresh), "、".join(fresh)
    propose_case(
        "complaints",
        facts={"complaints_in_year": count},
        about=staff,
        title=f"{staff.name} 年度内被投诉 {count} 次",
        text=f"年度内投诉 {count} 次：{numbers}。",
        happened_on=timezone.localdate(now),
        source=last,
        source_number=fresh[-1] if fresh else "",
        proofs={"complaint_record": numbers[:300]},
        ground=ground,
        now=now,
    )


@on(OpinionGiven)
def propose_for_praise(event: OpinionGiven, *, now: datetime) -> None:
    """A customer praised in a callback whoever served him, whatever the work (conduct/3.1.1(1))."""
    if not is_rewarded(event.opinion, company_id=event.company_id, now=now):
        return
    task = CallbackTask.objects.select_related("worker__unit").get(pk=event.task_id)
    if task.worker is None:
        return
    propose_case(
        "written_praise",
        about=task.worker,
        title=f"客户回访表扬 {task.label}",
        text=event.text or f"客户在回访 {task.number} 中表扬。",
        happened_on=timezone.localdate(task.done_at or now),
        source=task,
        source_number=task.number,
        proofs={"customer_praise": task.number},
        now=now,
    )


@on(CallbackFaulted)
def propose_for_false_callback(event: CallbackFaulted, *, now: datetime) -> None:
    """A review found a false record of a callback; other faults cost points only."""
    if event.fault != "false_record" or event.staff_id is None:
        return
    task = CallbackTask.objects.get(pk=event.task_id)
    staff = staff_of(event.staff_id)
    propose_case(
        "false_callback",
        about=staff,
        title=f"回访 {task.number} 记录虚假",
        text=f"复核认定回访 {task.number} 的记录虚假。",
        happened_on=timezone.localdate(task.done_at or now),
        source=task,
        source_number=task.number,
        proofs={"service_record": task.number},
        now=now,
    )
