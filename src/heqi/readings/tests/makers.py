"""A route with three meters and its round."""

from datetime import date
from decimal import Decimal
from typing import Any

from heqi.customers.models import Compound, Meter
from heqi.customers.tests.makers import make_customer
from heqi.people.models import Unit
from heqi.readings.actions import create_route, open_round, place_compound
from heqi.readings.models import Reading, Round
from heqi.readings.states import Status
from tests.cast import NOW, Cast

TODAY = NOW.date()


def make_meters(unit: Unit, count: int = 3, compound: str = "滨江新城") -> list[Meter]:
    """Meters of neighbours, each at 100 m³ when installed."""
    made = []
    for n in range(count):
        _party, point = make_customer(
            unit,
            f"王{n}",
            phones=(f"1380010{3300 + n}",),
            account_no=f"0204-118-{7700 + n}",
            meter=f"42070{880 + n}",
            compound=compound,
            room=f"{1100 + n}",
        )
        meter = Meter.objects.select_related("service_point__unit", "company").get(
            service_point=point
        )
        Meter.objects.filter(pk=meter.pk).update(start_reading=Decimal(100))
        meter.start_reading = Decimal(100)
        made.append(meter)
    return made


def make_round(cast: Cast, *, reader: str = "ma", count: int = 3) -> tuple[Round, list[Meter]]:
    """A round of the repair team's technician, for want of a reader in the cast."""
    team = cast.units["repair1"]
    meters = make_meters(team, count)
    compound = Compound.objects.get(name="滨江新城")
    route = create_route(
        unit=team, code="B01", name="滨江一册", reader=cast.staff[reader], by=cast.zhou, now=NOW
    )
    place_compound(route, compound=compound, by=cast.zhou, now=NOW)
    round_ = open_round(route, month=TODAY, due_on=date(2026, 11, 30), by=cast.zhou, now=NOW)
    return round_, meters


def past(meter: Meter, on: date, value: int, used: int) -> Reading:
    """A reading of former times."""
    values: dict[str, Any] = {"last_value": value - used, "used_m3": used}
    return Reading.objects.create(
        company_id=meter.company_id,
        unit=meter.service_point.unit,
        service_point=meter.service_point,
        meter=meter,
        read_on=on,
        value=value,
        status=Status.TAKEN,
        taken_at=NOW,
        **values,
    )
