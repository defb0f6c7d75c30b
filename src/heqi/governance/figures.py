"""What inspections find in the system (inspection/3.5, 3.6, 3.7)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Avg, Count, Q

from heqi.governance.models import Idea, Improvement, Session
from heqi.governance.states import IdeaStatus, ImprovementStatus, SessionStatus
from heqi.inspections.prefills import Prefill, prefilled_by
from heqi.people.models import Unit


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


def register() -> None:
    """Make them known; called when the app is ready."""
    prefilled_by("improvement_plans", improvements)
    prefilled_by("training_and_meetings", sessions)
    prefilled_by("daily_improvements", ideas)
