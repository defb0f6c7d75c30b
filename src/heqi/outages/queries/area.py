"""Which service points lie in a part of the network, and whose they are; few queries for many."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, Value
from django.db.models.fields import CharField

from heqi.customers.models import (
    Compound,
    CustomerKind,
    Occupancy,
    Party,
    Premises,
    ServicePoint,
)
from heqi.customers.models.parties import Phone
from heqi.customers.states import PartyState, PointState
from heqi.outages.models.area import Part
from heqi.outages.models.customers import Rank
from heqi.people.models import Unit

# The one who lives there is told, else who owns or pays.
# A longer text is no name; databases refuse patterns of any length.
LONGEST = 120
FIRST = {"user": 0, "owner": 1, "payer": 2}
# Points that have gas, or had it: the others have no valve to close.
SUPPLIED = (PointState.GAS_ON, PointState.ON_FILE, PointState.SUSPENDED, PointState.VACANT)
VIP_TIERS = ("vip_person", "vip_org")


@dataclass(frozen=True, slots=True)
class Found:
    """A service point of an area with its customer."""

    point_id: int
    address: str
    building: str
    party_id: int | None = None
    name: str = ""
    phone: str = ""
    tier: str = "standard"
    kind: str = "residential"
    vulnerable: bool = False

    @property
    def rank(self) -> int:
        """Who comes first."""
        if self.tier != "standard":
            return Rank.VIP
        if self.vulnerable:
            return Rank.VULNERABLE
        return Rank.RESIDENTIAL if self.kind == "residential" else Rank.COMMERCIAL


def points_of(part: Part) -> Q:
    """The service points of a part, as a condition."""
    wanted = Q(premises__compound_id=part.compound_id)
    for name in ("building", "unit_no", "riser"):
        value = getattr(part, name)
        if value:
            wanted &= Q(**{f"premises__{name}": value})
    return wanted


def found_in(part: Part) -> list[Found]:
    """Every supplied service point of a part with its customer; three queries."""
    points = list(
        ServicePoint.objects.filter(points_of(part), state__in=SUPPLIED)
        .order_by("id")
        .values_list("pk", "premises__text", "premises__building")
    )
    inside = ServicePoint.objects.filter(points_of(part), state__in=SUPPLIED).order_by()
    best: dict[int, tuple[int, tuple[int, str, str, str, bool]]] = {}
    rows = Occupancy.objects.filter(until__isnull=True, service_point__in=inside.values("pk"))
    for point, role, party, name, tier, kind, vulnerable in rows.order_by().values_list(
        "service_point_id", "role", "party_id", "party__name", "party__tier",
        "party__customer_kind", "party__vulnerable",
    ):  # fmt: skip
        rank = FIRST.get(role, 9)
        if point not in best or rank < best[point][0]:
            best[point] = (rank, (party, name, tier, kind, vulnerable))
    phones = _phones(inside)
    found = []
    for pk, address, building in points:
        if pk not in best:
            found.append(Found(pk, address, building))
            continue
        party, name, tier, kind, vulnerable = best[pk][1]
        found.append(
            Found(pk, address, building, party, name, phones.get(party, ""), tier, kind, vulnerable)
        )
    return found


def _phones(inside: object) -> dict[int, str]:
    """The first phone of each party of these points."""
    rows = Phone.objects.filter(
        party__occupancies__service_point__in=inside.values("pk"),  # type: ignore[attr-defined]
        party__occupancies__until__isnull=True,
    )
    phones: dict[int, str] = {}
    for party, number in rows.order_by("party_id", "-is_primary", "id").values_list(
        "party_id", "number"
    ):
        phones.setdefault(party, number)
    return phones


def compound_in(company: Unit, address: str) -> Compound | None:
    """The compound that a spoken address names; the longest name where several fit."""
    if not address.strip():
        return None
    rows = (
        Compound.objects.filter(company=company)
        .annotate(said=Value(address, output_field=CharField()))
        .filter(said__contains=F("name"))
    )
    return max(rows[:20], key=lambda one: len(one.name), default=None)


def compound_of(company: Unit, point: ServicePoint | None, address: str) -> Compound | None:
    """The compound of a service point, else the one that the address names."""
    if point is not None and point.premises.compound_id:
        return point.premises.compound
    return compound_in(company, address)


@dataclass(frozen=True, slots=True)
class Near:
    """A VIP customer near an emergency."""

    party_id: int
    name: str
    tier: str
    nearness: str
    compound: str
    address: str

    def plain(self) -> dict[str, object]:
        """As it is kept with the emergency."""
        return {
            "party": self.party_id,
            "name": self.name,
            "tier": self.tier,
            "nearness": self.nearness,
            "compound": self.compound,
            "address": self.address,
        }


def vips_near(compound: Compound | None, own: Party | None, *, limit: int = 200) -> list[Near]:
    """VIP customers at an emergency: its own, those of the compound, those of its neighbours."""
    found: dict[int, Near] = {}
    if own is not None and own.tier in VIP_TIERS:
        found[own.pk] = Near(own.pk, own.name, own.tier, "own", "", "")
    if compound is None:
        return list(found.values())
    beside = list(compound.neighbours.values_list("pk", flat=True))
    rows = (
        Occupancy.objects.filter(
            until__isnull=True,
            role__in=["user", "owner"],
            party__tier__in=VIP_TIERS,
            party__state=PartyState.ACTIVE,
            service_point__premises__compound__in=[compound.pk, *beside],
        )
        .exclude(service_point__state=PointState.CLOSED)
        .select_related("party", "service_point__premises__compound")
        .order_by("party_id")
    )
    for row in rows[:limit]:
        premises: Premises = row.service_point.premises
        here = premises.compound_id == compound.pk
        known = found.get(row.party_id)
        if known is not None and (known.nearness != "neighbouring" or not here):
            continue
        found[row.party_id] = Near(
            row.party_id,
            row.party.name,
            row.party.tier,
            "same_compound" if here else "neighbouring",
            str(premises.compound),
            premises.text,
        )
    order = {"own": 0, "same_compound": 1, "neighbouring": 2}
    return sorted(found.values(), key=lambda one: (order[one.nearness], one.tier, one.name))


def count_residential(rows: Iterable[Found]) -> int:
    """How many of them are households."""
    return sum(one.kind == CustomerKind.RESIDENTIAL for one in rows)
