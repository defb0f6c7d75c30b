"""Reading the organisation."""

from collections import defaultdict
from datetime import date, datetime
from types import MappingProxyType

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.people.models import Holding, Role, RosterShift, Staff, StandIn, Unit

LEADERS, MOST_LEADERS = ("gm", "deputy_gm"), 200


def actor_of(staff: Staff, *, now: datetime) -> Actor:
    """The staff member as an actor with the rights of this moment, lent ones included."""
    today = timezone.localdate(now)
    lenders = StandIn.objects.current(today).filter(deputy=staff, ended_at__isnull=True)
    ids = [staff.pk, *lenders.values_list("absent_id", flat=True)]
    holdings: dict[str, set[str]] = defaultdict(set)
    rows = Holding.objects.current(today).filter(staff_id__in=ids).select_related("role", "unit")
    for row in rows:
        for code in row.role.permissions:  # type: ignore[attr-defined]
            holdings[code].add(row.unit.path)  # type: ignore[attr-defined]
    return Actor(
        kind="staff",
        id=staff.pk,
        name=staff.name,
        unit_id=staff.unit_id,
        unit_name=str(staff.unit),
        company_id=staff.unit.company_id,
        post=staff.post_id,
        post_name=str(staff.post),
        holdings=MappingProxyType({code: tuple(sorted(v)) for code, v in holdings.items()}),
    )


def company_of(unit: Unit) -> Unit:
    """The legal entity a unit belongs to; the unit itself above companies."""
    return unit.company or unit


def open_companies() -> models.QuerySet[Unit]:
    """The companies that are in business, each of which the loop looks after by itself."""
    return Unit.objects.filter(kind="company", closed_on__isnull=True).order_by("pk")


def keeping_records(under: Unit | None = None) -> models.QuerySet[Unit]:
    """Every unit that ``company_of`` answers with: the companies, and the units above them."""
    rows = Unit.objects.filter(Q(company=None) | Q(company=F("pk"))).order_by("path")
    return rows if under is None else rows.filter(path__startswith=under.path)


def department_of(unit: Unit) -> Unit:
    """The department of a team; the unit itself elsewhere."""
    return unit.parent if unit.kind == "team" and unit.parent else unit


def holders_of(post: str, unit: Unit, *, on: date) -> models.QuerySet[Staff]:
    """Staff in a post within a unit's subtree on a day, deputies of the absent included."""
    own = Staff.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on), post_id=post, unit__path__startswith=unit.path
    )
    standing_in = StandIn.objects.current(on).filter(ended_at__isnull=True, absent__in=own)
    return (
        Staff.objects.filter(Q(pk__in=own) | Q(pk__in=standing_in.values("deputy")))
        .select_related("unit", "post")
        .order_by("number")
    )


def holders_nearby(post: str, unit: Unit, *, on: date) -> list[Staff]:
    """Who holds a post as seen from a unit: in it, else one level up, to the company."""
    node: Unit | None = unit
    while node is not None:
        found = list(holders_of(post, node, on=on)[:20])
        if found or node.kind == "company":
            return found
        node = node.parent
    return []


def leaders_of(company: Unit, *, on: date) -> list[Staff]:
    """Who leads a company and its departments: whom a company-wide notice reaches first."""
    rows = Staff.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on),
        Q(post__code__startswith="head_") | Q(post__in=LEADERS),
        unit__path__startswith=company.path,
    )
    return list(rows.select_related("unit", "post").order_by("number")[:MOST_LEADERS])


def deputies_of(staff: Staff, *, on: date) -> list[Staff]:
    """Who stands in for somebody on a day."""
    rows = StandIn.objects.current(on).filter(absent=staff, ended_at__isnull=True)
    return [row.deputy for row in rows.select_related("deputy")]  # type: ignore[attr-defined]


def is_absent(staff: Staff, *, on: date) -> bool:
    """Whether somebody has handed over to a stand-in for the day."""
    return StandIn.objects.current(on).filter(absent=staff, ended_at__isnull=True).exists()


def on_duty(unit: Unit, *, at: datetime) -> models.QuerySet[Staff]:
    """Who is on the roster of a unit at an instant."""
    shifts = RosterShift.objects.current(at).filter(unit=unit)
    return Staff.objects.filter(pk__in=shifts.values("staff")).select_related("post")


def company_name(pk: int | None) -> str:
    """What a company is called in the user's language; empty for none."""
    unit = Unit.objects.filter(pk=pk).first() if pk else None
    return str(unit) if unit else ""


def demo_accounts() -> list[dict[str, str]]:
    """One account for each post, for the sign-in page of a demonstration: name, post, username."""
    rows = (
        Staff.objects.filter(account__is_active=True, left_on__isnull=True)
        .select_related("post", "unit", "account")
        .order_by("post__rank", "number")
    )
    chosen: dict[str, dict[str, str]] = {}
    for staff in rows[:500]:
        entry = {
            "name": staff.name,
            "post": str(staff.post),
            "unit": str(staff.unit),
            "username": staff.account.username,
        }
        chosen.setdefault(staff.post_id, entry)
    return list(chosen.values())


def holders_of_right(code: str, unit: Unit, *, on: date) -> list[Staff]:
    """Staff who hold a permission over a unit on a day through a role; stand-ins not included."""
    rows = _holding(code, Q(unit__path__in=_above(unit)), on)
    return list(rows.select_related("unit", "post").order_by("number"))


def holders_within(code: str, company: Unit, *, on: date) -> models.QuerySet[Staff]:
    """Staff of a company who hold a permission over any unit of it on a day through a role."""
    where = Q(unit__path__in=_above(company)) | Q(
        unit__path__startswith=company.path, unit__closed_on__isnull=True
    )
    return _holding(code, where, on).filter(unit__path__startswith=company.path)


def _above(unit: Unit) -> list[str]:
    """The paths of a unit and of all above it."""
    parts = unit.path.strip(".").split(".")
    return [".".join(parts[: n + 1]) + "." for n in range(len(parts))]


def _holding(code: str, where: Q, on: date) -> models.QuerySet[Staff]:
    roles = [role.pk for role in Role.objects.all() if code in role.permissions]
    held = Holding.objects.current(on).filter(where, role__in=roles)
    return Staff.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on), pk__in=held.values("staff")
    )
