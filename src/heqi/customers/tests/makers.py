"""Makers of customers for tests of this app and of those above it."""

from dataclasses import replace
from decimal import Decimal

from heqi.customers.actions import (
    Papers,
    create_compound,
    create_meter,
    create_party,
    create_premises,
    create_service_point,
)
from heqi.customers.facts import needs_of
from heqi.customers.models import Compound, Party, ServicePoint
from heqi.ledger.actors import SYSTEM
from heqi.people.models import Unit
from tests.cast import NOW


def make_compound(unit: Unit, name: str = "滨江新城", **values: str) -> Compound:
    """A compound of the unit's company."""
    found = Compound.objects.filter(company=unit.company, name=name).first()
    values = {"district": "滨江区", "street": "江南路12号", **values}
    return found or create_compound(unit=unit, name=name, by=SYSTEM, now=NOW, **values)


def make_customer(
    unit: Unit,
    name: str = "王志远",
    *,
    phones: tuple[str, ...] = ("13800102207",),
    account_no: str = "0203-118-7702",
    meter: str = "410700882",
    compound: str = "滨江新城",
    building: str = "3",
    unit_no: str = "2",
    room: str = "1102",
    **values: object,
) -> tuple[Party, ServicePoint]:
    """A customer with an account, an address and a meter."""
    party = create_party(unit=unit, name=name, phones=phones, by=SYSTEM, now=NOW, **values)
    premises = create_premises(
        unit=unit,
        compound=make_compound(unit, compound),
        city="临江市",
        building=building,
        unit_no=unit_no,
        room=room,
        by=SYSTEM,
        now=NOW,
    )
    point = create_service_point(
        premises=premises, account_no=account_no, party=party, by=SYSTEM, now=NOW
    )
    if meter:
        create_meter(point=point, number=meter, by=SYSTEM, now=NOW)
    return party, point


def papers(kind: str, **values: object) -> Papers:
    """Everything that the policy asks for."""
    needs = needs_of(kind, on=NOW.date(), company_id=None)
    whole = Papers(
        on=NOW.date(),
        reason="客户申请",
        documents=dict.fromkeys(needs.documents, ""),
        reading=Decimal("1234.5") if needs.reading else None,
        settled=True if needs.settled else None,
        seal="F-0001" if needs.seal else "",
        worker="马超群",
    )
    return replace(whole, **values)  # type: ignore[arg-type]
