"""A month adds up from records; the same records give the same sheet to the cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.appraisal import actions
from heqi.appraisal.models import Line, Period, Sheet
from heqi.conduct.actions import reverse_case
from heqi.conduct.tests.scenes import decided
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def opened(cast: Cast, month: date = NOVEMBER) -> Period:
    return actions.open_month(cast.units["gas"], month, by=cast.he, now=NOW)


def sheet_of(cast: Cast, period: Period) -> Sheet:
    return Sheet.objects.select_related("period", "unit").get(
        period=period, unit=cast.units["service"]
    )


def content(period: Period) -> list[object]:
    sheets = Sheet.objects.filter(period=period).order_by("unit")
    lines = Line.objects.filter(sheet__period=period).order_by("source_type", "source_id")
    return [
        list(sheets.values_list("unit", "items", "conduct_points", "score", "grade", "factor")),
        list(lines.values_list("sheet__unit", "item", "points", "clause", "source_number", "at")),
    ]


def closed(cast: Cast) -> Period:
    period = opened(cast)
    actions.review_month(period, by=cast.he, now=NOW)
    actions.publish_month(period, by=cast.he, now=NOW)
    actions.close_month(period, by=cast.he, now=NOW + timedelta(days=9))
    return period


def test_the_items_of_a_month_are_a_hundred_points() -> None:
    found = actions.months.weights(NOVEMBER)
    assert sum(found.values()) == 100
    assert found["commitments"] == 30


@pytest.mark.clause("conduct/3.2.2", "inspection/6.1")
def test_a_decision_costs_the_department_points_with_its_record_and_clause(cast: Cast) -> None:
    case = decided(cast)
    period = opened(cast)
    sheet, line = sheet_of(cast, period), Line.objects.get()
    assert (line.points, line.clause) == (Decimal(-2), "conduct/3.2.2")
    assert (line.source_type, line.source_number) == ("conduct.case", case.number)
    assert (sheet.score, sheet.grade) == (Decimal(98), "A")


def test_adding_a_month_up_again_gives_the_same_sheets_to_the_cent(cast: Cast) -> None:
    decided(cast)
    period = opened(cast)
    before = content(period)
    actions.reckon(period, now=NOW + timedelta(days=2))
    assert content(period) == before


@pytest.mark.clause("conduct/3.2.4")
def test_a_month_is_graded_c_by_a_decision_whatever_its_score(cast: Cast) -> None:
    case = decided(cast)
    type(case).objects.filter(pk=case.pk).update(grade="C")
    sheet = sheet_of(cast, opened(cast))
    assert (sheet.score, sheet.grade, sheet.forced) == (Decimal(98), "C", True)


def test_a_closed_month_never_changes_and_the_next_one_puts_it_right(cast: Cast) -> None:
    case = decided(cast)
    period = closed(cast)
    before = content(period)
    reverse_case(case, reason="新证据", by=cast.zheng, now=NOW)
    with pytest.raises(IllegalMove):
        actions.reckon(period, now=NOW)
    following = opened(cast, DECEMBER)
    assert content(period) == before
    line = Line.objects.get(sheet__period=following)
    assert (line.points, line.corrects, line.source_number) == (Decimal(2), NOVEMBER, case.number)


def test_an_appeal_strikes_a_line_before_the_month_closes(cast: Cast) -> None:
    decided(cast)
    period = opened(cast)
    actions.score_self(sheet_of(cast, period), score=Decimal(99), by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.score_self(sheet_of(cast, period), score=Decimal(101), by=cast.han, now=NOW)
    actions.review_month(period, by=cast.he, now=NOW)
    actions.publish_month(period, by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        actions.close_month(period, by=cast.he, now=NOW)
    actions.appeal_sheet(sheet_of(cast, period), appeal="客户改期", by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.close_month(period, by=cast.he, now=NOW + timedelta(days=9))
    with pytest.raises(Refused):
        actions.answer_appeal(sheet_of(cast, period), answer="x", by=cast.han, now=NOW)
    actions.answer_appeal(
        sheet_of(cast, period), answer="理由成立", strike=[Line.objects.get().pk],
        by=cast.zheng, now=NOW,
    )  # fmt: skip
    assert sheet_of(cast, period).score == 100
    actions.close_month(period, by=cast.he, now=NOW + timedelta(days=9))
