"""Which service points are due in a period, and in what order their doors are called at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from heqi.customers.models import Compound, Occupancy, Party, ServicePoint, Tier
from heqi.people.models import Unit
from heqi.safety.facts import ROUTINE, Recurring, recurring
from heqi.safety.models import Check, Reach
from heqi.safety.states import CheckStatus

# Gas burns there, or may at any time; what is sealed, vacant or closed is not called at.
BURNING = ("gas_on", "suspended")
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Due:
    """A point that is due: who uses the gas, what the policy says, since when nobody looked."""

    point: ServicePoint
    party: Party | None
    rule: Recurring
    last_on: date | None
    due_on: date

    @property
    def tier(self) -> str:
        """The tier of the customer."""
        return self.party.tier if self.party else Tier.STANDARD.value

    @property
    def customer_kind(self) -> str:
        """What the gas is used for; a household where nobody is on file."""
        return self.party.customer_kind if self.party else "residential"

    @property
    def reach(self) -> str:
        """Which kind of route leads there."""
        return {"vip_person": Reach.VIP_PERSON.value, "vip_org": Reach.VIP_ORG.value}.get(
            self.tier, Reach.AREA.value
        )


def points_in(
    company: Unit, *, compounds: Iterable[Compound], vips: bool
) -> QuerySet[ServicePoint]:
    """The points of some compounds, and those of every VIP where wanted."""
    wanted = Q(premises__compound__in=[one.pk for one in compounds])
    if vips:
        parties = Party.objects.filter(company=company).exclude(tier=Tier.STANDARD)
        wanted |= Q(
            pk__in=Occupancy.objects.filter(
                party__in=parties.values("pk"), role="user", until__isnull=True
            ).values("service_point")
        )
    return (
        ServicePoint.objects.filter(wanted, company=company, state__in=BURNING)
        .select_related("premises__compound", "unit")
        .order_by("pk")
    )


def due_points(points: QuerySet[ServicePoint], *, since: date, until: date) -> Iterator[Due]:
    """Those of ``points`` that nobody has checked in their present period.

    Gas turned on in the period was checked as it was turned on (``gassed_on``). What waits in
    another open plan is left there.
    """
    rules: dict[tuple[str, str, int], Recurring] = {}
    ids = list(points.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        users = _users(part)
        last = _last_checks(part)
        waiting = set(
            Check.objects.filter(service_point__in=part, scope=ROUTINE, is_open=True).values_list(
                "service_point", flat=True
            )
        )
        for point in points.filter(pk__in=part):
            if point.pk in waiting:
                continue
            party = users.get(point.pk)
            key = (
                party.tier if party else Tier.STANDARD.value,
                party.customer_kind if party else "residential",
                point.company_id,
            )
            if key not in rules:
                tier, kind, company = key
                rules[key] = recurring(tier, kind, on=until, keep=True, company_id=company)
            rule = rules[key]
            first, end = rule.span(until)
            seen = max(filter(None, (last.get(point.pk), point.premises.gassed_on)), default=None)
            if seen is None or seen < first:
                yield Due(point, party, rule, last.get(point.pk), max(min(end, until), since))


def point_of(company: Unit, account: str) -> ServicePoint | None:
    """The supply with gas of an account number."""
    rows = ServicePoint.objects.filter(
        company=company, account_no=account.strip(), state__in=BURNING
    )
    found: ServicePoint | None = rows.select_related("premises__compound", "unit").first()
    return found


def as_wished(point: ServicePoint, *, until: date) -> Due:
    """A point that is put into a plan by hand, as the policy sees its customer."""
    party = _users([point.pk]).get(point.pk)
    tier = party.tier if party else Tier.STANDARD.value
    rule = recurring(
        tier,
        party.customer_kind if party else "residential",
        on=until,
        keep=True,
        company_id=point.company_id,
    )
    return Due(point, party, rule, _last_checks([point.pk]).get(point.pk), until)


def _users(points: list[int]) -> dict[int, Party]:
    rows = Occupancy.objects.filter(
        service_point__in=points, role="user", until__isnull=True
    ).select_related("party")
    return {row.service_point_id: row.party for row in rows}


def _last_checks(points: list[int]) -> dict[int, date]:
    rows = (
        Check.objects.filter(service_point__in=points, status=CheckStatus.DONE)
        .order_by()
        .values_list("service_point")
        .annotate(at=Max("checked_at"))
    )
    return {pk: timezone.localdate(at) for pk, at in rows if at}


def in_order_of_doors(rows: Iterable[Due]) -> list[Due]:
    """Compound, building, entrance, floor, room; numbers as numbers."""
    return sorted(rows, key=_door)


def _door(row: Due) -> tuple[str, tuple[tuple[int, str], ...], int]:
    at = row.point.premises
    parts = (at.building, at.unit_no, at.floor, at.room)
    name = at.compound.name if at.compound else at.text
    return name, tuple((_number(part), part) for part in parts), row.point.pk


def _number(text: str) -> int:
    digits = "".join(c for c in text if c.isascii() and c.isdigit())[:9]
    return int(digits) if digits else 0
