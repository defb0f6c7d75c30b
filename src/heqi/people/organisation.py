"""What the pages of the organisation show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import history
from heqi.ledger.days import midnight
from heqi.ledger.models import Entry
from heqi.people.access import may, visible_units, within
from heqi.people.models import Holding, RosterShift, Staff, StandIn, Unit, UnitKind

WEEK = 7
MANY = 60
CHANGES: dict[str, str | Promise] = {
    "people.hire_staff": _("taken on"),
    "people.move_staff": _("moved"),
    "people.correct_staff": _("corrected"),
    "people.let_staff_go": _("let go"),
    "people.open_account": _("login opened"),
    "people.block_account": _("account blocked"),
    "people.unblock_account": _("account unblocked"),
    "people.reset_password": _("password set"),
    "people.grant_role": _("role given"),
    "people.end_role": _("role taken back"),
    "people.appoint_stand_in": _("stand-in arranged"),
    "people.end_stand_in": _("stand-in ended"),
    "people.roster_staff": _("put on the roster"),
    "people.remove_shift": _("taken off the roster"),
}


def visible_staff(actor: Actor) -> QuerySet[Staff]:
    """The people of the units that the actor may see."""
    rows = Staff.objects.select_related("unit", "post")
    return within(rows, actor, "people.view", company="unit__company")


def staff_list(
    actor: Actor, *, unit: Unit | None = None, q: str = "", post: str = "", left: bool = False
) -> QuerySet[Staff]:
    """Staff by unit (its subtree), part of the name or number, and post."""
    rows = visible_staff(actor)
    rows = rows.exclude(left_on__isnull=True) if left else rows.filter(left_on__isnull=True)
    if unit:
        rows = rows.filter(unit__path__startswith=unit.path)
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(number__startswith=q) | Q(phone__endswith=q))
    if post:
        rows = rows.filter(post_id=post)
    return rows.order_by("post__rank", "number")


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the tree as printed: how deep it stands and how many work in it."""

    unit: Unit
    depth: int
    staff: int
    open: bool


def tree(actor: Actor, chosen: Unit | None) -> list[Branch]:
    """The visible units in the order of the tree; at most a few hundred.

    Only companies' insides that lead to the chosen unit are unfolded for somebody who sees many.
    """
    counts = Count("staff", filter=Q(staff__left_on__isnull=True))
    rows = list(visible_units(actor, "people.view").annotate(people=counts)[:2000])
    rows.sort(key=_steps)
    top = min((len(_steps(row)) for row in rows), default=0)
    many = len(rows) > MANY
    shown = []
    for row in rows:
        inside = row.kind in (UnitKind.DEPARTMENT, UnitKind.TEAM)
        near = bool(chosen and chosen.company_id == row.company_id)
        if not many or not inside or near:
            depth = len(_steps(row)) - top
            shown.append(Branch(row, depth, row.people, bool(chosen and row.pk == chosen.pk)))
    return shown


def _steps(unit: Unit) -> list[int]:
    """The ids from the root: siblings in the order in which they were made."""
    return [int(step) for step in unit.path.strip(".").split(".")]


def roles_of(staff: Staff, *, on: date) -> QuerySet[Holding]:
    """The roles somebody holds or will hold."""
    return (
        Holding.objects.filter(Q(until__isnull=True) | Q(until__gt=on), staff=staff)
        .select_related("role", "unit")
        .order_by("since")
    )


def changes_of(staff: Staff) -> list[tuple[Entry, str | Promise]]:
    """The latest entries of the ledger about somebody, each with its word."""
    return [(entry, CHANGES[entry.code]) for entry in history(staff) if entry.code in CHANGES][:20]


def stand_ins(actor: Actor, *, over: bool) -> QuerySet[StandIn]:
    """Those the actor arranged, serves in or may arrange for others; ``over``: past ones."""
    rows = StandIn.objects.select_related("absent__unit", "absent__post", "deputy__unit")
    mine = Q(absent=actor.id) | Q(deputy=actor.id)
    if may(actor, "people.view"):
        mine |= Q(absent__in=visible_staff(actor).values("pk"))
    ended = Q(ended_at__isnull=False)
    return rows.filter(mine).filter(ended if over else ~ended).order_by("-since", "-pk")


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's week: a list of shifts for each of the seven days."""

    staff: Staff
    days: tuple[tuple[RosterShift, ...], ...]


def monday_of(day: date) -> datetime:
    """The beginning of a day's week."""
    first = day - timedelta(days=day.weekday())
    return midnight(first)


def week(unit: Unit, monday: datetime) -> list[Line]:
    """The roster of a unit for a week, a line for each who belongs to it or is on it."""
    shifts = RosterShift.objects.filter(
        unit=unit, since__gte=monday, since__lt=monday + timedelta(days=WEEK)
    ).order_by("since")
    found: dict[int, list[list[RosterShift]]] = {}
    for shift in shifts:
        days = found.setdefault(shift.staff_id, [[] for _day in range(WEEK)])
        days[(timezone.localtime(shift.since).date() - monday.date()).days].append(shift)
    rows = (
        Staff.objects.filter(Q(unit=unit, left_on__isnull=True) | Q(pk__in=found))
        .select_related("post")
        .order_by("post__rank", "number")
    )
    empty: list[list[RosterShift]] = [[] for _day in range(WEEK)]
    return [
        Line(staff, tuple(tuple(day) for day in found.get(staff.pk, empty))) for staff in rows[:200]
    ]
