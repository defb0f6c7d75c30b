"""Reading rectifications."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Q, QuerySet

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import Severity, Status

TABS = ("open", "late", "recheck", "done", "all")
CAP = 1001


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is asked for."""

    tab: str = "open"
    text: str = ""
    unit: int | None = None
    severity: str = ""


def rectifications(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[Rectification]:
    """The notices of a filter, what is due first on top; take a slice of it."""
    rows = _tab(Rectification.objects.visible_to(actor), filters.tab, now)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.severity:
        rows = rows.filter(severity=filters.severity)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(source_number__startswith=text.upper())
            | Q(title__contains=text)
        )
    by_due = filters.tab in ("open", "late", "recheck")
    rows = rows.select_related("unit", "company")
    return rows.order_by("queue_at", "id") if by_due else rows.order_by("-issued_at", "-id")


def _tab(rows: QuerySet[Rectification], tab: str, now: datetime) -> QuerySet[Rectification]:
    if tab == "open":
        return rows.filter(is_open=True)
    if tab == "late":
        return rows.filter(is_open=True, due_at__lt=now)
    if tab == "recheck":
        return rows.filter(status=Status.REPORTED)
    if tab == "done":
        return rows.filter(status__in=[Status.PASSED, Status.ARCHIVED])
    return rows


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,001 at most."""
    rows = Rectification.objects.visible_to(actor)
    return {tab: _tab(rows, tab, now).order_by().values("pk")[:CAP].count() for tab in TABS[:3]}


def of_source(row: models.Model) -> list[Rectification]:
    """What a row raised. The caller has checked that the row may be read."""
    rows = Rectification.objects.filter(source_type=row._meta.label_lower, source_id=str(row.pk))
    return list(rows.select_related("unit").order_by("id")[:50])


def major_notices(unit: Unit, *, since: date, until: date) -> int:
    """Notices of major problems to a department and its teams in a period (inspection/8.1)."""
    rows = Rectification.objects.filter(
        unit__path__startswith=unit.path,
        severity=Severity.MAJOR,
        issued_at__date__gte=since,
        issued_at__date__lt=until,
    )
    return rows.exclude(status=Status.WITHDRAWN).aggregate(n=Count("pk"))["n"]
