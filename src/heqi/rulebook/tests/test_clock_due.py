"""Due instants of single limits that brute force does not reach, and how fast they come."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from heqi.rulebook.calendars import default_calendar
from heqi.rulebook.due import due_at, parse_instant, parse_pause
from heqi.rulebook.spans import LimitError, UnclearError, parse_limit

CN = default_calendar()
P = parse_instant


def due(limit, start, **given):
    return due_at(limit, P(start), CN, **given).at


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("1 calendar day", "2020-09-30T09:15", "2020-10-01T09:15"),
        ("15s", "2020-09-30T23:59:50", "2020-10-01T00:00:05"),
        ("immediately", "2020-09-30T09:15", "2020-09-30T09:15"),
        ("same day", "2020-09-30T09:15", "2020-10-01T00:00"),
        ("1 month", "2020-01-31T10:00", "2020-02-29T10:00"),
        ("10 years", "2010-02-28T10:00", "2020-02-28T10:00"),
        ("48h before", "2020-09-30T09:15", "2020-09-28T09:15"),
        ("3 working days before", "2020-10-12T09:15", "2020-09-30T17:30"),
        ("3 days to end of day before", "2020-10-12T09:15", "2020-10-10T00:00"),
        ("1 month before", "2020-03-31T10:00", "2020-02-29T10:00"),
        ("8th of next month", "2020-12-05T10:00", "2021-01-09T00:00"),
        ("31st of next month 17:30", "2020-01-05T10:00", "2020-02-29T17:30"),
        ("once per quarter", "2020-05-05T10:00", "2020-07-01T00:00"),
        ("every half-year", "2020-07-01T10:00", "2021-01-01T00:00"),
        ("once per week", "2020-10-04T23:00", "2020-10-05T00:00"),
        ("95% per month", "2020-12-04T23:00", "2021-01-01T00:00"),
        ("10:00 same day", "2020-09-30T11:00", "2020-09-30T11:00"),
        # The 30th day is 1 October, a holiday: the next working day is the 9th.
        ("30 days to end of day or next working day", "2020-09-01T09:00", "2020-10-10T00:00"),
        ("the earlier of 3 rings and 15s", "2020-09-30T09:15", "2020-09-30T09:15:15"),
    ],
)
def test_each_kind_of_limit_is_due(limit, start, end):
    assert due(limit, start) == P(end)


@pytest.mark.parametrize(
    ("reported", "end"),
    [
        ("2020-09-28T10:00", "2020-09-28T12:00"),  # Monday, inside hours
        ("2020-09-28T16:00", "2020-09-29T10:00"),  # after 16:00: the next day
        ("2020-09-26T10:00", "2020-09-28T10:00"),  # Saturday; Sunday is a make-up workday
        ("2020-10-03T10:00", "2020-10-10T10:00"),  # holiday; first working day Friday the 9th
    ],
)
def test_a_published_commitment_with_cut_offs(reported, end):
    limit = {
        "by_time": [
            {"between": "08:00-16:00", "days": "working", "limit": "2h"},
            {"days": "off", "limit": "by 10:00 of the day after the first working day"},
        ],
        "else": "10:00 next day",
    }
    assert due(limit, reported) == P(end)


def test_number_bands_take_the_first_that_is_wide_enough():
    limit = {
        "by": "households",
        "bands": [{"below": 10, "limit": "1h"}, {"below": 100, "limit": "2h"}, {"limit": "3h"}],
    }
    hours = [
        (due(limit, "2020-09-30T09:00", facts={"households": n}) - P("2020-09-30T09:00")).seconds
        // 3600
        for n in (9, 10, 99.5, "100")
    ]
    assert hours == [1, 2, 2, 3]
    with pytest.raises(LimitError):
        due(limit, "2020-09-30T09:00", facts={"households": "many"})


def test_a_value_that_no_branch_names_is_said():
    limit = {"by": "area", "is": {"town": "1h"}}
    with pytest.raises(LimitError) as caught:
        due(limit, "2020-09-30T09:00", facts={"area": "moon"})
    assert "moon" in caught.value.zh


def test_the_season_comes_from_the_calendar():
    limit = {"by": "season", "is": {"heating": "4h"}, "else": "24h"}
    assert due(limit, "2024-12-01T09:00") == P("2024-12-01T13:00")
    assert due(limit, "2024-07-01T09:00") == P("2024-07-02T09:00")


def test_the_earlier_of_two_is_known_if_the_unknown_one_cannot_come_before():
    limit = {"earlier_of": ["24h", "5 working days"]}
    assert due(limit, "2026-12-30T09:00") == P("2026-12-31T09:00")
    assert due({"later_of": ["24h", "5 working days"]}, "2026-12-30T09:00") is None


def test_summer_time_of_1988_is_elapsed_time():
    assert due("24h", "1988-04-16T12:00") == P("1988-04-17T13:00")
    assert due("1 month", "1988-03-20T12:00") == P("1988-04-20T12:00")


def test_a_start_in_another_zone_is_read_as_the_instant_it_is():
    start = dt.datetime(2020, 9, 29, 20, 15, tzinfo=ZoneInfo("America/New_York"))
    assert due_at("same day", start, CN).at == P("2020-10-01T00:00")


def test_an_open_pause_leaves_the_due_instant_open():
    answer = due_at("4h", P("2020-09-30T09:00"), CN, pauses=[parse_pause("2020-09-30T10:00/")])
    assert answer.at is None
    assert answer.paused_since == P("2020-09-30T10:00")
    late = due_at("4h", P("2020-09-30T09:00"), CN, pauses=[parse_pause("2020-09-30T13:00/")])
    assert late.at == P("2020-09-30T13:00")


@pytest.mark.parametrize("text", ["tomorrow", "", "2020-13-01", "0001-01-01T00:00", "9999-12-31"])
def test_instants_that_make_no_sense_are_refused(text):
    with pytest.raises(UnclearError) as caught:
        parse_instant(text)
    assert caught.value.zh


@pytest.mark.parametrize("text", ["2020-09-30", "2020-09-30T10:00/2020-09-29T10:00", "/"])
def test_pauses_that_make_no_sense_are_refused(text):
    with pytest.raises(UnclearError):
        parse_pause(text)


@pytest.mark.parametrize(
    "limit", ["10 years", "2500 working days", "20000 working hours", "2500 working days rolling"]
)
def test_a_due_instant_ten_years_away_takes_less_than_a_millisecond(limit):
    read, start = parse_limit(limit), P("2011-01-04T10:00")
    due_at(read, start, CN)
    best = min(_timed(read, start) for _ in range(20))
    assert best < 0.001


def _timed(limit, start):
    began = time.perf_counter()
    due_at(limit, start, CN)
    return time.perf_counter() - began
