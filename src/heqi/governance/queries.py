"""What is late in governance, and which service plans are missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from heqi.governance.access import IMPROVE, LEAD
from heqi.governance.facts import plan_day
from heqi.governance.models import (
    Idea,
    Improvement,
    Matter,
    Owned,
    Seat,
    ServicePlan,
    Session,
    Sitting,
)
from heqi.governance.states import (
    IdeaStatus,
    ImprovementStatus,
    MatterStatus,
    PlanStatus,
    SessionStatus,
    SittingStatus,
)
from heqi.inspections.models import Report, Summary
from heqi.inspections.periods import first_day
from heqi.inspections.states import PaperStatus
from heqi.ledger.actors import Actor
from heqi.people.access import may, visible_units
from heqi.people.models import Staff, Unit
from heqi.people.queries import leaders_of

CAP = 200
# A year of summaries of eight departments.
PAPERS = 96


def visible(model: type[Owned], actor: Actor) -> "QuerySet[Any]":
    """The records of a kind that somebody sees; everybody sees his own suggestions."""
    seen: QuerySet[Any] = model._default_manager.visible_to(actor)
    if model is not Idea or actor.kind != "staff":
        return seen
    own = Q(staff_id=actor.id or 0)
    return Idea.objects.filter(own | Q(pk__in=seen.order_by().values("pk")))


def late_rows(now: datetime) -> dict[type[Owned], Q]:
    """Of each kind of record, what is past its day."""
    today = timezone.localdate(now)
    wanted = Q(status=ImprovementStatus.WANTED, plan_by__lt=today)
    return {
        Matter: ~Q(status=MatterStatus.DECIDED) & Q(decide_by__lt=now),
        Sitting: Q(status__in=[SittingStatus.CALLED, SittingStatus.HELD], minutes_by__lt=now),
        Improvement: wanted | Q(status=ImprovementStatus.OPEN, due_on__lt=today),
        Session: Q(status=SessionStatus.PLANNED, held_on__lt=today),
        Idea: Q(status=IdeaStatus.FILED, answer_by__lt=now),
    }


@dataclass(frozen=True, slots=True)
class Missing:
    """A period whose service plan is not issued; ``late`` once its day has passed."""

    period: str
    starts_on: date
    due_on: date
    late: bool

    def __str__(self) -> str:
        return str(ServicePlan(period=self.period, starts_on=self.starts_on))


def missing_plans(company: Unit, *, now: datetime) -> list[Missing]:
    """The plans of this year and this quarter that are not issued (inspection/5.1)."""
    today = timezone.localdate(now)
    starts = {period: first_day(period, today) for period in ServicePlan.Period.values}
    issued = set(
        ServicePlan.objects.filter(
            company=company, status=PlanStatus.ISSUED, starts_on__in=starts.values()
        ).values_list("period", flat=True)
    )
    found = []
    for period, start in starts.items():
        if period not in issued:
            due = start + timedelta(days=plan_day(now=now, company_id=company.pk) - 1)
            found.append(Missing(period, start, due, today > due))
    return found


def late_count(actor: Actor, *, now: datetime) -> int:
    """How much is late of what the actor leads or improves; one question for all kinds."""
    rights: dict[type[Owned], str] = {Session: IMPROVE, Improvement: IMPROVE}
    parts: list[QuerySet[Any]] = []
    for model, late in late_rows(now).items():
        right = rights.get(model, LEAD)
        if may(actor, right):
            rows = model._default_manager.filter(late, unit__in=visible_units(actor, right))
            parts.append(rows.order_by().values_list("pk"))
    if not parts:
        return 0
    first, *others = parts
    return first.union(*others, all=True)[:CAP].count()


def members_of(company_id: int) -> list[Staff]:
    """Who is on the committee of a company now."""
    seats = Seat.objects.filter(company_id=company_id, until__isnull=True)
    return list(Staff.objects.filter(committee_seats__in=seats).select_related("unit"))


def matter_of(source: tuple[str, str]) -> Matter | None:
    """What the record of a source brought before the committee."""
    return Matter.objects.filter(source_type=source[0], source_id=source[1]).first()


def handed_in_for(sitting: Sitting) -> list[Summary | Report]:
    """The summaries and quarterly reports on inspections handed in since the sitting before, of
    which this one takes note (inspection/5.3, 5.4)."""
    rows = Sitting.objects.filter(company_id=sitting.company_id, at__lt=sitting.at)
    rows = rows.exclude(status=SittingStatus.DROPPED)
    before = rows.order_by("-at", "-id").values_list("at", flat=True).first()
    since = Q(handed_in_at__gte=before) if before else Q(handed_in_at__isnull=False)
    until = Q(handed_in_at__lt=sitting.closed_at) if sitting.closed_at else Q()
    found: list[Summary | Report] = []
    for model, order in ((Summary, ("month", "unit__path")), (Report, ("quarter",))):
        papers = model.objects.filter(since, until, company_id=sitting.company_id)
        found += papers.filter(status=PaperStatus.ISSUED).order_by(*order)[:PAPERS]
    return found


def may_be_named(matter: Matter, *, now: datetime) -> list[Staff]:
    """Who leads the company or a department, sits on no committee yet and may vote in a matter."""
    leaders = leaders_of(matter.company, on=timezone.localdate(now))
    seated = set(
        Seat.objects.filter(company=matter.company_id, until__isnull=True).values_list(
            "staff", flat=True
        )
    )
    return [one for one in leaders if one.pk not in seated and one.pk not in matter.barred]


def without_votes(matter: Matter) -> bool:
    """Whether no member of the committee has a vote in a matter that is to be decided."""
    seats = Seat.objects.filter(company=matter.company_id, until__isnull=True)
    if matter.status == MatterStatus.DECIDED:
        return False
    return not seats.exclude(staff_id__in=matter.barred).exists()
