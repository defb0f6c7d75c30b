"""Customers in bulk: the same seed gives the same customers, memory stays bounded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from django.db import transaction
from django.utils import timezone

from heqi.customers.actions.places import place_key
from heqi.customers.demo import words
from heqi.customers.models import (
    Appliance,
    Compound,
    Meter,
    Occupancy,
    Party,
    Phone,
    Premises,
    ServicePoint,
)
from heqi.customers.search.index import reindex
from heqi.people.models import Unit
from heqi.people.queries import company_of

CHUNK = 4_000
# A compound: buildings of two entrances, six floors of two flats and more.
HOMES = 1_152
BUILDINGS, ENTRANCES, FLOORS, FLATS = 24, 2, 12, 2
LIFE_YEARS = 10


@dataclass(frozen=True, slots=True)
class Household:
    """Everything of one customer, before it has ids."""

    party: Party
    phones: list[Phone]
    premises: Premises
    point: ServicePoint
    meter: Meter
    appliances: list[Appliance]


def generate_customers(
    count: int,
    *,
    seed: int = 1,
    companies: Sequence[Unit],
    now: datetime,
    index: bool = True,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Add ``count`` invented customers to the companies of some units; returns how many.

    The first unit gets four of five, the others share the rest. Calling again continues where
    the last call ended. With ``index`` the search index is written afresh at the end.
    """
    shares = _shares(count, len(companies))
    made = 0
    for unit, share in zip(companies, shares, strict=True):
        start = Party.objects.filter(company=company_of(unit), number__startswith="K0").count()
        rows = _households(unit, start, share, seed, now)
        while chunk := list(islice(rows, CHUNK)):
            _write(chunk, now)
            made += len(chunk)
            if progress:
                progress(made)
    if index:
        reindex()
    return made


def _shares(count: int, companies: int) -> list[int]:
    if companies == 1:
        return [count]
    rest = count // 5 // (companies - 1)
    return [count - rest * (companies - 1), *[rest] * (companies - 1)]


def _households(
    unit: Unit, start: int, count: int, seed: int, now: datetime
) -> Iterator[Household]:
    company = company_of(unit)
    compounds: dict[int, Compound] = {}
    for place in range(start, start + count):
        number = place // HOMES
        if number not in compounds:
            compounds = {number: _compound(unit, company, number)}
        # Each customer has a generator of his own: chunks may come in any size.
        yield _household(
            unit, company, compounds[number], place, Random(f"{seed}/{company.pk}/{place}"), now
        )


def _compound(unit: Unit, company: Unit, number: int) -> Compound:
    district, in_town = words.DISTRICTS[number % len(words.DISTRICTS)]
    name = words.COMPOUNDS[number % len(words.COMPOUNDS)]
    round_ = number // len(words.COMPOUNDS)
    row, _made = Compound.objects.get_or_create(
        company=company,
        district=district,
        name=name + ("" if not round_ else f"{'二三四五六七八九'[(round_ - 1) % 8]}期"),
        defaults={
            "unit": unit,
            "street": f"{words.STREETS[number % len(words.STREETS)]}{number % 300 + 1}号",
            "area": "town" if in_town else "remote",
        },
    )
    before = Compound.objects.filter(company=company, pk=row.pk - 1).first()
    if before is not None:
        row.neighbours.add(before)
    return row


def _household(
    unit: Unit, company: Unit, compound: Compound, place: int, random: Random, now: datetime
) -> Household:
    today = timezone.localdate(now)
    common = {"company_id": company.pk, "unit_id": unit.pk}
    trade = random.random() < 0.04
    name, kind = _name(random) if not trade else _firm(random, compound)
    daily = (
        None if not trade else Decimal(random.randint(20, 900 if kind == "commercial" else 4000))
    )
    vip = daily is not None and daily >= 1000
    leader = not trade and random.random() < 0.0005
    party = Party(
        **common,
        number=f"K{place + 1:08}",
        kind="organisation" if trade else "person",
        customer_kind=kind,
        name=name,
        tier="vip_org" if vip else "vip_person" if leader else "standard",
        tier_criterion="supervisors" if leader else "none",
        tier_basis="tiering/4.1" if vip or leader else "",
        vulnerable=not trade and random.random() < 0.02,
        daily_m3=daily,
        created_at=now,
    )
    phones = [_phone(company, random) for _ in range(2 if random.random() < 0.2 else 1)]
    home = place % HOMES
    floor = home // FLATS % FLOORS + 1
    premises = Premises(
        **common,
        compound=compound,
        city=words.CITY,
        district=compound.district,
        street=compound.street,
        building=str(home // (ENTRANCES * FLOORS * FLATS) + 1),
        unit_no=str(home // (FLOORS * FLATS) % ENTRANCES + 1),
        floor=str(floor),
        room=f"{floor}{home % FLATS + 1:02}",
        area=compound.area,
        pressure="medium_b" if trade else "low",
        gassed_on=today - timedelta(days=random.randint(30, 6000)),
    )
    premises.text = (
        f"{words.CITY}{compound.district}{compound.street}{compound.name}"
        f"{premises.building}幢{premises.unit_no}单元{premises.room}室"
    )
    premises.text_key = place_key(premises.text)
    account = f"{company.pk:02}{place + 1:08}"
    point = ServicePoint(
        **common,
        account_no=f"{account[:4]}-{account[4:7]}-{account[7:]}",
        account_key=account,
        account_reversed=account[::-1],
        state="gas_on" if random.random() < 0.95 else random.choice(["vacant", "suspended"]),
        opened_on=premises.gassed_on,
        state_since=premises.gassed_on,
    )
    return Household(
        party,
        phones,
        premises,
        point,
        _meter(company, place, random, now),
        _appliances(random, now),
    )


def _name(random: Random) -> tuple[str, str]:
    double = random.random() < 0.01
    surname = random.choice(words.DOUBLE_SURNAMES) if double else _surname(random)
    given = random.choice(words.GIVEN)
    if random.random() < 0.85:
        given += random.choice(words.GIVEN)
    return surname + given, "residential"


def _surname(random: Random) -> str:
    # Few surnames are borne by most people.
    return words.SURNAMES[int(len(words.SURNAMES) * random.random() ** 2.2)]


def _firm(random: Random, compound: Compound) -> tuple[str, str]:
    trade, kind = random.choice(words.TRADES)
    return (
        f"{compound.name[:2]}{random.choice(words.GIVEN)}{random.choice(words.GIVEN)}{trade}",
        kind,
    )


def _phone(company: Unit, random: Random) -> Phone:
    number = f"13{random.choice('789')}00{random.randrange(1_000_000):06}"
    return Phone(company_id=company.pk, number=number, number_reversed=number[::-1])


def _meter(company: Unit, place: int, random: Random, now: datetime) -> Meter:
    made = timezone.localdate(now) - timedelta(days=random.randint(100, 3900))
    number = f"{made:%y}{company.pk % 100:02}{place + 1:08}"
    return Meter(
        company_id=company.pk,
        number=number,
        number_key=number,
        number_reversed=number[::-1],
        kind=random.choice(["mechanical", "ic_card", "ic_card", "iot"]),
        model="G2.5",
        size="G2.5",
        maker=random.choice(words.MAKERS),
        inlet=random.choice(["left", "right"]),
        made_on=made,
        installed_on=made + timedelta(days=60),
        replace_on=made.replace(year=made.year + LIFE_YEARS, day=min(made.day, 28)),
    )


def _appliances(random: Random, now: datetime) -> list[Appliance]:
    hose = timezone.localdate(now) - timedelta(days=random.randint(10, 900))
    kinds = ["cooker"] if random.random() < 0.5 else ["cooker", "water_heater"]
    if random.random() > 0.3:
        return []
    return [
        Appliance(
            kind=kind,
            brand=random.choice(words.BRANDS),
            flame_failure=random.random() < 0.9,
            hose="" if kind != "cooker" else "PLT",
            hose_on=hose if kind == "cooker" else None,
            flue="" if kind == "cooker" else "室外直排",
            alarm=random.random() < 0.3,
        )
        for kind in kinds
    ]


@transaction.atomic
def _write(rows: list[Household], now: datetime) -> None:
    since = timezone.localdate(now) - timedelta(days=400)
    Party.objects.bulk_create([row.party for row in rows])
    Premises.objects.bulk_create([row.premises for row in rows])
    for row in rows:
        row.point.premises_id = row.premises.pk
        for order, phone in enumerate(_once(row.phones)):
            phone.party_id, phone.is_primary = row.party.pk, order == 0
    ServicePoint.objects.bulk_create([row.point for row in rows])
    for row in rows:
        row.meter.service_point_id = row.point.pk
        for appliance in row.appliances:
            appliance.service_point_id = row.point.pk
    Phone.objects.bulk_create([phone for row in rows for phone in _once(row.phones)])
    Meter.objects.bulk_create([row.meter for row in rows])
    Appliance.objects.bulk_create([a for row in rows for a in row.appliances])
    Occupancy.objects.bulk_create(
        Occupancy(party_id=row.party.pk, service_point_id=row.point.pk, role="user", since=since)
        for row in rows
    )


def _once(phones: list[Phone]) -> list[Phone]:
    return list({phone.number: phone for phone in phones}.values())
