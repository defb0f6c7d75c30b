"""Samples of emergencies and outages: a leak at a VIP's, a stop planned, valves that cut it."""

from datetime import timedelta
from typing import Any

from heqi.ledger.actors import SYSTEM
from heqi.outages.actions import (
    Chosen,
    announce_stop,
    attach_call,
    grant_stop,
    keep_valve,
    note_line,
    plan_stop,
    set_area,
    submit_stop,
    write_announcements,
)
from heqi.outages.models import Emergency
from heqi.service.tests.makers import make_request
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """An emergency of the VIP, and an announced stop of his compound."""
    party = rows["party"]
    point = party.occupancies.first().service_point
    with capture(execute=True):
        request = make_request(
            cast,
            kind="emergency",
            symptom="gas_leak",
            party=party,
            service_point=point,
            address=f"{CANARY}苑{n}幢",
            contact_name=CANARY,
            description=CANARY,
        )
    emergency = Emergency.objects.get(order__request=request)
    note_line(emergency, text=f"{CANARY}浓度 {n}", by=SYSTEM, now=NOW)
    part = Chosen(point.premises.compound)
    valve = keep_valve(
        cast.units["gas"], code=f"F-{n}", place=CANARY, parts=[part], by=SYSTEM, now=NOW
    )
    outage = plan_stop(
        cast.units["service"],
        title=f"{CANARY}换阀",
        starts_at=NOW + timedelta(days=3),
        ends_at=NOW + timedelta(days=3, hours=5),
        by=SYSTEM,
        now=NOW,
    )
    set_area(outage, [part], by=SYSTEM, now=NOW)
    with capture(execute=True):
        submit_stop(outage, by=SYSTEM, now=NOW)
        grant_stop(outage, by=SYSTEM, now=NOW)
        announce_stop(outage, by=SYSTEM, now=NOW)
        write_announcements(now=NOW)
        attach_call(outage, address=CANARY, phone="13800100000", by=SYSTEM, now=NOW)
    return {
        "emergency": emergency,
        "summons": emergency.summons.first(),
        "outage": outage,
        "outage_area": outage.areas.first(),
        "valve": valve,
    }


KWARGS = {
    "outages:emergency": lambda s: {"number": s.emergency.order.number},
    "outages:report": lambda s: {"number": s.emergency.order.number},
    "outages:act": lambda s: {"number": s.emergency.order.number, "name": "note"},
    "outages:step": lambda s: {"number": s.outage.number, "name": "postpone"},
    "outages:restore_part": lambda s: {"number": s.outage.number, "pk": s.outage_area.pk},
    "outages:remove_valve": lambda s: {"pk": s.valve.pk},
    "outages:summons": lambda s: {"pk": s.summons.pk},
    "outages:answer": lambda s: {"pk": s.summons.pk, "name": "acknowledge"},
    "outages:field_step": lambda s: {"number": s.outage.number, "name": "begin"},
    "outages:*": lambda s: {"number": s.outage.number},
}
LISTS = [
    ("outages:emergencies", "", "sun"),
    ("outages:emergencies", "?tab=all", "he"),
    ("outages:list", "", "sun"),
    ("outages:list", "?tab=all", "he"),
    ("outages:today", "", "lin"),
    ("outages:valves", "", "han"),
    ("outages:band", "", "sun"),
    ("outages:my_outages", "", "ma"),
]
