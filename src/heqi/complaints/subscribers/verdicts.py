"""Who hears of a verdict, and of the number that raises a matter."""

from datetime import datetime

from django.utils import timezone

from heqi.complaints.actions.appealing import file_until
from heqi.complaints.actions.telling import tell, tell_posts
from heqi.complaints.events import ComplaintJudged, ComplaintsOfEmployee
from heqi.complaints.models import Complaint
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.posts import heads_of
from heqi.complaints.queries.case import RELATED
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify
from heqi.people.models import Staff


@on(ComplaintJudged)
def tell_of_verdict(event: ComplaintJudged, *, now: datetime) -> None:
    """Whoever was found responsible hears of the verdict and of his time to appeal; no more. So
    does the head of the department that is responsible."""
    rows = Complaint.objects.select_related("unit", "responsible_unit", "handler")
    complaint = rows.get(pk=event.complaint_id)
    staff = Staff.objects.select_related("unit").filter(pk=event.staff_id or 0).first()
    if staff is not None:
        notify(
            staff,
            "complaints.verdict",
            context={
                "number": event.number,
                "until": file_until(complaint, Appellant.EMPLOYEE, now=now),
            },
            unit=staff.unit,
            url="/complaints/about-me/",
            key=f"complaint{event.complaint_id}:verdict:{staff.pk}:{complaint.judged_at:%Y%m%d%H%M%S}",
            by=SYSTEM,
            now=now,
        )
    if complaint.responsible_unit is not None:
        tell(
            complaint,
            heads_of(complaint.responsible_unit, on=timezone.localdate(now)),
            "complaints.verdict_department",
            key=f"verdict:{complaint.responsible_unit_id}:{complaint.judged_at:%Y%m%d%H%M%S}",
            now=now,
            department=complaint.responsible_unit.name,
            verdict=complaint.get_verdict_display(),
            until=file_until(complaint, Appellant.DEPARTMENT, now=now),
        )


@on(ComplaintsOfEmployee)
def tell_of_count(event: ComplaintsOfEmployee, *, now: datetime) -> None:
    """The number that raises a conduct case is reached: the office and the head hear of it."""
    complaint = Complaint.objects.select_related(*RELATED).get(pk=event.complaint_id)
    staff = Staff.objects.get(pk=event.staff_id)
    tell_posts(
        complaint,
        ["service_office", "dept_head"],
        "complaints.three",
        key=f"three{event.staff_id}:{event.count}",
        now=now,
        name=staff.name,
        count=event.count,
        numbers="、".join(event.numbers),
    )
