"""The customers of the demo: bulk from the generator, VIPs of every criterion by the action."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from heqi.customers.actions import set_tier_mark
from heqi.customers.demo import generate_customers
from heqi.customers.models import Criterion, Occupancy, Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.deciding import ask

# How many of each criterion, with the proof that was seen.
PERSONS = {
    Criterion.OFFICIALS: (3, "任职公示页"),
    Criterion.SUPERVISING: (3, "主管部门通讯录"),
    Criterion.SUPERVISORS: (4, "社会监督员聘书"),
    Criterion.GOVERNMENT: (4, "工作证"),
    Criterion.MEDIA: (2, "记者证"),
}
SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Client:
    """A customer at the door: everything that a request copies."""

    party: Party
    point: ServicePoint
    phone: str


def build_customers(
    count: int, *, companies: list[Unit], by: Actor, since: datetime, seed: int
) -> None:
    """Generate the customers and mark the VIPs as the policy decides."""
    generate_customers(count, seed=seed, companies=companies, now=since)
    home = Party.objects.filter(company=companies[0])
    plain = home.filter(kind="person", tier="standard", vulnerable=False).order_by("id")
    step = max(1, plain.count() // 40)
    chosen = list(plain[: step * 20 : step])
    for criterion, (wanted, proof) in PERSONS.items():
        for party in [chosen.pop() for _ in range(min(wanted, len(chosen)))]:
            _mark(party, criterion, proof, by, since)
    for party in home.filter(tier="vip_org").order_by("id")[:200]:
        _mark(party, Criterion.NONE, f"供气合同，日用气量 {party.daily_m3} 立方米", by, since)


def _mark(party: Party, criterion: str, proof: str, by: Actor, now: datetime) -> None:
    facts = {
        "customer_kind": party.customer_kind,
        "criterion": criterion,
        "daily_m3": party.daily_m3,
    }
    decision = ask("tiering.tier", {k: v for k, v in facts.items() if v is not None}, on=now.date())
    tier = str((decision.answer or {}).get("tier"))
    set_tier_mark(
        party,
        tier=tier,
        criterion=criterion,
        basis=next(iter(decision.clauses), "tiering/4.1"),
        proof=proof,
        decision=decision.pk,
        by=by,
        now=now,
    )


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
