"""Creating compounds and premises."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE
from heqi.customers.models import Area, Compound, Premises, Pressure
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of


@transaction.atomic
def create_compound(
    *,
    unit: Unit,
    name: str,
    district: str = "",
    street: str = "",
    area: str = Area.TOWN,
    by: Actor,
    now: datetime,
) -> Compound:
    """Add a compound or other estate."""
    require(by, CHANGE, unit)
    compound = Compound(
        company=company_of(unit),
        unit=unit,
        name=name.strip(),
        district=district.strip(),
        street=street.strip(),
        area=area,
    )
    compound.full_clean(exclude=["unit"])
    compound.save(force_insert=True)
    audit(compound, "customers.create_compound", by=by, now=now, changes={"name": compound.name})
    return compound


@transaction.atomic
def make_neighbours(one: Compound, other: Compound, *, by: Actor, now: datetime) -> None:
    """Two compounds whose networks touch each other (tiering/6.1(5))."""
    require(by, CHANGE, one)
    require(by, CHANGE, other)
    if one.pk == other.pk:
        raise ValidationError(_("A compound is no neighbour of itself."))
    one.neighbours.add(other)
    audit(one, "customers.make_neighbours", by=by, now=now, changes={"neighbour": other.pk})


@transaction.atomic
def create_premises(
    *,
    unit: Unit,
    compound: Compound | None = None,
    city: str = "",
    district: str = "",
    street: str = "",
    building: str = "",
    unit_no: str = "",
    floor: str = "",
    room: str = "",
    text: str = "",
    area: str = "",
    pressure: str = Pressure.LOW,
    riser: str = "",
    gassed_on: date | None = None,
    by: Actor,
    now: datetime,
) -> Premises:
    """Add an address; without ``text`` it is put together from its parts."""
    require(by, CHANGE, unit)
    company = company_of(unit)
    if compound is not None and compound.company_id != company.pk:
        raise ValidationError({"compound": _("The compound belongs to another company.")})
    district = district or (compound.district if compound else "")
    street = street or (compound.street if compound else "")
    premises = Premises(
        company=company,
        unit=unit,
        compound=compound,
        city=city.strip(),
        district=district.strip(),
        street=street.strip(),
        building=building.strip(),
        unit_no=unit_no.strip(),
        floor=floor.strip(),
        room=room.strip(),
        area=area or (compound.area if compound else Area.TOWN),
        pressure=pressure,
        riser=riser.strip(),
        gassed_on=gassed_on,
    )
    premises.text = text.strip() or address_text(premises, compound.name if compound else "")
    premises.full_clean(exclude=["unit", "compound"])
    premises.save(force_insert=True)
    audit(
        premises,
        "customers.create_premises",
        by=by,
        now=now,
        changes={"area": premises.area, "pressure": pressure},
        personal={"text": premises.text},
    )
    return premises


def address_text(premises: Premises, compound: str) -> str:
    """The address in one line, as it is said: 滨江区江南路滨江新城3幢2单元1102室."""
    text = f"{premises.city}{premises.district}{premises.street}{compound}"
    for value, word in ((premises.building, "幢"), (premises.unit_no, "单元")):
        if value:
            text += value + (word if value.isascii() else "")
    if premises.room:
        text += premises.room + ("室" if premises.room.isascii() else "")
    return text
