"""What inspections find in the system (inspection/3.5, 3.6, 3.7, 5.1, 8.2)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Avg, Count, Q

from heqi.governance.models import Idea, Improvement, Matter, ServicePlan, Session
from heqi.governance.states import (
    IdeaStatus,
    ImprovementStatus,
    MatterStatus,
    PlanStatus,
    SessionStatus,
)
from heqi.inspections.periods import first_day
from heqi.inspections.prefills import Prefill, prefilled_by
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.queries import company_of


def improvements(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Improvement plans that were due: how many are done, and how many in time."""
    rows = Improvement.objects.filter(
        unit__path__startswith=unit.path, due_on__gte=since, due_on__lt=until
    )
    found = rows.aggregate(m=Count("pk"), n=Count("pk", filter=Q(status=ImprovementStatus.DONE)))
    if found["m"]:
        yield Prefill(
            "到期改进计划完成", "improvement plans due and done", found["n"], found["m"],
            href="/governance/improvements/", clause="inspection/3.5",
            good=found["n"] == found["m"],
        )  # fmt: skip
    running = Improvement.objects.filter(
        unit__path__startswith=unit.path, status=ImprovementStatus.OPEN, due_on__gte=until
    ).aggregate(n=Count("pk"), mean=Avg("percent"))
    if running["n"]:
        yield Prefill(
            "在办改进计划（平均进度）", "improvement plans under way (mean progress)",
            text=f"{running['n']} ({running['mean']:.0f}%)", href="/governance/improvements/",
            clause="inspection/3.5",
        )  # fmt: skip


def sessions(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Trainings and service meetings that were recorded."""
    rows = Session.objects.filter(
        unit__path__startswith=unit.path, held_on__gte=since, held_on__lt=until,
        status=SessionStatus.HELD,
    )  # fmt: skip
    counts = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    for kind, zh, en in (
        ("training", "服务培训", "trainings"),
        ("meeting", "服务例会", "service meetings"),
    ):
        n = counts.get(kind, 0)
        yield Prefill(
            zh, en, text=str(n), href="/governance/sessions/", clause="inspection/3.6", good=n > 0
        )
    held = rows.aggregate(n=Count("present__pk"))["n"], rows.aggregate(n=Count("absent__pk"))["n"]
    if sum(held):
        yield Prefill(
            "培训和例会出勤", "attendance of trainings and meetings", held[0], sum(held),
            href="/governance/sessions/", clause="inspection/3.6",
        )  # fmt: skip


def ideas(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Suggestions of the staff: adopted, and of these carried out."""
    rows = Idea.objects.filter(
        unit__path__startswith=unit.path, filed_at__date__gte=since, filed_at__date__lt=until
    )
    found = rows.aggregate(
        m=Count("pk", filter=Q(status__in=[IdeaStatus.ADOPTED, IdeaStatus.DONE])),
        n=Count("pk", filter=Q(status=IdeaStatus.DONE)),
    )
    if found["m"]:
        yield Prefill(
            "采纳建议已落实", "adopted suggestions carried out", found["n"], found["m"],
            href="/governance/ideas/", clause="inspection/3.7", good=found["n"] == found["m"],
        )  # fmt: skip


def plans(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """The service plans of the year and the quarter, with their special inspections (5.1)."""
    starts = {period: first_day(period, since) for period in ServicePlan.Period.values}
    wanted = Q()
    for period, start in starts.items():
        wanted |= Q(period=period, starts_on=start)
    rows = ServicePlan.objects.filter(wanted, company=company_of(unit), status=PlanStatus.ISSUED)
    # The service office issues them: what is missing is no fault of the unit that is inspected.
    yield Prefill(
        "年度、季度服务计划下达", "service plans of year and quarter issued", rows.count(),
        len(starts), href="/governance/plans/", clause="inspection/5.1",
    )  # fmt: skip


def matters(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """What was brought before the committee about the unit, and how much of it waits (8.2)."""
    rows = Matter.objects.filter(
        unit__path__startswith=unit.path,
        asked_at__gte=midnight(since),
        asked_at__lt=midnight(until),
    )
    found = rows.aggregate(m=Count("pk"), n=Count("pk", filter=Q(status=MatterStatus.DECIDED)))
    if found["m"]:
        yield Prefill(
            "提请委员会事项已决", "matters before the committee decided", found["n"], found["m"],
            href=f"/governance/matters/?unit={unit.pk}", clause="inspection/8.2", good=False,
        )  # fmt: skip


def register() -> None:
    """Make them known; called when the app is ready."""
    prefilled_by("improvement_plans", improvements)
    prefilled_by("training_and_meetings", sessions)
    prefilled_by("daily_improvements", ideas)
    prefilled_by("special_work", plans)
    prefilled_by("complaints", matters)
