"""Promises start, hold, warn, break and are kept, all read from recorded history."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.actions import (
    change_calendar,
    rebuild,
    record_moment,
    redecide,
    start_timeline,
    watch_clocks,
)
from heqi.clocks.facts import calendar_for
from heqi.clocks.models import Clock, ClockState, Timeline
from heqi.clocks.queries import clocks_of, preview
from heqi.ledger.models import Event
from heqi.people.access import Refused
from heqi.policies.deciding import MissingFacts, ask, rule_on
from heqi.policies.measures import measures
from heqi.policies.measures.actions import take_measures
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
QUESTION = "service.commitments"
VIP_REPAIR = {"service": "repair", "tier": "vip_person", "area": "town", "place": "indoor"}


@pytest.fixture
def timeline(cast: Cast) -> Timeline:
    """The history of a VIP's repair, received at 10:00; a unit stands in for the subject."""
    decision = ask(QUESTION, VIP_REPAIR, on=TODAY, company_id=None)
    made = start_timeline(
        cast.units["repair1"],
        unit=cast.units["service"],
        decision=decision,
        facts=VIP_REPAIR,
        label="WX261123-00001",
        by=cast.lin,
        now=NOW,
    )
    return record_moment(made, "received", by=cast.lin, now=NOW)


def at_door(timeline: Timeline) -> Clock:
    """The VIP clock to the door."""
    return timeline.clocks.get(name="attended")


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.mark.clause("tiering/6.1(4)")
def test_a_vip_repair_is_due_at_the_door_within_the_hour(timeline: Timeline) -> None:
    clock = at_door(timeline)
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, later(60))
    assert "11:00" in clock.note_zh


def test_the_ordinary_promise_keeps_running_beside_the_vip_one(timeline: Timeline) -> None:
    titles = {(c.name, c.mark) for c in timeline.clocks.all()}
    assert ("attended", "clause") in titles
    assert ("at_door", "company_set") in titles


def test_the_earliest_promise_governs(timeline: Timeline) -> None:
    open_due = [c.due_at for c in timeline.clocks.filter(due_at__isnull=False)]
    assert timeline.due_at == min(open_due)


def test_arrival_in_time_keeps_the_promise(timeline: Timeline, cast: Cast) -> None:
    record_moment(timeline, "attended", at=later(50), by=cast.zhou, now=later(51))
    assert at_door(timeline).state == ClockState.MET


def test_late_arrival_breaks_it(timeline: Timeline, cast: Cast) -> None:
    record_moment(timeline, "attended", by=cast.zhou, now=later(61))
    assert at_door(timeline).state == ClockState.MISSED


def test_an_arrival_recorded_later_counts_from_when_it_happened(
    timeline: Timeline, cast: Cast
) -> None:
    watch_clocks(now=later(90))
    assert at_door(timeline).state == ClockState.OVERDUE
    record_moment(timeline, "attended", at=later(55), by=cast.zhou, now=later(95))
    assert at_door(timeline).state == ClockState.MET


@pytest.mark.clause("tiering/6.1(4)")
def test_a_time_the_customer_asked_for_takes_precedence(timeline: Timeline, cast: Cast) -> None:
    wish = later(24 * 60)
    record_moment(timeline, "booked", facts={"for": wish.isoformat()}, by=cast.lin, now=later(5))
    assert at_door(timeline).due_at == wish


def test_suspension_stops_the_time(timeline: Timeline, cast: Cast) -> None:
    record_moment(timeline, "suspended", reason="customer", by=cast.ma, now=later(30))
    assert at_door(timeline).state == ClockState.PAUSED
    record_moment(timeline, "resumed", by=cast.ma, now=later(90))
    assert at_door(timeline).due_at == later(120)


def test_the_loop_warns_once_per_warning_point_and_announces_a_breach_once(
    timeline: Timeline,
) -> None:
    for minute in range(80):
        watch_clocks(now=later(minute))
    events = Event.objects.order_by("id")
    heard = [e.name for e in events if e.data.get("clause") == "tiering/6.1(4)"]
    assert heard == ["clocks.ClockNearing", "clocks.ClockNearing", "clocks.ClockBreached"]
    assert at_door(timeline).breached_at == later(60)


def test_a_loop_that_slept_still_announces_the_breach(timeline: Timeline) -> None:
    watch_clocks(now=later(60 * 24))
    names = [e.name for e in Event.objects.all() if e.data.get("clause") == "tiering/6.1(4)"]
    assert names == ["clocks.ClockBreached"]


def test_the_index_can_be_rebuilt_from_history(timeline: Timeline, cast: Cast) -> None:
    record_moment(timeline, "attended", by=cast.zhou, now=later(40))
    before = list(timeline.clocks.values_list("name", "state", "due_at", "stopped_at"))
    Clock.objects.update(state="not_started", due_at=None, stopped_at=None, started_at=None)
    rebuild(timeline, now=later(40))
    assert list(timeline.clocks.values_list("name", "state", "due_at", "stopped_at")) == before


def test_another_tier_changes_the_clocks_and_the_change_is_logged(
    timeline: Timeline, cast: Cast
) -> None:
    facts = {**VIP_REPAIR, "tier": "standard"}
    decision = ask(QUESTION, facts, on=TODAY, company_id=None)
    redecide(timeline, decision, facts=facts, by=cast.he, now=later(10))
    assert not timeline.clocks.filter(clause="tiering/6.1(4)").exists()
    assert all(c.started_at == NOW for c in timeline.clocks.exclude(started_at=None))


def test_the_screen_shows_the_same_clocks_before_anything_is_saved(
    timeline: Timeline, cast: Cast
) -> None:
    shown = preview(
        rule_on(QUESTION, VIP_REPAIR, on=TODAY, company_id=None),
        start=NOW,
        unit=cast.units["service"],
    )
    saved = {(c.name, c.clause, c.due_at) for c in clocks_of(cast.units["repair1"]) if c.due_at}
    assert saved <= {(p.name, p.clause, p.due_at) for p in shown}


def test_a_missing_fact_that_matters_is_named(cast: Cast) -> None:
    with pytest.raises(MissingFacts) as fault:
        ask(QUESTION, {"service": "repair"}, on=TODAY, company_id=None)
    assert "tier" in fault.value.decision.missing


def test_a_company_changes_its_own_calendar_only_with_the_right(cast: Cast) -> None:
    gas, changes = cast.units["gas"], {"off": {"2026-11-24": "厂庆"}}
    with pytest.raises(Refused):
        change_calendar(gas, name="公司日历", changes=changes, by=cast.lin, now=NOW)
    change_calendar(gas, name="公司日历", changes=changes, by=cast.he, now=NOW)
    day = date(2026, 11, 24)
    assert not calendar_for(cast.units["repair1"]).is_working(day)
    assert calendar_for(cast.units["other"]).is_working(day)


def test_a_day_of_an_unpublished_year_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        change_calendar(
            cast.units["gas"],
            name="公司日历",
            changes={"off": {"2027-01-01": "元旦"}},
            by=cast.he,
            now=NOW,
        )
    assert "2027" in error.value.messages[0]


def test_a_promise_broken_before_its_case_was_withdrawn_counts_as_missed(
    timeline: Timeline, cast: Cast
) -> None:
    watch_clocks(now=later(61))
    record_moment(timeline, "withdrawn", by=cast.lin, now=later(90))
    assert at_door(timeline).state == ClockState.CANCELLED
    take_measures(cast.units["gas"], TODAY, now=later(91))
    found = measures(cast.units["gas"], TODAY.replace(day=1), cast.he)["tiering/6.1(4)"]
    assert [(m.kept, m.decided) for m in found] == [(0, 1)]
