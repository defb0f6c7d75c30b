"""Samples of meter reading."""

from decimal import Decimal
from typing import Any

from heqi.customers.models import Compound, Meter
from heqi.customers.tests.makers import make_customer
from heqi.readings.actions import (
    create_route,
    deliver,
    open_round,
    place_compound,
    take_card_reading,
    take_reading,
)
from heqi.readings.models import Stop
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture

TODAY = NOW.date()


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """A route of two meters, its round, and a reading that is doubted."""
    team = cast.units["repair1"]
    points = [
        make_customer(
            team,
            f"{CANARY}{n}{m}",
            phones=(),
            account_no=f"0209-{n}-{m}",
            meter=f"9907{n}{m}",
            compound=f"{CANARY}{n}",
            room=f"{m}01",
        )[1]
        for m in range(2)
    ]
    route = create_route(
        unit=team,
        code=f"C{n}",
        name=f"{CANARY}册{n}",
        reader=cast.staff["ma"],
        by=cast.zhou,
        now=NOW,
    )
    compound = Compound.objects.get(name=f"{CANARY}{n}")
    place_compound(route, compound=compound, by=cast.zhou, now=NOW)
    round_ = open_round(route, month=TODAY, due_on=TODAY, by=cast.zhou, now=NOW)
    meter = Meter.objects.select_related("service_point__unit", "company").get(
        service_point=points[0]
    )
    Meter.objects.filter(pk=meter.pk).update(start_reading=100)
    meter.start_reading = Decimal(100)
    reading = take_reading(
        meter, value=Decimal(90), on=TODAY, confirmed=True, round_=round_, by=cast.ma, now=NOW
    )
    stop = Stop.objects.get(service_point=points[1])
    Meter.objects.filter(service_point=points[1]).update(kind="ic_card", start_reading=100)
    card_meter = Meter.objects.select_related("service_point__unit", "company").get(
        service_point=points[1]
    )
    card = take_card_reading(
        card_meter, dial=Decimal(120), balance=Decimal(30), at=NOW, by=cast.zhou, now=NOW
    )
    check = card.checks.get()
    told = [{"meter": f"9907{n}{m}", "at": TODAY.isoformat()} for m in range(2)]
    delivery = deliver(
        cast.units["gas"], kind="telegrams", rows=told, key=f"s{n}", digest="s", source="file",
        name="telegrams.csv", by=cast.he, now=NOW,
    )  # fmt: skip
    made = {"route": route, "round": round_, "reading": reading, "stop": stop, "check": check}
    return made | {"delivery": delivery}


KWARGS = {
    "readings:confirm": lambda s: {"pk": s.reading.pk},
    "readings:send_back": lambda s: {"pk": s.reading.pk},
    "readings:close_check": lambda s: {"pk": s.check.pk},
    "readings:send_crew": lambda s: {"pk": s.check.pk},
    "readings:report": lambda s: {"pk": s.delivery.pk},
    "readings:route": lambda s: {"pk": s.route.pk},
    "readings:change_route": lambda s: {"pk": s.route.pk, "what": "round"},
    "readings:remove_stop": lambda s: {"pk": s.stop.pk},
    "readings:finish_round": lambda s: {"pk": s.round.pk},
    "readings:walk": lambda s: {"pk": s.round.pk},
    "readings:take": lambda s: {"pk": s.round.pk, "stop": s.stop.pk},
}
LISTS = [
    ("readings:readings", "", "zhou"),
    ("readings:readings", "?tab=all", "zhou"),
    ("readings:export", "?tab=all", "han"),
    ("readings:checks", "", "zhou"),
    ("readings:export_checks", "", "han"),
    ("readings:cards", "", "zhou"),
    ("readings:export_cards", "", "han"),
    ("readings:routes", "", "zhou"),
    ("readings:my_rounds", "", "ma"),
]
