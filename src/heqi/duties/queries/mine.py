"""What one person has to do: the same duty for many subjects is one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from heqi.duties.access import DO, is_own
from heqi.duties.models import FollowUp, Occurrence, period_text
from heqi.duties.specs import title_of
from heqi.duties.states import TO_DO, TONES, Status
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Staff

LATELY = timedelta(days=31)
AHEAD = timedelta(days=45)
MOST = 300
CAP = 100


@dataclass(frozen=True, slots=True)
class Bundle:
    """A duty in a period: how many there are, how many are done; ``pk`` where it is only one."""

    code: str
    clause: str
    mark: str
    period: str
    audience: str
    occasion: str
    due_on: date
    total: int
    done: int
    excused: int
    state: str
    subject: str
    pk: int | None

    @property
    def title(self) -> str:
        """What the duty is called."""
        return title_of(self.code)

    @property
    def left(self) -> int:
        """Still to be done."""
        return self.total - self.done - self.excused

    @property
    def month(self) -> str:
        """The month in which it is due, for the list behind the line."""
        return f"{self.due_on:%Y-%m}"

    @property
    def badge(self) -> dict[str, str]:
        """The state, as a tag."""
        status = Status(self.state)
        return {"label": str(status.label), "tone": TONES[status]}

    @property
    def share(self) -> float:
        """Done, for the bar."""
        counted = self.total - self.excused
        return self.done / counted if counted else 1.0


def my_bundles(staff: Staff | None, actor: Actor, *, now: datetime) -> dict[str, list[Bundle]]:
    """Overdue, due now, coming, and done lately; of somebody whose duties the actor may see."""
    today = timezone.localdate(now)
    rows = Occurrence.objects.visible_to(actor)
    if staff is None:
        rows = rows.filter(is_own(actor))
    else:
        rows = rows.filter(Q(assignee=staff) | Q(stand_in=staff))
    rows = rows.filter(due_on__gte=today - LATELY * 4, first_on__lte=today + AHEAD)
    found = _bundles(rows.exclude(status=Status.LET_OFF))
    groups: dict[str, list[Bundle]] = {"overdue": [], "now": [], "coming": [], "done": []}
    for one in found:
        if one.state == Status.OVERDUE:
            groups["overdue"].append(one)
        elif one.state == Status.OPEN:
            groups["now"].append(one)
        elif one.state == Status.PLANNED:
            groups["coming"].append(one)
        elif one.due_on >= today - LATELY:
            groups["done"].append(one)
    groups["done"].reverse()
    return groups


def _bundles(rows: QuerySet[Occurrence]) -> Iterable[Bundle]:
    keys = (
        "code", "clause", "mark", "audience", "occasion", "period", "first_on", "last_on", "due_on",
    )  # fmt: skip
    counted = (
        rows.order_by()
        .values(*keys)
        .annotate(
            total=Count("id"),
            done=Count("id", filter=Q(status__in=[Status.DONE, Status.LATE])),
            excused=Count("id", filter=Q(status=Status.EXCUSED)),
            planned=Count("id", filter=Q(status=Status.PLANNED)),
            open=Count("id", filter=Q(status=Status.OPEN)),
            overdue=Count("id", filter=Q(status=Status.OVERDUE)),
            missed=Count("id", filter=Q(status=Status.MISSED)),
        )
        .order_by("due_on", "code")[:MOST]
    )
    groups = list(counted)
    single = [one for one in groups if one["total"] == 1]
    alone: dict[tuple[object, ...], tuple[int, str]] = {}
    if single:
        wanted = rows.filter(
            code__in={one["code"] for one in single}, due_on__in={one["due_on"] for one in single}
        )
        for row in wanted.order_by().values("id", "subject_label", *keys):
            alone[tuple(row[key] for key in keys)] = (row["id"], row["subject_label"])
    return [_bundle(one, alone.get(tuple(one[key] for key in keys))) for one in groups]


def _bundle(one: dict[str, Any], alone: tuple[int, str] | None) -> Bundle:
    order = ("overdue", "open", "planned", "missed")
    state = next((name for name in order if one[name]), "")
    if not state:
        state = "excused" if one["excused"] == one["total"] else "done"
    pk, subject = alone if alone and one["total"] == 1 else (None, "")
    return Bundle(
        code=one["code"],
        clause=one["clause"],
        mark=one["mark"],
        period=period_text(one["period"], one["first_on"], one["last_on"], one["occasion"]),
        audience=one["audience"],
        occasion=one["occasion"],
        due_on=one["due_on"],
        total=one["total"],
        done=one["done"],
        excused=one["excused"],
        state=state,
        subject=subject,
        pk=pk,
    )


def due_counts(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """How many occurrences wait for the actor, and how many are overdue; bounded."""
    if actor.kind != "staff" or not may(actor, DO):
        return 0, 0
    rows = Occurrence.objects.filter(is_own(actor), status__in=TO_DO).order_by()
    states = list(rows.values_list("status", flat=True)[:CAP])
    return len(states), states.count(Status.OVERDUE)


def follow_ups_of(actor: Actor) -> QuerySet[FollowUp]:
    """What visits and checks left for the actor to do."""
    rows = FollowUp.objects.filter(staff_id=actor.id or 0, done_at__isnull=True)
    return rows.select_related("occurrence").order_by("due_on", "id")
