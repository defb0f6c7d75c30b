"""An agent who calls back answers with one key each."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from heqi.callbacks.tests.makers import task_of
from heqi.people.models import Staff, Unit
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]


def people() -> Cast:
    """The cast as it stands in the database: the browser's sign-in made it."""
    return Cast(
        units={unit.code: unit for unit in Unit.objects.filter(kind__in=["company", "team"])},
        staff={one.account.username: one for one in Staff.objects.select_related("account")},
    )


@pytest.mark.clause("callback/script")
def test_each_question_of_the_script_is_answered_by_one_key(open_as: Open) -> None:
    page = open_as("he", "/callbacks/")
    task = task_of(people(), lambda **_given: nullcontext())
    page.goto(f"{page.url.partition('/callbacks/')[0]}/callbacks/{task.pk}/")
    lines = page.locator("[data-script] .script li")
    asked = [n for n in range(lines.count()) if lines.nth(n).locator("input[type=radio]").count()]
    assert asked
    for n in asked:
        assert "now" in (lines.nth(n).get_attribute("class") or "").split()
        page.keyboard.press("2")
        chosen = lines.nth(n).locator("input[type=radio]")
        ticked = [chosen.nth(k).is_checked() for k in range(chosen.count())]
        assert ticked.index(True) == 1
        assert sum(ticked) == 1
        if n + 1 < lines.count():
            assert "now" in (lines.nth(n + 1).get_attribute("class") or "").split()
        if n + 1 not in asked:
            break
    assert page.failures == []
