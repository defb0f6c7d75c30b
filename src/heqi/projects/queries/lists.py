"""Lists of projects: filters, tabs with counts, pages; nothing reads more than 1,001 rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from heqi.ledger.actors import Actor
from heqi.projects.models import Project, Stage
from heqi.projects.models.projects import ProjectQuerySet
from heqi.projects.states import STAGES

CAP = 1001
SORTS = {"due": ("queue_at", "id"), "newest": ("-applied_at", "-id")}
PAST = ("completed", "cancelled", "all")
TABS = ("open", "late", *STAGES, "held", *PAST)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is asked for; every field may be left out.

    ``tab`` is one of ``TABS``; ``tier`` a tier or ``vip``; ``unit`` answers for the present stage;
    ``text`` is a number or its beginning, or a part of name, applicant or address.
    """

    tab: str = "open"
    kind: str = ""
    tier: str = ""
    unit: int | None = None
    text: str = ""
    sort: str = ""


def project_list(actor: Actor, filters: Filters, *, now: datetime) -> ProjectQuerySet:
    """The projects of a filter, sorted; take a slice of it."""
    rows = _tab(Project.objects.visible_to(actor), filters.tab, now)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.tier == "vip":
        rows = rows.exclude(tier="standard")
    elif filters.tier:
        rows = rows.filter(tier=filters.tier)
    if filters.unit:
        rows = _at_unit(rows, filters.unit)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__startswith=text.upper())
            | Q(name__contains=text)
            | Q(applicant__contains=text)
            | Q(address__contains=text)
        )
    default = "newest" if filters.tab in PAST else "due"
    sort = SORTS.get(filters.sort) or SORTS[default]
    return rows.select_related("unit", "manager", "contract").order_by(*sort)


def _at_unit(rows: ProjectQuerySet, unit: int) -> ProjectQuerySet:
    """Projects whose present stage lies with a unit."""
    wanted = Q(pk__in=[])
    for code in STAGES:
        here = Stage.objects.filter(code=code, unit_id=unit).order_by().values("project")
        wanted |= Q(status=code, pk__in=here)
    return rows.filter(wanted)


def _tab(rows: ProjectQuerySet, tab: str, now: datetime) -> ProjectQuerySet:
    if tab == "open":
        return rows.still_open()
    if tab == "late":
        return rows.still_open().filter(is_held=False, due_at__lt=now)
    if tab == "held":
        return rows.still_open().filter(is_held=True)
    if tab in STAGES:
        return rows.still_open().filter(status=tab)
    if tab in ("completed", "cancelled"):
        return rows.filter(status=tab)
    return rows


def _count(rows: ProjectQuerySet) -> int:
    return len(rows.order_by().values_list("pk", flat=True)[:CAP])


def tab_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs of open projects, each counted to 1,001 at most."""
    rows = Project.objects.visible_to(actor)
    return {tab: _count(_tab(rows, tab, now)) for tab in ("open", "late", *STAGES, "held")}


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the list."""

    rows: list[Project]
    counts: dict[str, int]
    page: int
    has_next: bool
    total: int


def board(actor: Actor, filters: Filters, *, page: int = 1, size: int = 20, now: datetime) -> Board:
    """A page of the list with the numbers of its tabs."""
    page = max(1, min(page, 10_000))
    rows = project_list(actor, filters, now=now)
    first = (page - 1) * size
    found = list(rows[first : first + size + 1])
    return Board(
        rows=found[:size],
        counts=tab_counts(actor, now=now),
        page=page,
        has_next=len(found) > size,
        total=_count(rows),
    )


def my_projects(actor: Actor, *, limit: int = 50) -> list[Project]:
    """Open projects whose present stage is the actor's own, the first due first."""
    if actor.kind != "staff" or actor.id is None:
        return []
    mine = Q(manager_id=actor.id)
    for code in STAGES:
        rows = Stage.objects.filter(code=code, assignee_id=actor.id).order_by().values("project")
        mine |= Q(status=code, pk__in=rows)
    rows_ = Project.objects.visible_to(actor).still_open().filter(mine)
    return list(rows_.select_related("unit", "manager").order_by("queue_at", "id")[:limit])
