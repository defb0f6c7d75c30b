"""Lists of complaints: filters, tabs with counts; nothing reads more than 1,001 rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from heqi.complaints.models import Appeal, Complaint, Investigation
from heqi.complaints.states import AppealState, Status
from heqi.ledger.actors import Actor

CAP = 1001
OPEN_TABS = ("open", "late", "mine", "grade", "assign", "level_one", "vip", "call", "appeals")
TABS = (*OPEN_TABS, "national", "closed", "all")
SORTS = {
    "due": ("queue_at", "id"),
    "-due": ("-queue_at", "-id"),
    "number": ("received_at", "id"),
    "-number": ("-received_at", "-id"),
    "level": ("level", "queue_at", "id"),
    "-level": ("-level", "queue_at", "id"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is asked for; every field may be left out."""

    tab: str = "open"
    text: str = ""
    level: str = ""
    category: str = ""
    channel: str = ""
    unit: int | None = None
    verdict: str = ""
    sort: str = ""


def complaints(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[Complaint]:
    """The complaints of a filter, sorted; take a slice of it."""
    rows = _tab(Complaint.objects.visible_to(actor), filters.tab, actor, now)
    for name in ("level", "category", "channel", "verdict"):
        value = getattr(filters, name)
        if value:
            rows = rows.filter(**{name: value})
    if filters.unit:
        rows = rows.filter(Q(unit_id=filters.unit) | Q(accused_unit_id=filters.unit))
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(platform_number=text)
            | Q(subject__contains=text)
            | Q(request__address__contains=text)
        )
    rows = rows.select_related(
        "unit", "company", "request", "accused_unit", "handler", "parent", "repeated_of"
    )
    by_due = filters.tab in OPEN_TABS
    return rows.order_by(*SORTS.get(filters.sort, SORTS["due" if by_due else "-number"]))


def _tab(rows: QuerySet[Complaint], tab: str, actor: Actor, now: datetime) -> QuerySet[Complaint]:
    if tab == "closed":
        return rows.filter(status__in=[Status.CLOSED, Status.ENDED])
    if tab == "all":
        return rows
    if tab == "national":
        return rows.filter(national__isnull=False)
    if tab == "appeals":
        waiting = Appeal.objects.filter(complaint=OuterRef("pk"), status=AppealState.FILED)
        return rows.filter(Exists(waiting))
    rows = rows.filter(is_open=True)
    if tab == "late":
        return rows.filter(due_at__lt=now)
    if tab == "mine":
        looks = Investigation.objects.filter(
            complaint=OuterRef("pk"), investigator_id=actor.id or 0, reported_at__isnull=True
        )
        return rows.filter(Q(handler_id=actor.id or 0) | Exists(looks))
    if tab == "grade":
        return rows.filter(status=Status.RECEIVED)
    if tab == "assign":
        return rows.filter(status=Status.GRADED)
    if tab == "level_one":
        return rows.filter(level="1")
    if tab == "vip":
        return rows.exclude(tier="standard")
    if tab == "call":
        return rows.filter(status=Status.REPLIED)
    return rows


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs of what is open, each counted to 1,001 at most."""
    rows = Complaint.objects.visible_to(actor)
    return {
        tab: _tab(rows, tab, actor, now).order_by().values("pk")[:CAP].count() for tab in OPEN_TABS
    }


def waiting_count(actor: Actor, *, now: datetime) -> tuple[int, bool]:
    """How many open complaints there are for the menu, and whether one is overdue; bounded."""
    rows = Complaint.objects.visible_to(actor).filter(is_open=True).order_by()
    count = rows.values("pk")[:100].count()
    return count, count > 0 and rows.filter(due_at__lt=now).exists()
