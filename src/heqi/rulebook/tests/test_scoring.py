"""Points, rates and money: exact, and rounded the way the policy says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heqi.rulebook.scoring import (
    Answer,
    Entry,
    Grade,
    Line,
    Scorecard,
    ScoreError,
    checklist_score,
    money,
    rate,
    reaches,
)
from heqi.rulebook.values import Words

GRADES = [Grade("A", 95, "1.1"), Grade("B", 85), Grade("C", 0, "0.9")]


def line(item: str, weight: object, *points: object, **more: object) -> Line:
    entries = [Entry(p, "conduct/3.2.2", f"complaints.complaint/{n}") for n, p in enumerate(points)]
    return Line(item, Words(item, item), weight, entries=entries, **more)


def test_a_rate_is_floored_to_one_decimal() -> None:
    assert rate(9496, 10000) == Decimal("94.9")
    assert rate(1, 3) == Decimal("33.3")
    assert rate(2, 3) == Decimal("66.6")
    assert rate(5, 5) == Decimal("100.0")


def test_a_rate_of_nothing_is_no_rate() -> None:
    assert rate(0, 0) is None
    assert reaches(None, 95) is None
    assert reaches(rate(9499, 10000), 95) is False


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rate_never_claims_more_than_was_reached(part: int, whole: int) -> None:
    found = rate(part, whole)
    assert found is not None
    exact = Fraction(part * 100, whole)
    assert Fraction(found) <= exact < Fraction(found) + Fraction(1, 10)


def test_money_is_rounded_half_up() -> None:
    assert money("0.005") == Decimal("0.01")
    assert money("2.675") == Decimal("2.68")
    assert money(200) == Decimal("200.00")


def test_deductions_come_off_the_line_and_never_below_its_bound() -> None:
    card = Scorecard((line("complaints", 20, -3, "-0.5"), line("callbacks", 80, -90)))
    assert [one.points for one in card.lines] == [Decimal("16.5"), 0]
    assert card.lines[1].cut == 10
    assert card.total == Decimal("16.5")


def test_bonus_points_do_not_exceed_the_weight_unless_the_line_allows_it() -> None:
    assert line("a", 10, 2).points == 10
    assert line("a", 10, 2, at_most=11).points == 11


def test_a_deduction_without_a_record_or_a_clause_is_refused() -> None:
    with pytest.raises(ScoreError):
        Entry(-1, "", "x/1")
    with pytest.raises(ScoreError):
        Entry(-1, "conduct/3.2.2", "")


def test_weights_must_make_up_the_whole() -> None:
    with pytest.raises(ScoreError, match="the weights make 90, not 100"):
        Scorecard((line("a", 90),))
    with pytest.raises(ScoreError, match="twice"):
        Scorecard((line("a", 50), line("a", 50)))


@pytest.mark.parametrize(("taken", "grade"), [(5, "A"), ("5.1", "B"), (15, "B"), ("15.1", "C")])
def test_grades_begin_at_their_number_itself(taken: object, grade: str) -> None:
    card = Scorecard((line("a", 100, Decimal(str(taken)) * -1),))
    assert card.grade(GRADES).name == grade


@pytest.mark.clause("conduct/3.2.4")
def test_a_decision_can_force_a_grade() -> None:
    card = Scorecard((line("a", 100),))
    assert card.grade(GRADES, forced="C").factor == Decimal("0.9")
    with pytest.raises(ScoreError):
        card.grade(GRADES, forced="D")


def test_a_checklist_scores_the_answers_that_apply() -> None:
    answers = [Answer("greeting", 4, 5), Answer("result", 5, 5)]
    assert checklist_score(answers) == Decimal("90.0")
    assert checklist_score([*answers, Answer("true", 0, 5, fatal=True)]) == 0
    assert checklist_score([]) is None
    with pytest.raises(ScoreError):
        Answer("x", 6, 5)
