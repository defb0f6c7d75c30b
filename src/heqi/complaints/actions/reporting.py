"""Reports of level one to the national centre (complaint/plan-level-1): their clock is stopped by
the sending, over HTTP or in a file."""

from datetime import datetime

from django.utils import timezone

from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.complaints.actions.timing import record
from heqi.complaints.models import Complaint, NationalCase, NationalLink, NationalMessage, PlanStep
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit

# How the policy names the centre among those who are told.
CENTRE = "national_centre"


def has_line(complaint: Complaint) -> bool:
    """Whether the company reaches the national centre through this system."""
    return NationalLink.objects.filter(company=complaint.company_id).exists()


def send_report(
    complaint: Complaint, *, note: str, step: PlanStep | None = None, by: Actor, now: datetime
) -> NationalMessage:
    """Put a report into the queue to the national centre. Nothing personal goes with it."""
    case = NationalCase.objects.filter(complaint=complaint).first()
    number = complaint.reports.count() + 1
    row: NationalMessage = NationalMessage.objects.create(
        company=complaint.company,
        case=case,
        complaint=complaint,
        step=step,
        direction=NationalMessage.Direction.OUT,
        kind=NationalMessage.Kind.REPORT,
        key=f"{complaint.number}-report-{number}",
        body={
            "kind": str(NationalMessage.Kind.REPORT),
            "at": timezone.localtime(now).isoformat(timespec="seconds"),
            "reference": case.reference if case else "",
            "number": complaint.number,
            "level": complaint.level,
            "category": complaint.category,
            "complaint": complaint.status,
            "step": step.kind if step else "",
            "note": note[:2000],
        },
        state=NationalMessage.State.WAITING,
        next_at=now,
        at=now,
        by_name=by.name,
    )
    return row


def after_sent(message: NationalMessage, *, now: datetime) -> None:
    """A message has left: what was owed by it is done."""
    if message.kind != NationalMessage.Kind.REPORT or message.complaint is None:
        return
    if message.step is None:
        record(message.complaint, "reported", by=SYSTEM, now=now)
        return
    step = message.step
    if PlanStep.objects.filter(pk=step.pk, done_at__isnull=True).update(done_at=now):
        timeline = timeline_of(step)
        if timeline is not None:
            record_moment(timeline, "done", by=SYSTEM, now=now)
        audit(step, "complaints.report_sent", by=SYSTEM, now=now, changes={"key": message.key})
