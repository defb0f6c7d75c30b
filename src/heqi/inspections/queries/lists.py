"""Lists of inspections and findings, each bounded and counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from heqi.inspections.models import Finding, Inspection, PlanLine
from heqi.inspections.states import OPEN_STATES, FindingStatus, Status
from heqi.ledger.actors import Actor
from heqi.rectifications.models import Rectification

TABS = ("open", "late", "signing", "closed", "all")
FINDING_TABS = ("open", "major", "all")
CAP = 1001


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for."""

    tab: str = "open"
    text: str = ""
    unit: int | None = None
    kind: str = ""
    level: str = ""
    severity: str = ""


SORTS = {"planned": "planned_on", "number": "number", "problems": "problems"}


def inspections(
    actor: Actor, filters: Filters, *, now: datetime, sort: str = ""
) -> QuerySet[Inspection]:
    """The inspections of a filter; what is due first on top, else the newest."""
    rows = _tab(Inspection.objects.visible_to(actor), filters.tab, now)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.level:
        rows = rows.filter(level=filters.level)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(Q(number__startswith=text.upper()) | Q(theme__contains=text))
    rows = rows.select_related("unit", "company")
    name = SORTS.get(sort.lstrip("-"))
    if name:
        return rows.order_by(f"-{name}" if sort.startswith("-") else name, "-id")
    waiting = filters.tab in ("open", "late", "signing")
    return rows.order_by("planned_on", "id") if waiting else rows.order_by("-planned_on", "-id")


def _tab(rows: QuerySet[Inspection], tab: str, now: datetime) -> QuerySet[Inspection]:
    if tab == "open":
        return rows.filter(status__in=OPEN_STATES)
    if tab == "late":
        waits = [Status.PLANNED, Status.READY]
        return rows.filter(status__in=waits, planned_on__lt=timezone.localdate(now))
    if tab == "signing":
        return rows.filter(status=Status.SIGNING)
    if tab == "closed":
        return rows.filter(status=Status.CLOSED)
    return rows


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,001 at most."""
    rows = Inspection.objects.visible_to(actor)
    return {tab: _tab(rows, tab, now).order_by().values("pk")[:CAP].count() for tab in TABS[:3]}


def findings(actor: Actor, filters: Filters) -> QuerySet[Finding]:
    """The findings of a filter, the newest first."""
    rows = Finding.objects.visible_to(actor)
    if filters.tab == "open":
        rows = rows.filter(status=FindingStatus.OPEN)
    if filters.tab == "major":
        rows = rows.filter(severity="major").exclude(status=FindingStatus.WITHDRAWN)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.severity:
        rows = rows.filter(severity=filters.severity)
    if filters.kind:
        rows = rows.filter(inspection__kind=filters.kind)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(Q(number__startswith=text.upper()) | Q(problem__contains=text))
    return rows.select_related("unit", "staff", "inspection").order_by("-found_at", "-id")


def finding_counts(actor: Actor) -> dict[str, int]:
    """Numbers for the tabs of findings."""
    rows = {tab: findings(actor, Filters(tab=tab)) for tab in FINDING_TABS[:2]}
    return {tab: found.order_by().values("pk")[:CAP].count() for tab, found in rows.items()}


def waiting_for(actor: Actor, *, now: datetime) -> tuple[int, bool]:
    """For the menu: sheets to answer in the actor's units, and inspections past their day."""
    rows = Inspection.objects.visible_to(actor)
    signing = rows.filter(status=Status.SIGNING).order_by().values("pk")[:100].count()
    late = _tab(rows, "late", now).order_by().values("pk")[:100].count()
    return signing + late, bool(late)


def notices_due(rows: Iterable[Inspection]) -> dict[int, datetime]:
    """When the first open notice of each inspection is due; two queries for a page."""
    recorded = Finding.objects.filter(
        inspection__in=list(rows), rectification_id__isnull=False
    ).order_by()
    pairs = recorded.values_list("rectification_id", "inspection_id")
    found = {notice: inspection for notice, inspection in pairs if notice}
    due: dict[int, datetime] = {}
    notices = Rectification.objects.filter(pk__in=list(found), is_open=True).order_by("due_at")
    for pk, at in notices.values_list("pk", "due_at"):
        if at is not None:
            due.setdefault(found[pk], at)
    return due


def late_lines(lines: Iterable[PlanLine], *, on: date) -> set[int]:
    """The lines of a plan whose day has passed without an inspection that was held or is due."""
    return {
        line.pk
        for line in lines
        if line.on < on and all(one.status == Status.CANCELLED for one in line.inspections.all())
    }
