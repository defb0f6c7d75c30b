"""Working days: the announced years, companies' changes, and shifts."""

import datetime as dt
import json

import holidays
import pytest

from heqi.rulebook.calendars import Calendar, CalendarError, MissingYearError, default_calendar
from heqi.rulebook.hours import MINUTE, HoursError, Shift, parse_hours, parse_shift
from heqi.rulebook.spans import UnclearError, Words

CN = default_calendar()
D = dt.date


@pytest.mark.parametrize("year", sorted(CN.years))
def test_each_announced_year_agrees_with_the_seed_day_by_day(year):
    seed = holidays.China(years=[year - 1, year, year + 1])
    day = D(year, 1, 1)
    while day.year == year:
        assert CN.is_working(day) == seed.is_working_day(day), day
        assert (day in CN.work) == (day in seed.weekend_workdays), day
        day += dt.timedelta(1)


def test_the_years_2010_to_2026_are_known_and_2027_is_not_guessed():
    assert CN.years == frozenset(range(2010, 2027))
    with pytest.raises(MissingYearError) as caught:
        CN.is_working(D(2027, 1, 4))
    assert caught.value.year == 2027
    assert CN.guessing().is_working(D(2027, 1, 4))


def test_the_calendar_of_the_next_year_is_asked_for_before_it_is_needed():
    assert CN.lacks(D(2026, 1, 1), D(2026, 12, 31)) == ()
    assert CN.lacks(D(2026, 11, 24), D(2027, 2, 28)) == (2027,)


def test_national_day_2020_as_announced():
    assert not any(CN.is_working(D(2020, 10, n)) for n in range(1, 9))
    assert CN.day_class(D(2020, 10, 4)) == "holiday"
    assert CN.is_working(D(2020, 10, 9))
    assert CN.day_class(D(2020, 10, 10)) == "makeup"
    assert CN.name_of(D(2020, 10, 10)).zh == "国庆节、中秋节"


def test_the_holidays_of_2026_as_announced():
    off = {day for day in CN.off if day.year == 2026}
    runs = [
        (D(2026, 1, 1), 3),
        (D(2026, 2, 15), 9),
        (D(2026, 4, 4), 3),
        (D(2026, 5, 1), 5),
        (D(2026, 6, 19), 3),
        (D(2026, 9, 25), 3),
        (D(2026, 10, 1), 7),
    ]
    assert off == {first + dt.timedelta(n) for first, length in runs for n in range(length)}
    assert sorted(day for day in CN.work if day.year == 2026) == [
        D(2026, 1, 4),
        D(2026, 2, 14),
        D(2026, 2, 28),
        D(2026, 5, 9),
        D(2026, 9, 20),
        D(2026, 10, 10),
    ]


def test_no_make_up_workday_is_a_weekday_and_no_day_is_both():
    assert not set(CN.off) & set(CN.work)
    assert {day.isoweekday() for day in CN.work} <= {6, 7}


def test_the_nth_working_day_leaps_over_holidays_both_ways():
    assert CN.nth_working_day(D(2020, 9, 30), 1) == D(2020, 10, 9)
    assert CN.nth_working_day(D(2020, 9, 30), 2) == D(2020, 10, 10)
    assert CN.nth_working_day(D(2020, 10, 9), -1) == D(2020, 9, 30)
    assert CN.nth_working_day(D(2016, 12, 30), 1) == D(2017, 1, 3)
    assert CN.nth_working_day(D(2017, 1, 3), -1) == D(2016, 12, 30)


def test_working_days_are_counted_across_years():
    since, until = D(2015, 3, 7), D(2019, 8, 20)
    days = (since + dt.timedelta(n) for n in range((until - since).days))
    assert CN.working_days_between(since, until) == sum(map(CN.is_working, days))
    assert CN.working_days_between(D(2026, 12, 1), D(2027, 1, 1)) == 23


def test_a_calendar_reads_back():
    assert Calendar.from_mapping(CN.as_mapping()) == CN


def test_a_calendar_reads_back_from_json():
    assert Calendar.from_mapping(json.loads(json.dumps(CN.as_mapping()))) == CN


def test_a_company_changes_its_calendar():
    flood = CN.with_changes(
        name="company",
        off={D(2026, 7, 1): Words("停工", "Closed")},
        work={D(2026, 10, 6): "加班"},
        plain=[D(2026, 5, 9)],
        years=[2027],
    )
    assert not flood.is_working(D(2026, 7, 1))
    assert flood.is_working(D(2026, 10, 6))
    assert not flood.is_working(D(2026, 5, 9))
    assert flood.is_working(D(2027, 1, 4))
    assert CN.is_working(D(2026, 7, 1))
    assert Calendar.from_mapping(flood.as_mapping()) == flood


def test_a_day_of_an_unknown_year_cannot_be_changed_by_itself():
    with pytest.raises(CalendarError):
        CN.with_changes(off={D(2027, 1, 1): "元旦"})


def test_summer_hours_and_dated_hours_go_before_the_plain_shift():
    hours = parse_hours(
        [
            {"shift": ["08:30-12:00", "14:00-17:30"]},
            {"from": "06-01", "until": "10-01", "shift": ["08:00-12:00", "15:00-18:00"]},
            {"since": "2026-02-16", "before": "2026-02-17", "shift": ["08:30-12:00"]},
        ]
    )
    assert hours.for_day(D(2026, 5, 31)).closes == 17 * 60 + 30
    assert hours.for_day(D(2026, 6, 1)).closes == 18 * 60
    assert hours.for_day(D(2026, 2, 16)).closes == 12 * 60
    assert parse_hours(hours.as_list()) == hours


def test_a_season_may_wrap_the_year():
    assert CN.season(D(2025, 12, 31)) == "heating"
    assert CN.season(D(2026, 3, 15)) == "heating"
    assert CN.season(D(2026, 3, 16)) is None


def test_a_shift_counts_its_work():
    shift = parse_shift(["08:30-12:00", "14:00-17:30"])
    assert shift.length == 420
    assert shift.worked_before(13 * 60 * MINUTE) == 210 * MINUTE
    assert shift.when_worked(210 * MINUTE) == 12 * 60 * MINUTE
    assert shift.when_worked(211 * MINUTE) == (14 * 60 + 1) * MINUTE


@pytest.mark.parametrize(
    "hours",
    [
        [],
        "08:30-12:00",
        [{"shift": []}],
        [{"shift": ["12:00-08:30"]}],
        [{"shift": ["08:30-12:00", "11:00-17:30"]}],
        [{"shift": ["08:30-25:00"]}],
        [{"shift": ["08:30"]}],
        [{"shift": ["08:30-12:00"], "from": "13-01", "until": "03-01"}],
        [{"shift": ["08:30-12:00"]}, {"shift": ["08:30-12:00"]}],
        [
            {"shift": ["08:30-12:00"]},
            {"shift": ["08:00-12:00"], "from": "06-01", "until": "10-01"},
            {"shift": ["07:00-12:00"], "from": "09-01", "until": "11-01"},
        ],
        [{"shift": ["08:30-12:00"], "since": "soon"}],
    ],
)
def test_hours_that_make_no_sense_are_refused(hours):
    with pytest.raises(UnclearError) as caught:
        parse_hours(hours)
    assert caught.value.zh
    assert caught.value.en.isascii()


@pytest.mark.parametrize(
    "change",
    [
        {"years": {2026: {"rest": [{"first": "2025-01-01", "name": "x"}]}}},
        {"years": {2026: {"work": [{"day": "2026-01-03", "for": "x"}] * 2}}},
        {"years": {2026: {"rest": [{"first": "2026-01-03", "last": "2026-01-01", "name": "x"}]}}},
        {"years": {"soon": {}}},
        {"years": {2026: ["x"]}},
        {"week": [0]},
        {"colour": "red"},
        {"hours": None},
    ],
)
def test_calendars_that_make_no_sense_are_refused(change):
    with pytest.raises((CalendarError, HoursError)):
        Calendar.from_mapping(CN.as_mapping() | change)


def test_a_shift_is_never_empty():
    with pytest.raises(HoursError):
        Shift(())
