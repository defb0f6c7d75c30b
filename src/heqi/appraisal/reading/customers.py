"""What customers said: complaints found valid, callbacks late, faulty or dissatisfied."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F

from heqi.appraisal.reading.facts import Fact, Month
from heqi.callbacks.models import CallbackTask, Review
from heqi.callbacks.states import Status as CallStatus
from heqi.complaints.models import Complaint
from heqi.policies.deciding import rule_on

FAULTS, RESULTS = "callbacks.faults", "complaints.results"
HEARD = {"leading": "leading_callback", "false_record": "false_callback"}
DISSATISFIED = "opinion"


def valid_complaints(month: Month) -> Iterable[Fact]:
    """Complaints found valid, of the department responsible, where they count (complaint/results).

    What is nobody's fault here (force majeure, a third party) does not. A group counts once, not
    with each of its households.
    """
    rows = Complaint.objects.filter(
        company=month.company,
        parent__isnull=True,
        judged_at__gte=month.since,
        judged_at__lt=month.until,
        verdict__in=["upheld", "partly"],
        responsible_unit__isnull=False,
    ).select_related("responsible_unit__parent")
    for row in rows.order_by("judged_at", "id"):
        facts = {"verdict": row.verdict, "responsibility": row.responsibility}
        leads_to = (
            rule_on(RESULTS, facts, on=month.first, company_id=month.company.pk).answer or {}
        ).get("leads_to") or ()
        if row.responsible_unit is not None and "appraisal" in leads_to:
            yield month.fact(
                "valid_complaint", row.responsible_unit, row=("complaints.complaint", row.pk),
                about=("complaints.complaint", row.pk), at=row.judged_at or month.since,
                number=row.number, staff_id=row.responsible_id,
                # Nobody learns from a sheet what a confidential complaint is about.
                title="" if row.confidential else row.subject,
            )  # fmt: skip


def _fault(month: Month, fault: str) -> tuple[Decimal, dict[str, str]]:
    content: dict[str, Any] = rule_on(
        FAULTS, {"fault": fault}, on=month.first, company_id=month.company.pk
    ).as_json()
    grant = ((content.get("sources") or {}).get("points") or [{}])[0]
    points = Decimal(str((content["answer"] or {}).get("points") or 0))
    clause, mark = str(grant.get("clause", "")), str(grant.get("mark", ""))
    return points, {"clause": clause, "points_clause": clause, "mark": mark}


def faulted_callbacks(month: Month) -> Iterable[Fact]:
    """Callbacks made after their limit, or not at all (callback/results)."""
    rows = CallbackTask.objects.filter(
        company=month.company, due_at__isnull=False, done_at__gt=F("due_at"),
        done_at__gte=month.since, done_at__lt=month.until,
        status__in=[CallStatus.DONE, CallStatus.UNREACHABLE, CallStatus.EXPIRED],
    ).select_related("unit__parent", "caller__unit__parent")  # fmt: skip
    late, missing = _fault(month, "late"), _fault(month, "missing")
    for row in rows.order_by("done_at", "id"):
        missed = row.status == CallStatus.EXPIRED
        points, basis = missing if missed else late
        yield month.fact(
            "missed_callback" if missed else "late_callback",
            row.caller.unit if row.caller else row.unit,
            row=("callbacks.callbacktask", row.pk), about=("callbacks.callbacktask", row.pk),
            points=-points, at=row.done_at or month.since, number=row.number, title=row.label,
            staff_id=row.caller_id, **basis,
        )  # fmt: skip


def heard_faults(month: Month) -> Iterable[Fact]:
    """Fatal errors that a review of callbacks heard (callback/quality)."""
    rows = Review.objects.filter(
        company=month.company, fatal__in=list(HEARD), reviewed_at__gte=month.since,
        reviewed_at__lt=month.until,
    ).select_related("caller__unit__parent", "task")  # fmt: skip
    for row in rows.order_by("reviewed_at", "id"):
        points, basis = _fault(month, row.fatal)
        yield month.fact(
            HEARD[row.fatal], row.caller.unit, row=("callbacks.review", row.pk),
            about=("callbacks.review", row.pk), points=-points,
            at=row.reviewed_at or month.since, number=row.task.number, title=row.remark,
            staff_id=row.caller_id, **basis,
        )  # fmt: skip


def dissatisfied_customers(month: Month) -> Iterable[Fact]:
    """Callbacks in which the customer was dissatisfied with the work of a team."""
    rows = CallbackTask.objects.filter(
        company=month.company, status=CallStatus.DONE, result=DISSATISFIED,
        score__isnull=False, team__isnull=False,
        done_at__gte=month.since, done_at__lt=month.until,
    ).select_related("team__parent")  # fmt: skip
    for row in rows.order_by("done_at", "id"):
        if row.team is not None:
            yield month.fact(
                "dissatisfied", row.team, row=("callbacks.callbacktask", f"{row.pk}:said"),
                about=("callbacks.callbacktask", row.pk), at=row.done_at or month.since,
                number=row.number, title=row.opinion_text or row.label, staff_id=row.worker_id,
            )  # fmt: skip
