"""Reading opinions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from heqi.ledger.actors import Actor
from heqi.supervision.models import Opinion, Supervisor
from heqi.supervision.states import OpinionStatus

TABS = ("open", "late", "assign", "answer", "judge", "tell", "done", "all")
CAP = 1001
STATES = {
    "assign": OpinionStatus.RECEIVED,
    "answer": OpinionStatus.ASSIGNED,
    "judge": OpinionStatus.ANSWERED,
    "tell": OpinionStatus.JUDGED,
    "done": OpinionStatus.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is asked for."""

    tab: str = "open"
    text: str = ""
    area: str = ""
    unit: int | None = None
    verdict: str = ""


def opinions(actor: Actor, filters: Filters, *, now: datetime) -> "QuerySet[Opinion]":
    """The opinions of a filter, what is due first on top; take a slice of it."""
    rows = _tab(Opinion.objects.visible_to(actor), filters.tab, now)
    if filters.area:
        rows = rows.filter(area=filters.area)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.verdict:
        rows = rows.filter(verdict=filters.verdict)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(title__contains=text)
            | Q(supervisor__name__contains=text)
        )
    rows = rows.select_related("unit", "company", "supervisor")
    if filters.tab in ("done", "all"):
        return rows.order_by("-received_at", "-id")
    return rows.order_by("queue_at", "id")


def _tab(rows: "QuerySet[Opinion]", tab: str, now: datetime) -> "QuerySet[Opinion]":
    if tab == "open":
        return rows.filter(is_open=True)
    if tab == "late":
        return rows.filter(is_open=True, due_at__lt=now)
    if tab in STATES:
        return rows.filter(status=STATES[tab])
    return rows


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs of what is open, each counted to 1,001 at most."""
    rows = Opinion.objects.visible_to(actor)
    return {tab: _tab(rows, tab, now).order_by().values("pk")[:CAP].count() for tab in TABS[:6]}


def waiting_for(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """How many opinions are open for the actor, and how many of them are late; for the menu."""
    dues = (
        Opinion.objects.visible_to(actor)
        .filter(is_open=True)
        .order_by()
        .values_list("due_at", flat=True)[:CAP]
    )
    found = list(dues)
    return len(found), sum(1 for due in found if due is not None and due < now)


def said_by(supervisor: Supervisor, *, limit: int = 30) -> list[Opinion]:
    """What a supervisor said, newest first; the caller has checked that it may be read."""
    rows = supervisor.opinions.exclude(status=OpinionStatus.WITHDRAWN)
    return list(rows.select_related("unit").order_by("-received_at", "-id")[:limit])
