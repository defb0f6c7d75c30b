"""The queue: filters, tabs with counts, pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.ways import Ways, count_up_to, sorted_keys, ways
from heqi.workorders.access import VIEW
from heqi.workorders.models import WorkOrder
from heqi.workorders.models.orders import OrderQuerySet
from heqi.workorders.states import LANES, OPEN_LANES

SORTS = {
    "due": ("queue_at", "pk"),
    "newest": ("-created_at", "-pk"),
    "ended": ("-queue_at", "-pk"),
}
OPEN_TABS = {"open", "late", "soon", *OPEN_LANES}
COUNTED = (
    "open", "to_dispatch", "in_hand", "soon", "late", "suspended", "to_review", "to_call_back",
)  # fmt: skip
CAP = 1001
# A page further down would be read past; whoever looks for something that old filters.
MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is asked for; every field may be left out.

    ``tab`` is ``open``, a lane, ``late``, ``soon`` or ``all``; ``unit`` stands for those below it
    too; ``due`` is late, soon or today; ``tier`` a tier or ``vip``; ``text`` the beginning of a
    number, or a name (then ``parties`` holds who was found by the customers' search).
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
    """The orders of a filter, sorted; take a slice of it. Unit and assignee come along.

    For what is read whole, as an export; :func:`first_orders` gives the same rows sooner.
    """
    rows = narrowed(WorkOrder.objects.visible_to(actor), filters, now=now)
    if filters.unit:
        rows = rows.filter(unit_id__in=_under(filters.unit))
    return rows.select_related("unit", "assignee").order_by(*_order(filters))


def first_orders(
    actor: Actor, filters: Filters, *, now: datetime, limit: int, also: Q | None = None
) -> list[WorkOrder]:
    """The first orders of a filter, with unit, assignee and request; ``also`` narrows further."""
    rows = narrowed(WorkOrder.objects.all(), filters, now=now).filter(also or Q())
    keys = sorted_keys(rows, _ways(actor, filters).walks, _order(filters), start=0, stop=limit)
    return _in_order(keys, "unit", "assignee", "request")


def _order(filters: Filters) -> tuple[str, ...]:
    """What waits comes by what is due, what is over by its end, everything by its beginning."""
    if filters.tab == "all":
        return SORTS["newest"]
    if filters.tab == "closed":
        return SORTS["ended"]
    return SORTS[filters.sort if filters.tab in OPEN_TABS else "due"]


def _ways(actor: Actor, filters: Filters) -> Ways:
    if not filters.unit:
        return ways(actor, VIEW)
    unit = Unit.objects.filter(pk=filters.unit).first()
    return ways(actor, VIEW, below=unit) if unit else Ways((), ())


def _in_order(keys: list[int], *related: str) -> list[WorkOrder]:
    rows = WorkOrder.objects.select_related(*related).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def narrowed(rows: OrderQuerySet, filters: Filters, *, now: datetime) -> OrderQuerySet:
    """The rows that a filter leaves, its unit apart."""
    rows = _tab(rows, filters.tab, now=now)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.assignee:
        rows = rows.filter(assignee_id=filters.assignee)
    if filters.tier == "vip":
        rows = rows.exclude(tier="standard")
    elif filters.tier:
        rows = rows.filter(tier=filters.tier)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.due:
        rows = _due(rows, filters.due, now)
    if filters.text:
        rows = rows.filter(pk__in=_found(filters))
    elif filters.parties:
        rows = rows.filter(party_id__in=filters.parties)
    return rows


def _due(rows: OrderQuerySet, due: str, now: datetime) -> OrderQuerySet:
    rows = rows.still_open()
    if due == "late":
        return rows.filter(due_at__lt=now)
    if due == "soon":
        return rows.filter(alert="soon", due_at__gte=now)
    return rows.filter(due_at__lt=midnight(timezone.localdate(now) + timedelta(days=1)))


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
    if tab in ("late", "soon"):
        return _due(rows, tab, now)
    if tab == "open":
        return rows.still_open()
    # By the lane alone: its index holds no other row.
    return rows.filter(lane=tab) if tab in LANES else rows


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,000 at most (1,001 stands for more)."""
    return _counts(ways(actor, VIEW), now)


def _counts(seen: Ways, now: datetime) -> dict[str, int]:
    rows = WorkOrder.objects.all()
    return {tab: count_up_to(_tab(rows, tab, now=now), seen.heaps, CAP) for tab in COUNTED}


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
    """A page of the queue. The first one reads no more than 1,001 rows of an index per tab,
    however many there are; a filter reads on until its page is full."""
    page = max(1, min(page, MOST_PAGES))
    first = (page - 1) * size
    everybody = ways(actor, VIEW)
    seen = _ways(actor, filters) if filters.unit else everybody
    rows = narrowed(WorkOrder.objects.all(), filters, now=now)
    keys = sorted_keys(rows, seen.walks, _order(filters), start=first, stop=first + size + 1)
    counts = _counts(everybody, now)
    has_next = len(keys) > size
    if not has_next and (keys or page == 1):
        total = first + len(keys)
    elif filters == Filters(tab=filters.tab, sort=filters.sort) and filters.tab in counts:
        total = counts[filters.tab]
    else:
        total = count_up_to(rows, seen.heaps, CAP)
    return Board(
        rows=_in_order(keys[:size], "unit", "assignee"),
        counts=counts,
        page=page,
        has_next=has_next and page < MOST_PAGES,
        filters=filters,
        total=total,
    )
