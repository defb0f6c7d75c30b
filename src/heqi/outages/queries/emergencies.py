"""Lists of emergencies: filters, tabs, pages; and one by its number."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from heqi.ledger.actors import Actor
from heqi.outages.models import Emergency, Summons
from heqi.outages.models.emergencies import EmergencyQuerySet
from heqi.outages.queries.area import LONGEST
from heqi.outages.states import RUNNING_STAGES, Answer

CAP = 1001
TABS = ("running", "ended", "cancelled", "all")
SORTS = {"newest": ("-opened_at", "-id"), "oldest": ("opened_at", "id")}


@dataclass(frozen=True, slots=True)
class EmergencyFilters:
    """What the list is asked for; every field may be left out."""

    tab: str = "running"
    kind: str = ""
    leaders: str = ""
    text: str = ""
    sort: str = ""


def emergency_list(actor: Actor, filters: EmergencyFilters, *, now: datetime) -> EmergencyQuerySet:
    """The emergencies of a filter, sorted; take a slice of it."""
    rows = Emergency.objects.visible_to(actor)
    if filters.tab == "running":
        rows = rows.filter(stage__in=RUNNING_STAGES)
    elif filters.tab in ("ended", "cancelled"):
        rows = rows.filter(stage=filters.tab)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.leaders == "called":
        rows = rows.filter(summons__isnull=False)
    elif filters.leaders == "late":
        late = Summons.objects.filter(Q(status=Answer.MISSED) | Q(arrived_at__gt=F("due_at")))
        rows = rows.filter(pk__in=late.order_by().values("emergency"))
    if filters.text:
        text = filters.text.strip()[:LONGEST]
        rows = rows.filter(
            Q(order__number__startswith=text.upper())
            | Q(order__address__contains=text)
            | Q(compound__name__contains=text)
        )
    sort = SORTS.get(filters.sort) or SORTS["newest"]
    return (
        rows.select_related("order__assignee", "order__unit", "compound", "company", "unit")
        .distinct()
        .order_by(*sort)
    )


def count_emergencies(rows: EmergencyQuerySet) -> int:
    """Counted to a thousand."""
    return len(rows.order_by().values_list("pk", flat=True)[:CAP])


def running_count(actor: Actor) -> int:
    """How many go on."""
    return count_emergencies(Emergency.objects.visible_to(actor).running())


def undispatched(actor: Actor) -> list[Emergency]:
    """Running emergencies that nobody was sent to: what cannot be missed."""
    rows = (
        Emergency.objects.visible_to(actor)
        .running()
        .filter(order__assignee__isnull=True, order__is_open=True)
        .select_related("order")
    )
    return list(rows.order_by("opened_at")[:5])


def emergency_by_number(actor: Actor, number: str) -> Emergency:
    """One emergency by the number of its order; ``DoesNotExist`` where it is not to be seen."""
    found: Emergency = (
        Emergency.objects.visible_to(actor)
        .select_related(
            "order__request__contact",
            "order__assignee__unit",
            "order__unit",
            "order__decision",
            "order__service_point__premises",
            "order__company",
            "company",
            "unit",
            "compound",
        )
        .distinct()
        .get(order__number=number.upper())
    )
    return found


@dataclass(frozen=True, slots=True)
class Attended:
    """How the calls to leaders ended: kept, late, missed, excepted, still open."""

    kept: int = 0
    late: int = 0
    missed: int = 0
    excepted: int = 0
    open: int = 0

    @property
    def decided(self) -> int:
        """Those that count."""
        return self.kept + self.late + self.missed


def attendance_of(rows: list[Summons], *, now: datetime) -> Attended:
    """Count the outcomes of some calls."""
    found: dict[str, int] = {}
    for row in rows:
        outcome = row.outcome(now)
        found[outcome] = found.get(outcome, 0) + 1
    return Attended(**found)
