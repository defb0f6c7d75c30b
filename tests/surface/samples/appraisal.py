"""Samples of the appraisal: a published month with a line of the repairer in the service sheet."""

from datetime import date, timedelta
from typing import Any

from heqi.appraisal.actions import open_month
from heqi.appraisal.actions.reckoning import add_up, add_up_people
from heqi.appraisal.models import Line, Period, Sheet, StaffSheet
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th month back, published."""
    period = open_month(
        cast.units["gas"], date(2026, 11 - n, 1), by=cast.he, now=NOW + timedelta(minutes=n)
    )
    sheet = Sheet.objects.get(period=period, unit=cast.units["service"])
    case = rows["conduct_case"]
    line = Line.objects.create(
        sheet=sheet, item="conduct", record="decision", points=-2, title=CANARY,
        clause="conduct/3.2.2(5)", points_clause="conduct/3.2.2", mark="clause",
        source_type="conduct.case", source_id=f"{case.pk}", source_number=case.number,
        about_type="conduct.case", about_id=f"{case.pk}", staff=cast.staff["ma"], for_staff=True,
        at=NOW,
    )  # fmt: skip
    add_up(period, [sheet])
    add_up_people(period)
    Period.objects.filter(pk=period.pk).update(
        status="published", published_at=NOW, appeal_until=NOW + timedelta(days=3)
    )
    return {
        "appraisal_period": period,
        "appraisal_sheet": sheet,
        "appraisal_line": line,
        "appraisal_person": StaffSheet.objects.get(period=period, staff=cast.staff["ma"]),
    }


def _period(samples: Any) -> dict[str, Any]:
    return {"pk": samples.appraisal_period.pk}


def _sheet(samples: Any) -> dict[str, Any]:
    return {"pk": samples.appraisal_sheet.pk}


def _person(samples: Any) -> dict[str, Any]:
    return {"pk": samples.appraisal_person.pk}


KWARGS = {
    "appraisal:period": _period,
    "appraisal:export_period": _period,
    "appraisal:print": _period,
    "appraisal:step": lambda samples: {**_period(samples), "name": "close"},
    "appraisal:sheet": _sheet,
    "appraisal:export_sheet": _sheet,
    "appraisal:print_sheet": _sheet,
    "appraisal:sheet_step": lambda samples: {**_sheet(samples), "name": "appeal"},
    "appraisal:line": lambda samples: {"pk": samples.appraisal_line.pk},
    "appraisal:line_step": lambda samples: {"pk": samples.appraisal_line.pk, "name": "strike"},
    "appraisal:person": _person,
    "appraisal:export_person": _person,
    "appraisal:print_person": _person,
    "appraisal:person_step": lambda samples: {**_person(samples), "name": "appeal"},
}
LISTS = [
    ("appraisal:list", "", "he"),
    ("appraisal:people", "", "he"),
    ("appraisal:mine", "", "ma"),
    ("appraisal:year", "?year=2026", "he"),
]
