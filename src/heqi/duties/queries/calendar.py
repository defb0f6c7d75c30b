"""A month of duties as a calendar: what falls due on which day."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from heqi.duties.models import Occurrence
from heqi.duties.specs import title_of
from heqi.duties.states import Status
from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.people.models import Staff, Unit

MOST = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """A duty that falls due on a day: done of total, and how it stands."""

    code: str
    occasion: str
    done: int
    total: int
    tone: str

    @property
    def title(self) -> str:
        """What the duty is called."""
        return title_of(self.code)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A visit or check that is agreed for an instant."""

    pk: int
    at: datetime
    label: str
    title: str


@dataclass(slots=True)
class Day:
    """A day of the grid."""

    on: date
    inside: bool
    marks: list[Mark] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)


def month_grid(
    actor: Actor, month: date, *, staff: Staff | None = None, unit: Unit | None = None
) -> list[list[Day]]:
    """The weeks of a month, Monday first, with what is due; of a person, a unit, or all seen."""
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    first, last = weeks[0][0], weeks[-1][-1]
    rows = Occurrence.objects.visible_to(actor).exclude(status=Status.LET_OFF)
    if staff is not None:
        rows = rows.filter(Q(assignee=staff) | Q(stand_in=staff))
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    marks, meetings = _marks(rows, first, last), _meetings(rows, first, last)
    return [
        [Day(day, day.month == month.month, marks[day], meetings[day]) for day in week]
        for week in weeks
    ]


def _marks(rows: QuerySet[Occurrence], first: date, last: date) -> dict[date, list[Mark]]:
    counted = (
        rows.filter(due_on__gte=first, due_on__lte=last)
        .order_by()
        .values_list("due_on", "code", "occasion")
        .annotate(
            total=Count("id"),
            done=Count("id", filter=Q(status__in=[Status.DONE, Status.LATE, Status.EXCUSED])),
            failed=Count("id", filter=Q(status__in=[Status.OVERDUE, Status.MISSED])),
            open=Count("id", filter=Q(status=Status.OPEN)),
        )
        .order_by("due_on", "code")[:MOST]
    )
    found: dict[date, list[Mark]] = defaultdict(list)
    for day, code, occasion, total, done, failed, still_open in counted:
        tone = "over" if failed else "pri" if still_open else "ok" if done == total else ""
        found[day].append(Mark(code, occasion, done, total, tone))
    return found


def _meetings(rows: QuerySet[Occurrence], first: date, last: date) -> dict[date, list[Meeting]]:
    begin = midnight(first)
    end = begin + timedelta(days=(last - first).days + 1)
    found: dict[date, list[Meeting]] = defaultdict(list)
    for row in rows.filter(meeting_at__gte=begin, meeting_at__lt=end).order_by("meeting_at")[:MOST]:
        assert row.meeting_at is not None
        day = timezone.localdate(row.meeting_at)
        found[day].append(Meeting(row.pk, row.meeting_at, row.subject_label, row.title))
    return found
