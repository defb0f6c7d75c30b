"""Groups of customers in figures, for management (tiering/3.2.3): counts, changes, volumes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from heqi.customers.models import CustomerKind, Party, Tier
from heqi.customers.states import PartyState
from heqi.people.models import Unit
from heqi.tiers.models import Assessment
from heqi.tiers.states import Status


@dataclass(slots=True)
class Group:
    """Customers of one tier and one segment. Volumes in m³ a day."""

    tier: str
    kind: str
    customers: int = 0
    volume: Decimal = Decimal(0)
    known: int = 0
    came: int = 0
    went: int = 0

    @property
    def tier_label(self) -> str:
        """The tier in words."""
        return str(Tier(self.tier).label)

    @property
    def kind_label(self) -> str:
        """The segment in words."""
        return str(CustomerKind(self.kind).label)


@dataclass(slots=True)
class Figures:
    """The groups of a company in a period, and the VIP persons by criterion."""

    groups: list[Group] = field(default_factory=list)
    criteria: Mapping[str, int] = field(default_factory=dict)
    volume: Decimal = Decimal(0)
    customers: int = 0
    vips: int = 0
    came: int = 0
    went: int = 0

    def share(self, group: Group) -> float:
        """The group's part of the whole volume."""
        return float(group.volume / self.volume) if self.volume else 0.0


def figures_of(company: Unit, *, since: date, until: date) -> Figures:
    """Counts as they are; ``came`` and ``went`` between two days, the later one excluded.

    A change of segment inside a tier is neither. Higher apps add what they know of requests and
    complaints per tier by the same keys, tier and kind of customer.
    """
    live = Party.objects.filter(company=company).exclude(
        state__in=[PartyState.MERGED, PartyState.CLOSED]
    )
    groups: dict[tuple[str, str], Group] = {}
    for row in (
        live.order_by()
        .values("tier", "customer_kind")
        .annotate(n=Count("id"), volume=Sum("daily_m3"), known=Count("daily_m3"))
    ):
        key = (row["tier"], row["customer_kind"])
        groups[key] = Group(*key, row["n"], row["volume"] or Decimal(0), row["known"])
    _changes(groups, company, since, until)
    rows = sorted(groups.values(), key=lambda g: (-_rank(g.tier), g.kind))
    persons = live.filter(tier=Tier.VIP_PERSON).order_by().values("tier_criterion")
    return Figures(
        groups=rows,
        criteria={row["tier_criterion"]: row["n"] for row in persons.annotate(n=Count("id"))},
        volume=sum((group.volume for group in rows), Decimal(0)),
        customers=sum(group.customers for group in rows),
        vips=sum(group.customers for group in rows if group.tier != Tier.STANDARD),
        came=sum(group.came for group in rows if group.tier != Tier.STANDARD),
        went=sum(group.went for group in rows if group.tier != Tier.STANDARD),
    )


def _rank(tier: str) -> int:
    return [str(value) for value in Tier.values].index(tier)


def _changes(groups: dict[tuple[str, str], Group], company: Unit, since: date, until: date) -> None:
    """Who came into a tier and who went out of it, by what was approved."""
    decided = Assessment.objects.filter(
        Q(status__in=[Status.APPROVED, Status.SUPERSEDED, Status.ENDED]),
        company=company,
        valid_from__gte=since,
        valid_from__lt=until,
    )
    rows = decided.order_by().values("before", "tier", "customer_kind").annotate(n=Count("id"))
    for row in rows:
        if row["before"] == row["tier"]:
            continue
        kind = row["customer_kind"]
        came = groups.setdefault((row["tier"], kind), Group(row["tier"], kind))
        went = groups.setdefault((row["before"], kind), Group(row["before"], kind))
        came.came += row["n"]
        went.went += row["n"]
