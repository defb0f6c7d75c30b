"""A promise to a customer was broken: a case of whoever had the work."""

from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from heqi.clocks.events import ClockBreached
from heqi.complaints.models import Complaint
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.facts import named
from heqi.ledger.events import on
from heqi.people.models import Staff, Unit
from heqi.projects.models import Project
from heqi.service.models import ServiceRequest
from heqi.workorders.models import WorkOrder

# What was promised to customers; limits inside the house are the appraisal's matter.
PROMISES = {
    "service.servicerequest": ServiceRequest,
    "complaints.complaint": Complaint,
    "projects.project": Project,
}


@on(ClockBreached)
def propose_for_broken_promise(event: ClockBreached, *, now: datetime) -> None:
    """A promise to a customer was broken (conduct/3.2.2(1)): a case of whoever had the work."""
    model = PROMISES.get(event.subject_type)
    row = model._base_manager.filter(pk=event.subject_id).first() if model else None
    if row is None:
        return
    due = event.due or now
    propose_case(
        "commitment_missed",
        about=_who_had(row)
        or Unit.objects.select_related("parent", "company").get(pk=event.unit_id),
        title=f"{event.label} {event.title_zh}超时",
        text=f"{event.label} 的“{event.title_zh}”应于 {timezone.localtime(due):%Y-%m-%d %H:%M} 前"
        f"完成，未按时兑现（{named(event.clause)}）。",
        happened_on=timezone.localdate(due),
        source=row,
        source_number=event.label,
        proofs={"service_record": event.label},
        now=now,
    )


def _who_had(row: Model) -> Staff | None:
    """Who had the work; None where that has to be found out."""
    if isinstance(row, Complaint):
        return row.handler
    if isinstance(row, ServiceRequest):
        orders = WorkOrder.objects.filter(request=row, assignee__isnull=False)
        order = orders.select_related("assignee__unit").order_by("-id").first()
        return order.assignee if order else None
    return None
