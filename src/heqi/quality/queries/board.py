"""The team leader's board (data-entry/7.5): who entered what today, and what is not yet right."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.people.access import visible_units, within
from heqi.people.models import Staff, Unit
from heqi.quality.access import VIEW
from heqi.quality.models import EntryError, SelfCheck, Suggestion
from heqi.quality.queries.entries import counted_today
from heqi.quality.states import SuggestionStatus

MOST = 300


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Somebody's day: entries, whether the self-check is done, what is open and late."""

    staff: Staff
    entries: int
    self_check: SelfCheck | None
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class BoardTeam:
    """A unit's lines."""

    unit: Unit
    lines: tuple[BoardLine, ...]

    @property
    def waiting(self) -> int:
        """How many entered something today and have not checked it."""
        return sum(1 for line in self.lines if line.entries and line.self_check is None)


def board(actor: Actor, *, now: datetime) -> list[BoardTeam]:
    """Everybody whom the actor oversees and who enters data or has open errors, team by team."""
    today = timezone.localdate(now)
    units = visible_units(actor, VIEW)
    people = list(
        Staff.objects.filter(unit__in=units, left_on__isnull=True)
        .select_related("unit", "post")
        .order_by("unit__path", "number")[:MOST]
    )
    ids = [person.pk for person in people]
    entries = counted_today(ids, today)
    checks = {row.staff_id: row for row in SelfCheck.objects.filter(staff__in=ids, on=today)}
    errors = {
        row["staff"]: row
        for row in EntryError.objects.counting()
        .filter(staff__in=ids, is_open=True)
        .order_by()
        .values("staff")
        .annotate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    }
    teams: dict[int, tuple[Unit, list[BoardLine]]] = {}
    for person in people:
        counted = errors.get(person.pk, {"n": 0, "late": 0})
        line = BoardLine(
            person, entries.get(person.pk, 0), checks.get(person.pk), counted["n"], counted["late"]
        )
        if line.entries or line.open or line.self_check:
            teams.setdefault(person.unit_id, (person.unit, []))[1].append(line)
    return [BoardTeam(unit, tuple(lines)) for unit, lines in teams.values()]


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures on top of the board."""

    entries: int
    unchecked: int
    open: int
    late: int


def late_suggestions(actor: Actor, *, now: datetime) -> int:
    """Suggestions overseen whose answer is late; counted to a hundred."""
    rows = within(Suggestion.objects.all(), actor, VIEW)
    late = rows.filter(status=SuggestionStatus.FILED, answer_by__lt=now)
    return len(late.order_by().values_list("pk")[:100])


def sums(teams: list[BoardTeam]) -> Sums:
    """All teams together."""
    lines = [line for team in teams for line in team.lines]
    return Sums(
        entries=sum(line.entries for line in lines),
        unchecked=sum(team.waiting for team in teams),
        open=sum(line.open for line in lines),
        late=sum(line.late for line in lines),
    )
