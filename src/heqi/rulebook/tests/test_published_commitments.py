"""What gas companies publish, line by line: each kind of promise is written down and counted."""

import pytest

from heqi.rulebook.calendars import default_calendar
from heqi.rulebook.clock import Event, State, read_clock
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.due import due_at, parse_instant
from heqi.rulebook.spans import parse_limit

CN = default_calendar()
P = parse_instant
# Wednesday before National Day 2020: 1–8 October are off, Sunday 27 September and Saturday 10
# October are worked.
EVE = "2020-09-30T09:15"

UNITS = [
    ("30 min", "2020-09-30T09:45"),
    ("4h", "2020-09-30T13:15"),
    ("3 calendar days", "2020-10-03T09:15"),
    ("3 working days", "2020-10-12T17:30"),
    ("half working day", "2020-09-30T14:45"),
    ("2 weeks", "2020-10-14T09:15"),
    ("1 month", "2020-10-30T09:15"),
    ("1 quarter", "2020-12-30T09:15"),
    ("10 years", "2030-09-30T09:15"),
    ("twice per year", "2021-01-01T00:00"),
    ("95% per month", "2020-10-01T00:00"),
    ("the earlier of 3 rings and 15s", "2020-09-30T09:15:15"),
]


@pytest.mark.parametrize(("limit", "end"), UNITS, ids=[limit for limit, _ in UNITS])
def test_every_unit_is_counted(limit: str, end: str) -> None:
    assert due_at(limit, P(EVE), CN).at == P(end)


BEGINNINGS = [
    "reported",
    "booked",
    "applied",
    "paid",
    "the later of applied and paid",
    "contract_signed",
    "papers_complete",
    "conditions_fulfilled",
    "task_received",
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_promise_begins_at_any_event(beginning: str) -> None:
    names = beginning.removeprefix("the later of ").split(" and ")
    events = {name: P("2020-09-28T10:00") for name in names}
    events[names[-1]] = P("2020-09-29T10:00")
    given = due_at(f"24h from {beginning}", P(EVE), CN, events=events)
    assert given.at == P("2020-09-30T10:00")


def test_a_promise_may_begin_the_day_after_the_booking() -> None:
    limit = "2 days to end of day from the day after booked"
    given = due_at(limit, P(EVE), CN, events={"booked": P("2020-09-28T10:00")})
    assert given.at == P("2020-10-01T00:00")


ENDS = [
    "contacted",
    "dispatched",
    "arrived",
    "started",
    "solved",
    "answered",
    "closed",
    "supply_restored",
    "site_clean",
]


@pytest.mark.parametrize("end", ENDS)
def test_a_promise_ends_at_any_event(end: str) -> None:
    clock = parse_clock({"clock": "promise", "start": ["reported"], "stop": [end]})
    history = [Event("reported", P(EVE)), Event(end, P("2020-09-30T10:00"))]
    assert read_clock(clock, "1h", history, CN, P("2020-09-30T12:00")).state is State.MET


FORMS = [
    # Reported after 19:00: before 12:00 the next day.
    ({"by_time": [{"after": "19:00", "limit": "before 12:00 next day"}], "else": "4h"},
     "2020-09-30T19:30", "2020-10-01T12:00"),
    ("10:00 on day +2", EVE, "2020-10-02T10:00"),
    ("7-15 working days", EVE, "2020-10-28T17:30"),
    ("48h before", "2020-09-30T09:15", "2020-09-28T09:15"),
    ("24h", EVE, "2020-10-01T09:15"),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "start", "end"), FORMS)
def test_every_form_is_counted(limit: object, start: str, end: str) -> None:
    assert due_at(limit, P(start), CN).at == P(end)


MODIFIERS = [
    ({"by": "tier", "is": {"vip": "1h"}, "else": "4h"}, {"tier": "vip"}, "10:15"),
    ({"by": "area", "is": {"town": "30 min", "remote": "40 min"}}, {"area": "remote"}, "09:55"),
    ({"by": "meter_size", "bands": [{"below": 10, "limit": "1h"}, {"limit": "2h"}]},
     {"meter_size": "16"}, "11:15"),
    ({"by": "pressure", "is": {"low": "1h", "medium": "2h"}}, {"pressure": "medium"}, "11:15"),
    ({"by": "distance_km", "bands": [{"below": 5, "limit": "30 min"}, {"limit": "50 min"}]},
     {"distance_km": 5}, "10:05"),
    ({"by": "households", "bands": [{"below": 10, "limit": "1h"}, {"limit": "3h"}]},
     {"households": 9}, "10:15"),
    ({"by": "season", "is": {"heating": "1h"}, "else": "2h"}, {}, "11:15"),
    ({"by": "riser", "is": {True: "1h", False: "2h"}}, {"riser": False}, "11:15"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "facts", "end"), MODIFIERS, ids=[row[0]["by"] for row in MODIFIERS]
)
def test_what_changes_a_promise_is_a_fact(limit: object, facts: dict, end: str) -> None:
    assert due_at(limit, P(EVE), CN, facts=facts).at == P(f"2020-09-30T{end}")


CLOCK = {
    "clock": "promise",
    "start": ["reported"],
    # Where it is not possible, explaining it and naming a date is what was promised.
    "stop": ["solved", {"event": "explained", "facts": {"date_named": True}}],
    "pause": ["suspended"],
    "resume": ["resumed"],
    "override": ["booked"],
    "pauses": {"reasons": ["force_majeure", "permit", "works", "absent", "third_party"]},
}


@pytest.mark.parametrize("reason", CLOCK["pauses"]["reasons"])
def test_time_that_is_not_the_companys_does_not_count(reason: str) -> None:
    history = [
        Event("reported", P("2020-09-30T09:00")),
        Event("suspended", P("2020-09-30T10:00"), reason=reason),
        Event("resumed", P("2020-09-30T12:00")),
        Event("solved", P("2020-09-30T14:30")),
    ]
    reading = read_clock(parse_clock(CLOCK), "4h", history, CN, P("2020-10-01T09:00"))
    assert (reading.state, reading.due_at) == (State.MET, P("2020-09-30T15:00"))


def test_the_customers_booking_goes_before_the_promise() -> None:
    booked = Event("booked", P("2020-09-30T09:10"), facts={"for": "2020-10-02T14:00"})
    history = [Event("reported", P("2020-09-30T09:00")), booked]
    reading = read_clock(parse_clock(CLOCK), "4h", history, CN, P("2020-10-01T09:00"))
    assert (reading.state, reading.due_at) == (State.RUNNING, P("2020-10-02T14:00"))


def test_what_is_not_possible_is_explained_with_a_date() -> None:
    reported = Event("reported", P("2020-09-30T09:00"))
    for facts, state in (({"date_named": True}, State.MET), ({}, State.OVERDUE)):
        explained = Event("explained", P("2020-09-30T11:00"), facts=facts)
        reading = read_clock(
            parse_clock(CLOCK), "4h", [reported, explained], CN, P("2020-10-01T09:00")
        )
        assert reading.state is state


FIGURES = [
    ("emergency on site in town", "30 min"),
    ("emergency on site, remote", "40-50 min"),
    ("repair at the door", "4h"),
    ("repair solved", "24h"),
    ("gas-on", "3 calendar days"),
    ("installation or alteration", "5-15 days"),
    ("safety check of residents", "once per year"),
    ("safety check of others", "twice per year"),
    ("hotline answered", "the earlier of 3 rings and 15s"),
    ("planned stop announced", "48h before"),
    ("supply back", "24h"),
]


def test_the_common_figures_are_read_and_said_in_both_languages() -> None:
    for what, figure in FIGURES:
        limit = parse_limit(figure)
        assert limit.words("zh"), what
        assert limit.words("en"), what
        assert parse_limit(limit.text()) == limit
