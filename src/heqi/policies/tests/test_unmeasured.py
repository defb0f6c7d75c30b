"""A clause without a figure says why, and truly: what only decides is neither kept nor missed."""

import pytest
from django.utils.translation import override

from heqi.policies.unmeasured import why_not_measured
from tests.cast import Cast


@pytest.mark.django_db
def test_each_clause_without_a_figure_says_why(cast: Cast) -> None:
    with override("en"):
        told = why_not_measured({"tiering/6.1(4)"}, cast.units["gas"], "tiering")
    why = {one.clause.id: one.why for one in told}
    assert "tiering/6.1(4)" not in why
    assert why["tiering/6.1(7)"] == "Nothing that it promises fell due in the month."
    assert why["tiering/4.1-media"].startswith("It decides (")
    assert why["tiering/3.3.2"].startswith("A course of steps")
