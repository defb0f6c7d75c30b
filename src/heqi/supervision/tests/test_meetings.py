"""Meetings each half-year with minutes and items, a rating and a report each year."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import duty, run_on
from heqi.ledger.models import Event
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.supervision import actions
from heqi.supervision.actions.gatherings import Task
from heqi.supervision.catalogue import codes
from heqi.supervision.models import Gathering
from heqi.supervision.queries.figures import figures_of
from heqi.supervision.tests.scenes import brought, linked, planned, serving
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=4)


def owed(cast: Cast, code: str) -> Occurrence:
    """The occurrence of a duty of the company that is open now."""
    run_on(duty(cast.units["gas"], code, date(2026, 1, 1)), NOW.date())
    rows = Occurrence.objects.filter(code=code, first_on__lte=NOW.date(), last_on__gte=NOW.date())
    return rows.get()


def held(cast: Cast, **values: Any) -> Gathering:
    one, two = serving(cast, 1), serving(cast, 2)
    row = planned(cast, one, two, **values)
    actions.hold_gathering(
        row, came=[one], chaired_by="周敬民", hosts="何倩、韩雪", by=cast.he, now=LATER
    )
    return row


def minuted(cast: Cast, **values: Any) -> Gathering:
    row = held(cast, **values)
    tasks = [Task("高峰时段增开窗口", cast.units["service"], LATER.date() + timedelta(days=20))]
    actions.keep_minutes(row, minutes="通报情况，听取意见。", tasks=tasks, by=cast.he, now=LATER)
    return row


@pytest.mark.clause("supervision/operation")
def test_invitations_go_out_and_are_answered_by_the_link(cast: Cast) -> None:
    link = linked(cast)
    row = planned(cast, link.supervisor)
    assert Notice.objects.filter(template="supervision.invited", channel="sms").count() == 1
    actions.answer_invitation(link, row, coming=True, now=NOW)
    assert row.invitations.get().reply == "coming"
    with pytest.raises(Refused):
        actions.answer_invitation(linked(cast, 9), row, coming=True, now=NOW)


def test_a_meeting_is_held_after_its_time_with_somebody_there(cast: Cast) -> None:
    row = planned(cast)
    guests = list(row.invited.all())
    given: dict[str, Any] = {"chaired_by": "周敬民", "hosts": "", "by": cast.he}
    with pytest.raises(ValidationError):
        actions.hold_gathering(row, came=guests, now=NOW, **given)
    with pytest.raises(ValidationError):
        actions.hold_gathering(row, came=[], now=LATER, **given)
    with pytest.raises(Refused):
        actions.hold_gathering(row, came=guests, now=LATER, **given | {"by": cast.han})


@pytest.mark.clause("supervision/operation")
def test_minutes_show_that_the_half_yearly_meeting_was_held(cast: Cast) -> None:
    owes = owed(cast, "supervisor_meeting")
    row = minuted(cast)
    owes.refresh_from_db()
    assert owes.status == "done"
    assert owes.records.get().reference == row.number
    assert [one.came for one in row.invitations.all()] == [True, False]


def test_a_visit_is_no_half_yearly_meeting(cast: Cast) -> None:
    owes = owed(cast, "supervisor_meeting")
    minuted(cast, kind="visit")
    owes.refresh_from_db()
    assert owes.status != "done"


@pytest.mark.clause("supervision/use")
def test_items_have_owners_and_limits_and_are_told_when_late(cast: Cast) -> None:
    item = minuted(cast).items.get()
    told = Notice.objects.filter(template="supervision.item", channel="in_app")
    assert "韩雪" in set(told.values_list("recipient_name", flat=True))
    assert actions.warn_of_items(now=LATER) == 0
    late = LATER + timedelta(days=30)
    assert [actions.warn_of_items(now=late) for _n in range(2)] == [1, 0]
    with pytest.raises(Refused):
        actions.finish_item(item, result="x", by=cast.lin, now=late)
    with pytest.raises(ValidationError):
        actions.finish_item(item, result=" ", by=cast.han, now=late)
    actions.finish_item(item, result="已增开两个窗口", by=cast.han, now=late)
    assert item.status == "done"


def test_a_cancelled_meeting_is_told_to_who_was_invited(cast: Cast) -> None:
    row = planned(cast)
    actions.cancel_gathering(row, reason="台风", by=cast.he, now=NOW)
    assert Notice.objects.filter(template="supervision.cancelled", channel="sms").exists()


@pytest.mark.clause("supervision/operation")
def test_supervisors_rate_the_year_by_their_links_until_it_closes(cast: Cast) -> None:
    links = [linked(cast, n) for n in (1, 2)]
    row = actions.open_round(cast.units["gas"], year=2026, by=cast.he, now=NOW)
    assert row.asked == 2
    assert row.closes_on == date(2026, 12, 23)
    with pytest.raises(ValidationError):
        actions.open_round(cast.units["gas"], year=2026, by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        actions.rate(links[0], row, marks={"attitude": 9}, now=NOW)
    for mark in (3, 4):
        actions.rate(links[0], row, marks=dict.fromkeys(codes("aspects"), mark), now=NOW)
    actions.rate(links[1], row, marks=dict.fromkeys(codes("aspects"), 5), now=NOW)
    assert actions.close_rounds(now=NOW) == 0
    assert actions.close_rounds(now=NOW + timedelta(days=31)) == 1
    told = Event.objects.get(name="supervision.RatingClosed").data
    assert (told["ratings"], told["average"]) == (2, 450)
    row.refresh_from_db()
    with pytest.raises(ValidationError):
        actions.rate(links[0], row, marks=dict.fromkeys(codes("aspects"), 1), now=NOW)


@pytest.mark.clause("supervision/operation", "supervision/use")
def test_the_yearly_report_keeps_the_figures_as_they_stood(cast: Cast) -> None:
    owes = owed(cast, "supervisor_report")
    row = brought(cast, "closed")
    gas = cast.units["gas"]
    made = actions.make_report(
        gas, year=2026, achievements="整改 1 项", problems="构成待完善", by=cast.he, now=NOW
    )
    actions.reply_to_result(row.supervisor.links.get(), row, satisfied=True, now=NOW)
    kept, present = made.figures, figures_of(gas, 2026, now=NOW)
    assert (kept["opinions"], kept["closed"], kept["fed_back"], kept["valid"]) == (1, 1, 1, 1)
    assert (kept["answered_in_time"], kept["rectifications"]) == (1, 1)
    assert (kept["satisfied"], present.satisfied) == (0, 1)
    owes.refresh_from_db()
    assert owes.status == "done"
    with pytest.raises(ValidationError):
        actions.make_report(gas, year=2026, achievements="x", problems="y", by=cast.he, now=NOW)
