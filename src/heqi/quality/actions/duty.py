"""The duties of data entry: the self-check of the day, the check and the report of the month."""

from datetime import datetime, timedelta

from django.utils import timezone

from heqi.duties.actions import Present, Proof, audience_changed, fulfil
from heqi.duties.models import Duty, Occurrence
from heqi.duties.states import UNDONE
from heqi.ledger.actors import Actor
from heqi.people.queries import actor_of
from heqi.quality.audiences import ENTRY_STAFF, STAFF, entered_since
from heqi.quality.models import Check, MonthReport, SelfCheck
from heqi.quality.queries.results import month_results

DUTY, EVIDENCE = "entry_self_check", "check_record"
CHECKED, REPORTED, UNIT = "entry_check", "entry_report", "people.unit"
# What is older can no longer be made up.
RECENT = timedelta(days=3)


def owe_self_checks(*, now: datetime) -> int:
    """Whoever entered something today owes its check today, not tomorrow; called by the loop.

    The duty of a company in which somebody began is planned anew when the loop comes round;
    returns how many companies that are.
    """
    today = timezone.localdate(now)
    kept = Duty.objects.filter(code=DUTY, until=None, planned_on=today, stale=False)
    waiting = {duty.company_id: duty.company for duty in kept.select_related("company")}
    if not waiting:
        return 0
    entered = entered_since(today).filter(at__lte=now, company_id__in=waiting)
    owed = set(
        Occurrence.objects.filter(
            code=DUTY, subject_type=STAFF, first_on=today, company__in=waiting
        ).values_list("company", "subject_id")
    )
    begun = {
        company
        for company, staff in entered.order_by().values_list("company_id", "actor_id").distinct()
        if (company, str(staff)) not in owed
    }
    rows = [company for pk, company in waiting.items() if pk in begun]
    for company in rows:
        audience_changed(ENTRY_STAFF, company=company)
    return len(rows)


def count_self_checks(*, now: datetime) -> int:
    """Tell the duties of the last days which self-checks are there; called by the loop."""
    since = timezone.localdate(now) - RECENT
    owed = set(
        Occurrence.objects.filter(
            code=DUTY, subject_type=STAFF, first_on__gte=since, status__in=UNDONE
        ).values_list("subject_id", "first_on")
    )
    if not owed:
        return 0
    rows = SelfCheck.objects.filter(on__gte=since).select_related("staff")
    found = [row for row in rows if (str(row.staff_id), row.on) in owed]
    for row in found:
        # Closed the next morning it counts for its own day, and late.
        proof = Proof(
            EVIDENCE,
            at=row.done_at,
            key=f"self-check:{row.pk}",
            text=row.note,
            reference=f"{row.on:%Y-%m-%d}",
        )
        by = actor_of(row.staff, now=now)
        fulfil(DUTY, STAFF, str(row.staff_id), proof, by=by, now=now)
    return len(found)


def checked(check: Check, *, by: Actor, now: datetime) -> None:
    """The last entry of the month's sample was judged: the check of the month is done (7.1)."""
    proof = Proof(
        EVIDENCE,
        at=now,
        key=f"entry-check:{check.pk}:{check.total}",
        reference=f"{check.month:%Y-%m}",
        url=f"/quality/checks/{check.pk}/",
    )
    fulfil(CHECKED, UNIT, str(check.company_id), proof, by=by, now=now)


def reported(report: MonthReport, *, by: Actor, now: datetime) -> None:
    """The month is reported once the head of each department with entries has its figures (9.1)."""
    rows = MonthReport.objects.filter(company=report.company, month=report.month)
    reports = list(rows.select_related("leader"))
    wanted = {line.unit.pk for line in month_results(report.company, report.month).departments}
    if wanted - {row.unit_id for row in reports}:
        return
    proof = Proof(
        "report",
        at=now,
        key=f"entry-report:{report.company_id}:{report.month:%Y-%m}",
        reference=f"{report.month:%Y-%m}",
        url=f"/quality/reports/{report.pk}/",
    )
    present = [
        Present("dept_head", row.leader.name, True, row.leader) for row in reports if row.leader
    ]
    fulfil(REPORTED, UNIT, str(report.company_id), proof, present=present, by=by, now=now)
