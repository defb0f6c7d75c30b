"""The queue: filters, tabs with counts, pages."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.service.queries import capped_count
from heqi.workorders.models import WorkOrder
from heqi.workorders.models.orders import OrderQuerySet
from heqi.workorders.states import OPEN_STATES, TABS

SORTS = {
    "due": ("queue_at", "id"),
    "newest": ("-created_at", "-id"),
}


OPEN_TABS = {
    "late",
    "soon",
    *(tab for tab, states in TABS.items() if set(states) <= set(OPEN_STATES)),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is asked for; every field may be left out.

    ``tab`` is a key of ``states.TABS``, ``late`` or ``soon``; ``unit`` stands for those below it
    too; ``due`` is late, soon or today; ``tier`` a
    tier or ``vip``; ``text`` a number or its end, or a name (then ``parties`` holds who was found
    by the customers' search).
    """

    tab: str = "open"
    kind: str = ""
    unit: int | None = None
    assignee: int | None = None
    tier: str = ""
    source: str = ""
    due: str = ""
    text: str = ""
    parties: tuple[int, ...] = ()
    sort: str = "due"


def get_order(actor: Actor, pk: int) -> WorkOrder:
    """One order the actor may see; ``DoesNotExist`` otherwise."""
    return _whole(actor).get(pk=pk)


def order_by_number(actor: Actor, number: str) -> WorkOrder:
    """One order by its number; ``DoesNotExist`` otherwise."""
    return _whole(actor).get(number=number)


def _whole(actor: Actor) -> OrderQuerySet:
    return WorkOrder.objects.visible_to(actor).select_related(
        "unit", "company", "assignee__post", "request", "party", "service_point", "decision"
    )


def order_list(actor: Actor, filters: Filters, *, now: datetime) -> OrderQuerySet:
    """The orders of a filter, sorted; take a slice of it. Unit and assignee come along."""
    rows = narrowed(WorkOrder.objects.visible_to(actor), filters, now=now)
    # What is over has no place in the queue: the newest first, by the index of the creation.
    sort = filters.sort if filters.tab in OPEN_TABS else "newest"
    return rows.select_related("unit", "assignee").order_by(*SORTS[sort])


def narrowed(rows: OrderQuerySet, filters: Filters, *, now: datetime) -> OrderQuerySet:
    """The rows that a filter leaves."""
    rows = _tab(rows, filters.tab, now=now)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.unit:
        rows = rows.filter(unit_id__in=_under(filters.unit))
    if filters.assignee:
        rows = rows.filter(assignee_id=filters.assignee)
    if filters.tier == "vip":
        rows = rows.exclude(tier="standard")
    elif filters.tier:
        rows = rows.filter(tier=filters.tier)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.due == "late":
        rows = rows.still_open().filter(due_at__lt=now)
    elif filters.due == "soon":
        rows = rows.still_open().filter(alert="soon", due_at__gte=now)
    elif filters.due == "today":
        midnight = timezone.make_aware(
            datetime.combine(timezone.localdate(now) + timedelta(days=1), time())
        )
        rows = rows.still_open().filter(due_at__lt=midnight)
    if filters.text:
        rows = rows.filter(pk__in=_found(filters))
    elif filters.parties:
        rows = rows.filter(party_id__in=filters.parties)
    return rows


def _under(unit: int) -> list[int]:
    """A unit and those below it, as values, so that the index on the unit serves."""
    path = Unit.objects.filter(pk=unit).values("path")[:1]
    return list(Unit.objects.filter(path__startswith=path).values_list("pk", flat=True))


def _begins(text: str) -> Q:
    """Numbers that begin so, in the form that the index of each database serves."""
    if connection.vendor == "sqlite":
        # LIKE reads every row there; numbers are plain ASCII, and "~" sorts after all of it.
        return Q(number__gte=text, number__lt=f"{text}~")
    return Q(number__startswith=text)


FOUND = 500


def _found(filters: Filters) -> set[int]:
    """Keys of the orders whose number begins so, and of the customers found by name.

    Read apart, by the one index each: neither database picks it when asked all at once.
    """
    text = filters.text.strip().upper()
    numbers = WorkOrder.objects.filter(_begins(text))
    found = set(numbers.order_by("-number").values_list("pk", flat=True)[:FOUND])
    if filters.parties:
        theirs = WorkOrder.objects.filter(party_id__in=filters.parties).order_by("-created_at")
        found |= set(theirs.values_list("pk", flat=True)[:FOUND])
    return found


def _tab(rows: OrderQuerySet, tab: str, *, now: datetime) -> OrderQuerySet:
    if tab == "late":
        return rows.still_open().filter(due_at__lt=now)
    if tab == "soon":
        return rows.still_open().filter(alert="soon", due_at__gte=now)
    if tab == "open":
        return rows.still_open()
    states = TABS.get(tab)
    if not states:
        return rows
    if set(states) <= set(OPEN_STATES):
        # Said twice so that the index of the open ones serves.
        return rows.still_open().filter(status__in=states)
    return rows.filter(status__in=states)


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,000 at most (1,001 stands for more)."""
    rows = WorkOrder.objects.visible_to(actor)
    tabs = [
        "open", "to_dispatch", "in_hand", "soon", "late", "suspended", "to_review", "to_call_back",
    ]  # fmt: skip
    # Counted by state alone: that index holds nothing else, where sorting wants the queue's.
    return {
        tab: capped_count(
            rows.filter(status__in=TABS[tab])
            if tab in TABS and tab != "open"
            else _tab(rows, tab, now=now)
        )
        for tab in tabs
    }


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the queue: rows, tab counts, and whether there is another page."""

    rows: list[WorkOrder]
    counts: dict[str, int]
    page: int
    has_next: bool
    filters: Filters
    total: int = 0


def board(actor: Actor, filters: Filters, *, page: int = 1, size: int = 30, now: datetime) -> Board:
    """A page of the queue. Nothing here reads more than 1,001 rows, however many there are."""
    page = max(1, min(page, 10_000))
    rows = order_list(actor, filters, now=now)
    first = (page - 1) * size
    found = list(rows[first : first + size + 1])
    return Board(
        rows=found[:size],
        counts=tab_counts(actor, now=now),
        page=page,
        has_next=len(found) > size,
        filters=filters,
        total=capped_count(rows),
    )
