"""Samples of the organisation."""

from datetime import date, timedelta
from typing import Any

from heqi.people.actions import appoint_stand_in, roster_staff
from heqi.people.models import Holding
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """A stand-in and a shift."""
    first = date(2026, 12, n)
    begins = NOW + timedelta(days=n)
    return {
        "staff": cast.staff["ma"],
        "unit": cast.units["repair1"],
        "holding": Holding.objects.get(staff=cast.staff["ma"]),
        "stand_in": appoint_stand_in(
            absent=cast.staff["ma"],
            deputy=cast.staff["wu"],
            since=first,
            until=first + timedelta(days=1),
            reason=CANARY,
            by=cast.admin,
            now=NOW,
        ),
        "shift": roster_staff(
            unit=cast.units["repair1"],
            staff=cast.staff["ma"],
            since=begins,
            until=begins + timedelta(hours=8),
            by=cast.zhou,
            now=NOW,
        ),
    }


KWARGS = {
    "people:new_unit": lambda s: {"pk": s.unit.pk},
    "people:rename_unit": lambda s: {"pk": s.unit.pk},
    "people:staff": lambda s: {"pk": s.staff.pk},
    "people:change_staff": lambda s: {"pk": s.staff.pk, "what": "grant"},
    "people:end_role": lambda s: {"pk": s.holding.pk},
    "people:end_stand_in": lambda s: {"pk": s.stand_in.pk},
    "people:remove_shift": lambda s: {"pk": s.shift.pk},
    "people:repeat_week": lambda s: {"pk": s.unit.pk},
    "people:role": lambda s: {"code": "agent"},
}

LISTS = [
    ("people:organisation", "", "admin"),
    ("people:stand_ins", "", "ma"),
    ("people:roster", "", "zhou"),
    ("people:roles", "", "admin"),
    ("clocks:calendar", "", "he"),
]
