"""Whom a project put on gas is called about it as the policy wants of installations."""

from datetime import timedelta
from typing import Any

import pytest

from heqi.callbacks.models import CallbackTask, Draw
from heqi.callbacks.works import matter_of
from heqi.projects.actions import issue_ticket, turn_on
from heqi.projects.models import Household
from heqi.projects.tests.makers import Works, bring, make_project, make_works
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LIT = NOW + timedelta(hours=5)


def lit(works: Works, kind: str, meter: str, capture: Any) -> Household:
    address = f"临江市滨江区江南路{meter[-2:]}号"
    project = make_project(works, kind=kind, address=address)
    bring(project, "gas_on", works)
    rows = list(project.households.all())
    with capture(execute=True):
        issue_ticket(project, rows, by=works.lu, now=NOW)
        home = project.households.first()
        assert home is not None
        return turn_on(home, meter_no=meter, by=works.cast.han, now=LIT)


@pytest.mark.clause("callback/scope")
def test_a_household_waits_for_the_draw_and_a_business_is_called_at_once(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    works = make_works(cast)
    home = lit(works, "single", "410799101", django_capture_on_commit_callbacks)
    waits = Draw.objects.get(subject=f"household:{home.pk}")
    assert (waits.business, waits.reason, waits.finished_at) == ("installation", "waiting", LIT)
    shop = lit(works, "commercial", "410799102", django_capture_on_commit_callbacks)
    task = CallbackTask.objects.get(subject=f"household:{shop.pk}")
    assert task.business == "installation_other"
    assert task.contact_phone == matter_of(task.subject).contact_phone != ""
    assert task.due_at > LIT + timedelta(days=2)
