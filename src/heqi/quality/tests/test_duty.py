"""The daily self-check is owed by whoever entered something, and done by closing it."""

from datetime import timedelta

import pytest

from heqi.customers.actions import create_party
from heqi.duties.actions import keep_duties
from heqi.duties.models import Duty, Occurrence
from heqi.quality.actions import finish_self_check
from heqi.quality.actions.duty import count_self_checks, owe_self_checks
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/7.2")]
TODAY = NOW.date()


def test_it_stands_in_the_list_on_the_day_itself_as_soon_as_somebody_enters_something(
    cast: Cast,
) -> None:
    Duty.objects.create(company=cast.units["gas"], code="entry_self_check", since=TODAY)
    keep_duties(now=NOW)
    assert owe_self_checks(now=NOW) == 0
    create_party(unit=cast.units["gas"], name="客户一", by=cast.qian, now=NOW)
    later = NOW + timedelta(minutes=1)
    assert owe_self_checks(now=later) == 1
    keep_duties(now=later)
    owed = Occurrence.objects.get(code="entry_self_check", first_on=TODAY)
    assert (owed.assignee, owed.status, owed.due_on) == (cast.staff["qian"], "open", TODAY)
    # Until somebody else begins nothing is planned anew.
    assert owe_self_checks(now=later) == 0


def test_only_who_entered_something_owes_it_and_closing_it_keeps_it(cast: Cast) -> None:
    Duty.objects.create(company=cast.units["gas"], code="entry_self_check", since=TODAY)
    for who in ("qian", "lin"):
        by = getattr(cast, who)
        create_party(unit=cast.units["gas"], name=f"客户{who}", by=by, now=NOW)
    keep_duties(now=NOW + timedelta(hours=1))
    owed = Occurrence.objects.filter(code="entry_self_check", first_on=TODAY)
    assert set(owed.values_list("assignee__name", flat=True)) == {"钱敏", "林晓"}
    finish_self_check(on=TODAY, by=cast.qian, now=NOW + timedelta(hours=7))
    assert Duty.objects.get(company=cast.units["gas"], code="entry_self_check").stale
    later = NOW + timedelta(hours=8)
    assert [count_self_checks(now=later), count_self_checks(now=later)] == [1, 0]
    done = owed.get(assignee=cast.staff["qian"])
    assert (done.status, done.done_by_name) == ("done", "钱敏")
    # The next day the other one's is overdue, and made up that day it is late.
    morning = NOW + timedelta(days=1)
    keep_duties(now=morning)
    assert owed.get(assignee=cast.staff["lin"]).status == "overdue"
    finish_self_check(on=TODAY, by=cast.lin, now=morning)
    count_self_checks(now=morning)
    assert owed.get(assignee=cast.staff["lin"]).status == "late"
