"""Figures of lower apps for the sheet: promises, complaints, callbacks, notices, duties."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from heqi.callbacks.models import CallbackTask
from heqi.complaints.models import Complaint
from heqi.duties.models import Occurrence
from heqi.duties.states import Status as DutyStatus
from heqi.inspections.models import Summary
from heqi.inspections.prefills import Prefill, prefilled_by
from heqi.inspections.states import PaperStatus
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.queries import company_of, department_of
from heqi.policies.measures import month_after, month_before
from heqi.policies.measures.reading import read_lines
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import Status as RectificationStatus

# Duties of departments that show an item.
SHOWN = {
    "improvement_plans": ("improvement_plan", "服务改进计划按期制订", "improvement plans made"),
    "training_and_meetings": ("service_training", "服务培训按期开展", "trainings held"),
}


def commitments(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Promises decided and kept, as the clauses' measures have them."""
    months, month = [], since.replace(day=1)
    while month < until:
        months.append(month)
        month = month_after(month)
    lines = [
        line for line in read_lines(company_of(unit), months, unit=unit) if line.source == "clocks"
    ]
    kept = sum(line.at(month).kept for line in lines for month in months)
    decided = sum(line.at(month).decided for line in lines for month in months)
    yield Prefill(
        "服务承诺按时履行", "commitments kept in time", kept, decided,
        href=reverse("policies:misses") if kept < decided else "",
        good=kept == decided if decided else None,
    )  # fmt: skip


def callbacks(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Customers who were called back about the unit's work, and how many were satisfied."""
    rows = CallbackTask.objects.filter(
        unit__path__startswith=unit.path, done_at__gte=midnight(since), done_at__lt=midnight(until)
    )
    found = rows.aggregate(
        m=Count("pk", filter=Q(score__isnull=False)), n=Count("pk", filter=Q(result="satisfied"))
    )
    yield Prefill(
        "回访满意", "satisfied when called back", found["n"], found["m"],
        good=found["n"] == found["m"] if found["m"] else None,
    )  # fmt: skip


def complaints(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Complaints about the unit: answered in time, found valid."""
    about = Q(responsible_unit__path__startswith=unit.path) | Q(
        accused_unit__path__startswith=unit.path
    )
    rows = Complaint.objects.filter(
        about,
        received_at__gte=midnight(since),
        received_at__lt=midnight(until),
        parent__isnull=True,
    )
    found = rows.aggregate(
        m=Count("pk"), late=Count("pk", filter=Q(overdue_at__isnull=False)),
        valid=Count("pk", filter=Q(valid=True)),
    )  # fmt: skip
    yield Prefill(
        "投诉处理及时", "complaints handled in time", found["m"] - found["late"], found["m"],
        clause="inspection/3.3", good=not found["late"] if found["m"] else None,
    )  # fmt: skip
    yield Prefill(
        "责任投诉", "complaints found valid", text=str(found["valid"]), good=not found["valid"]
    )


def rectifications(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Notices to the unit up to now: put right, and how many are overdue."""
    rows = Rectification.objects.filter(
        unit__path__startswith=unit.path, issued_at__lt=midnight(until)
    ).filter(Q(issued_at__gte=midnight(since)) | Q(is_open=True))
    done = [RectificationStatus.PASSED, RectificationStatus.ARCHIVED]
    found = rows.exclude(status=RectificationStatus.WITHDRAWN).aggregate(
        m=Count("pk"), n=Count("pk", filter=Q(status__in=done)),
        late=Count("pk", filter=Q(is_open=True, due_at__lt=now)),
    )  # fmt: skip
    yield Prefill(
        "整改措施完成", "rectifications finished", found["n"], found["m"],
        href=reverse("rectifications:list") + f"?tab=all&unit={unit.pk}", clause="inspection/6.3",
        good=found["n"] == found["m"] if found["m"] else None,
    )  # fmt: skip
    yield Prefill(
        "其中逾期未完成", "of these overdue", text=str(found["late"]), good=not found["late"]
    )


def summaries(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Summaries of the department's months that are over, from the one before on (5.3)."""
    first, last = month_before(since), until.replace(day=1)
    rows = Summary.objects.filter(unit=department_of(unit), month__gte=first, month__lt=last)
    handed_in = rows.filter(status=PaperStatus.ISSUED).count()
    months = (last.year - first.year) * 12 + last.month - first.month
    yield Prefill(
        "月度检查小结提交", "monthly summaries handed in", handed_in, months,
        href=reverse("inspections:summaries") + f"?unit={department_of(unit).pk}",
        clause="inspection/5.3", good=handed_in == months,
    )  # fmt: skip


def duties(item: str) -> None:
    """Register the duties that show an item."""
    code, zh, en = SHOWN[item]

    def figures(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
        rows = Occurrence.objects.filter(
            code=code,
            unit__path__startswith=unit.path,
            due_on__gte=since, due_on__lt=max(until, timezone.localdate(now)),
        )  # fmt: skip
        done = Q(status__in=[DutyStatus.DONE, DutyStatus.LATE])
        found = rows.aggregate(m=Count("pk"), n=Count("pk", filter=done))
        if found["m"]:
            good = found["n"] == found["m"]
            yield Prefill(zh, en, found["n"], found["m"], good=good)

    prefilled_by(item, figures)


def register() -> None:
    """Make them known; called when the app is ready."""
    prefilled_by("conduct_and_commitments", commitments)
    prefilled_by("conduct_and_commitments", callbacks)
    prefilled_by("special_work", summaries)
    prefilled_by("complaints", complaints)
    prefilled_by("complaints", rectifications)
    for item in SHOWN:
        duties(item)
