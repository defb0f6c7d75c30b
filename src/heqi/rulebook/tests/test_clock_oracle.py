"""Due instants agree with brute force, minute by minute."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heqi.rulebook.tests.cases_time import difference, draw_case
from heqi.rulebook.tests.oracle_clock import draw_story, story_difference
from heqi.rulebook.tests.soak_time import main


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_due_instants_agree_with_a_walk_minute_by_minute(rng):
    assert difference(draw_case(rng)) is None


def test_five_hundred_fixed_cases_agree():
    found = [difference(draw_case(Random(f"fixed/{n}"))) for n in range(500)]
    assert [wrong for wrong in found if wrong] == []


def test_the_soak_says_how_many_cases_it_ran(capsys):
    assert main(["--cases", "20", "--seed", "7"]) == 0
    assert "20 cases, seed 7: 0 differences" in capsys.readouterr().out


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_clocks_agree_with_flags_set_minute_by_minute(rng):
    assert story_difference(draw_story(rng)) is None


def test_two_hundred_fixed_histories_agree():
    found = [story_difference(draw_story(Random(f"fixed/{n}"))) for n in range(200)]
    assert [wrong for wrong in found if wrong] == []
