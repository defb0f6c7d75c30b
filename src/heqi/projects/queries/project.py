"""One project: its stages as a strip of days, its clocks, its money."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from heqi.clocks.models import Clock
from heqi.clocks.queries import clocks_of
from heqi.ledger.actors import Actor
from heqi.projects.actions.settling import cover, received
from heqi.projects.models import Contract, Instalment, Project, Stage
from heqi.projects.models.projects import ProjectQuerySet

# The strip is drawn on so many columns, whatever the length of the project.
COLUMNS = 100


def get_project(actor: Actor, pk: int) -> Project:
    """One project that the actor may see; ``DoesNotExist`` otherwise."""
    return _whole(actor).get(pk=pk)


def project_by_number(actor: Actor, number: str) -> Project:
    """One project by its number; ``DoesNotExist`` otherwise."""
    return _whole(actor).get(number=number)


def _whole(actor: Actor) -> ProjectQuerySet:
    return Project.objects.visible_to(actor).select_related(
        "unit", "company", "intake", "party", "compound", "manager", "decision", "contract"
    )


@dataclass(frozen=True, slots=True)
class StripStage:
    """A stage on the strip: planned and actual bar in columns from 0 to 100."""

    stage: Stage
    planned: tuple[int, int]
    actual: tuple[int, int] | None
    state: str  # done | now | next
    is_late: bool
    days_late: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The stages drawn over the days from application to the last planned or actual day."""

    rows: list[StripStage]
    since: date
    until: date
    today: int | None


def strip_of(project: Project, *, now: datetime) -> Strip:
    """The stages of a project over its days; two queries."""
    stages = list(project.stages.select_related("unit", "assignee"))
    today = timezone.localdate(now)
    since = timezone.localdate(project.applied_at)
    ends = [stage.planned_until for stage in stages if stage.planned_until]
    ends += [_day(stage.finished_at) for stage in stages if stage.finished_at]
    until = max([since + timedelta(days=1), *ends, *([today] if project.is_open else [])])
    span = (until - since).days + 1

    def column(day: date) -> int:
        return max(0, min(COLUMNS, round((day - since).days / span * COLUMNS)))

    def bar(first: date, last: date) -> tuple[int, int]:
        left = column(first)
        return left, max(1, column(last + timedelta(days=1)) - left)

    rows = []
    for stage in stages:
        begun = _day(stage.started_at) if stage.started_at else None
        ended = _day(stage.finished_at) if stage.finished_at else None
        is_now = project.is_open and project.status == stage.code
        last = ended or (today if is_now else None)
        late = (last - stage.planned_until).days if last and stage.planned_until else 0
        rows.append(
            StripStage(
                stage=stage,
                planned=bar(stage.planned_from or since, stage.planned_until or since),
                actual=bar(begun, max(begun, last)) if begun and last else None,
                state="now" if is_now else "done" if ended else "next",
                is_late=late > 0,
                days_late=max(0, late),
            )
        )
    return Strip(rows, since, until, column(today) if since <= today <= until else None)


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def clocks_of_project(project: Project) -> list[Clock]:
    """The clocks of a project and of its open tickets, the governing one first."""
    found = clocks_of(project)
    for ticket in project.tickets.filter(done_at__isnull=True).order_by("id")[:20]:
        found += [clock for clock in clocks_of(ticket) if clock.due_at]
    return sorted(
        found,
        key=lambda c: (
            not c.is_open() or c.due_at is None,
            c.due_at.timestamp() if c.due_at else 0,
        ),
    )


@dataclass(frozen=True, slots=True)
class PartMoney:
    """An instalment with what of it is in."""

    part: Instalment
    received: Decimal
    is_late: bool

    @property
    def is_paid(self) -> bool:
        """Whether all of it is in."""
        return self.received >= self.part.amount


@dataclass(frozen=True, slots=True)
class Money:
    """The contract's sum, what is in, and how it covers the instalments in their order."""

    amount: Decimal
    received: Decimal
    parts: list[PartMoney]

    @property
    def owed(self) -> Decimal:
        """Still to come."""
        return self.amount - self.received


def money_of(project: Project, contract: Contract | None, *, on: date) -> Money:
    """Sums of a project; three queries at most."""
    total = received(project)
    if contract is None:
        return Money(Decimal(0), total, [])
    agreed = list(contract.instalments.all())
    parts = [
        PartMoney(part, got, got < part.amount and part.is_late(on))
        for part, got in zip(agreed, cover([row.amount for row in agreed], total), strict=True)
    ]
    return Money(contract.amount, total, parts)
