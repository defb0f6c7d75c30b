"""Creating and correcting compounds and premises."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE
from heqi.customers.actions.record import change_row, record_creation
from heqi.customers.models import Area, Compound, Premises, Pressure, ServicePoint
from heqi.customers.search.index import refresh
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of

PARTS = frozenset({"compound", "city", "district", "street", "building", "unit_no", "room"})
PREMISES_DETAILS = PARTS | {"floor", "text", "area", "pressure", "riser", "gassed_on"}
COMPOUND_DETAILS = frozenset({"name", "district", "street", "area"})
NOT_PLACE = re.compile(r"[\W_]+")
BUILDING = re.compile(r"(?<=[0-9A-Z])(号楼|[幢栋座楼])")


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
    record_creation(
        compound,
        "customers.create_compound",
        ["name", "district", "street", "area"],
        by=by,
        now=now,
    )
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
    premises.text_key = place_key(premises.text)
    premises.full_clean(exclude=["unit", "compound"])
    premises.save(force_insert=True)
    fields = ["text", "area", "pressure", *sorted(PREMISES_DETAILS - {"text", "area", "pressure"})]
    record_creation(premises, "customers.create_premises", fields, by=by, now=now)
    return premises


@transaction.atomic
def change_premises(
    premises: Premises, *, reason: str = "", by: Actor, now: datetime, **details: Any
) -> None:
    """Correct an address (data-entry/6.3); without ``text`` it follows from its parts."""
    require(by, CHANGE, premises)
    _known(details, PREMISES_DETAILS)
    compound = details.get("compound", premises.compound)
    if compound is not None and compound.company_id != premises.company_id:
        raise ValidationError({"compound": _("The compound belongs to another company.")})
    if PARTS & set(details) and not str(details.get("text", "")).strip():
        planned = Premises(**{part: getattr(premises, part) for part in PARTS - {"compound"}})
        for part in PARTS & set(details) - {"compound"}:
            setattr(planned, part, str(details[part]).strip())
        details["text"] = address_text(planned, compound.name if compound else "")
    details["text_key"] = place_key(details.get("text") or premises.text)
    taken = Premises.objects.filter(company_id=premises.company_id, text=details.get("text", ""))
    if taken.exclude(pk=premises.pk).exists():
        raise ValidationError({"text": _("This address is on file already.")})
    if change_row(
        premises, details, code="customers.change_premises", by=by, now=now, reason=reason
    ):
        refresh(points=premises.service_points.values_list("pk", flat=True))


@transaction.atomic
def change_compound(
    compound: Compound, *, reason: str = "", by: Actor, now: datetime, **details: Any
) -> None:
    """Correct a compound's name, district, street or area."""
    require(by, CHANGE, compound)
    _known(details, COMPOUND_DETAILS)
    name = details.get("name", compound.name).strip()
    same = Compound.objects.filter(
        company_id=compound.company_id,
        district=details.get("district", compound.district),
        name=name,
    )
    if same.exclude(pk=compound.pk).exists():
        raise ValidationError({"name": _("This compound is on file already.")})
    changed = change_row(
        compound, details, code="customers.change_compound", by=by, now=now, reason=reason
    )
    if "name" in changed:
        points = ServicePoint.objects.filter(premises__compound=compound)
        refresh(points=points.values_list("pk", flat=True))


def place_key(text: str) -> str:
    """An address as it is compared: without spaces, marks, and the words people vary.

    滨江新城3幢2单元1102室, 滨江新城 3号楼2单元1102 and 滨江新城３栋２单元１１０２室 have one key.
    """
    folded = NOT_PLACE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return BUILDING.sub("#", folded).removesuffix("室").removesuffix("号")


def _known(details: dict[str, Any], allowed: frozenset[str]) -> None:
    unknown = sorted(set(details) - allowed)
    if unknown:
        raise TypeError(f"unknown details: {', '.join(unknown)}")


def address_text(premises: Premises, compound: str) -> str:
    """The address in one line, as it is said: 滨江区江南路滨江新城3幢2单元1102室."""
    text = f"{premises.city}{premises.district}{premises.street}{compound}"
    for value, word in ((premises.building, "幢"), (premises.unit_no, "单元")):
        if value:
            text += value + (word if value.isascii() else "")
    if premises.room:
        text += premises.room + ("室" if premises.room.isascii() else "")
    return text
