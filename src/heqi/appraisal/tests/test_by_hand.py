"""Sheets, people and the year agree with a reckoning by hand, on records drawn at random.

The figures below are those that the company proposes; they are written out here a second time so
that the reckoning owes nothing to the program.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random

import pytest

from heqi.appraisal.actions.reckoning import add_up, add_up_people
from heqi.appraisal.models import Line, Period, Sheet, StaffSheet
from heqi.appraisal.queries.years import year_lines
from heqi.appraisal.tests.scenes import opened
from heqi.conduct.models import Case
from heqi.conduct.tests.scenes import decided
from heqi.rectifications.tests.scenes import issued
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
WEIGHTS = {
    "commitments": 30, "complaints": 20, "callbacks": 15, "inspections": 15, "data_quality": 10,
    "projects": 10,
}  # fmt: skip
BESIDE = ("conduct", "tiering", "authority")
POINTS = [Decimal(one) for one in ("-0.25", "-0.5", "-1", "-2", "-3.75", "1", "2.5")]
CENT = Decimal("0.01")


def by_hand(lines: Iterable[Line], forced: bool) -> tuple[Decimal, str, Decimal]:
    """Score, grade and factor of a department."""
    score = Decimal(0)
    for item, weight in WEIGHTS.items():
        left = weight + sum(one.points for one in lines if one.item == item)
        score += 0 if left < 0 else weight if left > weight else left
    score += sum(one.points for one in lines if one.item in BESIDE)
    score = max(score, Decimal(0))
    return score, *graded(score, forced)


def graded(score: Decimal, forced: bool = False) -> tuple[str, Decimal]:
    if score < 85 or forced:
        return "C", Decimal("0.9")
    return ("B", Decimal("1.0")) if score < 95 else ("A", Decimal("1.1"))


# What the first sheets lose of their commitments: exactly 95, 90, 85 and just below 95.
BORDERS = {0: ["-5"], 1: ["-5", "-5"], 2: ["-15"], 3: ["-5.01"]}


def drawn(period: Period, cast: Cast, rng: Random) -> None:
    """Lines at random on every sheet, some struck, some of people; four sheets on the border."""
    people = [cast.staff[name] for name in ("ma", "li", "lin", "qian", "he")]
    sheets = list(period.sheets.order_by("unit__path"))

    def line(sheet: Sheet, n: int, exact: str = "") -> Line:
        return Line(
            sheet=sheet, item="commitments" if exact else rng.choice([*WEIGHTS, *BESIDE]),
            record="drawn", points=Decimal(exact) if exact else rng.choice(POINTS), title="x",
            clause="tiering/8", points_clause="tiering/8", source_type="x.y", source_id=f"{n}",
            source_number=f"{n}", about_type="x.y", about_id=f"{n}", staff=rng.choice(people),
            for_staff=rng.random() < 0.5, at=NOW, freed_at=NOW if rng.random() < 0.2 else None,
            struck_at=None if exact or rng.random() < 0.8 else NOW,
        )  # fmt: skip

    Line.objects.filter(sheet__in=sheets).delete()
    for place, sheet in enumerate(sheets):
        losses = BORDERS.get(place) or [""] * rng.randrange(3, 25)
        Line.objects.bulk_create(line(sheet, n, exact) for n, exact in enumerate(losses))
    add_up(period, sheets)
    add_up_people(period)
    Period.objects.filter(pk=period.pk).update(status="published")


@pytest.mark.clause("conduct/3.2.4", "inspection/8.1", "inspection/6.1")
def test_sheets_people_and_the_year_agree_with_a_reckoning_by_hand(cast: Cast) -> None:
    rng = Random(20110101)
    case = decided(cast)
    Case.objects.filter(pk=case.pk).update(grade="C")
    case.consequences.create(what="year_points", value=5, least=1, most=10, clause="conduct/3.2.4")
    issued(cast, severity="major")
    months = [opened(cast, date(2026, month, 1)) for month in (9, 10, 11)]
    for period in months:
        drawn(period, cast, rng)
    service = cast.units["service"]
    scores: dict[int, list[Decimal]] = {}
    for sheet in Sheet.objects.filter(period__in=months).select_related("period"):
        forced = sheet.unit_id == service.pk and sheet.period.month == date(2026, 11, 1)
        lines = list(sheet.lines.filter(struck_at=None))
        assert (sheet.score, sheet.grade, sheet.factor) == by_hand(lines, forced), sheet
        scores.setdefault(sheet.unit_id, []).append(sheet.score)
    for row in StaffSheet.objects.filter(period__in=months):
        own = Line.objects.filter(sheet__period=row.period_id, staff=row.staff_id, for_staff=True)
        points = sum(one.points for one in own if one.struck_at is None and one.freed_at is None)
        score = min(max(100 + points, Decimal(0)), Decimal(100))
        assert (row.score, row.grade, row.factor) == (score, *graded(score)), row

    for line in year_lines(cast.he, cast.units["gas"], 2026, today=NOW.date()):
        mine = scores[line.unit.pk]
        mean = (sum(mine, Decimal(0)) / len(mine)).quantize(CENT, ROUND_HALF_EVEN)
        off = 5 if line.unit == service else 0
        assert (line.average, line.score) == (mean, max(mean - off, Decimal(0)))
        assert (line.grade, line.eligible) == (graded(mean - off)[0], True), line.unit

    second = issued(cast, severity="major")
    lines_now = year_lines(cast.he, cast.units["gas"], 2026, today=NOW.date())
    found = next(one for one in lines_now if one.unit == service)
    assert (found.eligible, found.clauses[-1]) == (False, "inspection/8.1")
    assert second.number in {reason.number for reason in found.reasons}
