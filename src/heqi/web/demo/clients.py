"""The customers of the demo: bulk from the generator, VIPs of every criterion by their process."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from heqi.customers.demo import generate_customers
from heqi.customers.models import Occupancy, Party, ServicePoint
from heqi.people.models import Unit
from heqi.tiers.demo import Players, classify_base, classify_large

SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Client:
    """A customer at the door: everything that a request copies."""

    party: Party
    point: ServicePoint
    phone: str


def build_customers(
    count: int, *, companies: list[Unit], players: Players, since: datetime, seed: int
) -> None:
    """Generate the customers and have the VIPs collected, reviewed and marked by the policy."""
    generate_customers(count, seed=seed, companies=companies, now=since)
    home = Party.objects.filter(company=companies[0]).select_related("company", "unit")
    plain = home.filter(kind="person", tier="standard", vulnerable=False).order_by("id")
    step = max(1, plain.count() // 40)
    classify_base(plain[: step * 20 : step], players, now=since)
    classify_large(home.filter(tier="vip_org").order_by("id"), players, now=since)


def clients_of(company: Unit, random: Random) -> list[Client]:
    """Customers with their first phone in a fixed order, at most a bounded sample of them."""
    rows = (
        Occupancy.objects.filter(until__isnull=True, party__company=company, role="user")
        .select_related("party", "service_point__premises")
        .prefetch_related("party__phones")
        .order_by("id")[:SAMPLE]
    )
    found = [
        Client(row.party, row.service_point, phones[0].number)
        for row in rows
        if (phones := list(row.party.phones.all()))
    ]
    random.shuffle(found)
    return found
