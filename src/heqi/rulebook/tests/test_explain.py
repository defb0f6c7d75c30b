"""How a date was counted, in good Chinese and good English."""

import datetime as dt
import itertools
import re
from random import Random

import pytest

from heqi.rulebook.calendars import default_calendar
from heqi.rulebook.counting import ZONE, Pause
from heqi.rulebook.due import due_at, parse_instant
from heqi.rulebook.spans import Words, parse_limit
from heqi.rulebook.tests.cases_time import aware, draw_case, worlds

CN = default_calendar()
P = parse_instant


def explained(limit, start, **given):
    return due_at(limit, P(start), CN, **given).explain


def test_three_working_days_over_national_day_name_every_day_off_and_the_make_up_workday():
    words = explained("3 working days", "2020-09-30T16:20")
    assert words.zh == (
        "3 个工作日（按工作日计，起算当日不计，至末日下班）：自 2020 年 9 月 30 日 16:20 起，"
        "起算当日不计；10 月 1–8 日（国庆节、中秋节）放假不计；10 月 9 日计入，为第 1 日；"
        "10 月 10 日（补班）计入，为第 2 日；10 月 11 日周末不计；10 月 12 日计入，为第 3 日；"
        "应于 2020 年 10 月 12 日 17:30 前完成。"
    )
    assert words.en == (
        "3 working days (working days, the day of the start does not count, to close of business "
        "of the last day): from 2020-09-30 16:20; the day of the start does not count; 2020-10-01 "
        "to 2020-10-08 (National Day and Mid-Autumn Festival) is off; 2020-10-09 counts as day 1; "
        "2020-10-10 (make-up workday) counts as day 2; 2020-10-11 is a weekend; 2020-10-12 counts "
        "as day 3; due 2020-10-12 17:30."
    )


def test_the_meaning_of_a_calendar_day_is_always_stated():
    assert "一日为 24 小时" in explained("1 calendar day", "2020-09-30T09:15").zh
    assert "至末日 24:00" in explained("1 calendar day to end of day", "2020-09-30T09:15").zh


def test_midnight_is_the_end_of_the_day_before():
    assert "2020 年 9 月 30 日 24:00" in explained("same day", "2020-09-30T09:15").zh


def test_a_pause_is_named_with_its_reason():
    pause = Pause(P("2020-09-30T17:00"), P("2020-09-30T18:30"), "customer")
    words = explained("4h", "2020-09-30T16:20", pauses=[pause])
    assert "9 月 30 日 17:00–18:30 暂停（客户原因）不计" in words.zh
    assert "2020-09-30 17:00–18:30 paused (customer)" in words.en


def test_an_unknown_year_is_named_and_the_estimate_is_marked():
    due = due_at("3 working days", P("2026-12-30T16:20"), CN)
    assert due.at is None
    assert due.missing_calendar == 2027
    assert due.provisional_at == P("2027-01-04T17:30")
    assert "2027 年放假安排尚未录入" in due.explain.zh
    assert "暂估为 2027 年 1 月 4 日 17:30" in due.explain.zh
    assert "the days off of 2027 are not entered yet" in due.explain.en


def test_a_year_without_calendar_does_not_hinder_elapsed_time():
    assert due_at("3 calendar days", P("2026-12-30T16:20"), CN).at == P("2027-01-02T16:20")


def test_a_missing_fact_is_named_in_the_words_of_the_caller():
    limit = {"by": "zone", "is": {"a": "30 min", "b": "40 min"}}
    labels = {"zone": Words("片区", "zone"), "zone=a": Words("甲区", "zone A")}
    due = due_at(limit, P("2020-09-30T16:20"), CN, labels=labels)
    assert due.missing == ("zone",)
    assert "尚缺：片区" in due.explain.zh
    told = due_at(limit, P("2020-09-30T16:20"), CN, facts={"zone": "a"}, labels=labels)
    assert "片区：甲区，适用 30 分钟" in told.explain.zh


def test_a_fact_that_changes_nothing_is_not_missed():
    limit = {"by": "area", "is": {"town": "24 h", "remote": "1 calendar day"}}
    assert due_at(limit, P("2020-09-30T16:20"), CN).at == P("2020-10-01T16:20")


def test_the_answer_of_the_command_has_its_published_shape():
    form = due_at("2 working hours", P("2020-09-30T16:20"), CN).as_json()
    assert form["due_at"] == "2020-10-09T09:20:00+08:00"
    assert form["missing_calendar"] is None
    assert set(form["explain"]) == {"zh", "en"}
    assert form["counted"][0] == {
        "from": "2020-09-30T16:20:00+08:00",
        "to": "2020-09-30T17:30:00+08:00",
        "counts": True,
        "why": {"zh": "工作时间", "en": "working time"},
    }


def test_a_range_names_both_bounds():
    words = explained("7-15 working days", "2020-09-30T16:20")
    assert "7–15 个工作日，按上限计" in words.zh
    assert "不早于 2020 年 10 月 16 日 17:30，应于 2020 年 10 月 28 日 17:30 前完成" in words.zh


def test_ten_years_are_summed_up():
    words = explained("2500 working days", "2011-01-04T10:00")
    assert "其间计 2500 日" in words.zh
    assert len(words.zh) < 200


@pytest.mark.parametrize("seed", range(300))
def test_every_explanation_covers_the_whole_way_in_one_language_at_a_time(seed):
    case = draw_case(Random(f"explain/{seed}"))
    due = due_at(
        case.limit,
        aware(case.start),
        worlds()[case.world][1],
        events={name: aware(at) for name, at in case.events},
        pauses=[(aware(a), aware(b)) for a, b in case.pauses],
    )
    words = due.explain
    assert not re.search(r"[A-Za-z]", words.zh), words.zh
    assert re.sub("[–’]", "", words.en).isascii(), words.en
    counted = due.counted
    if due.at and due.at > due.since and counted:
        assert counted[0].since == due.since
        assert counted[-1].until == due.at
        assert all(a.until == b.since for a, b in itertools.pairwise(counted))


@pytest.mark.parametrize("seed", range(60))
def test_the_counted_time_of_an_elapsed_limit_is_the_limit(seed):
    rng = Random(f"sum/{seed}")
    start = dt.datetime(2024, 2, 5, tzinfo=ZONE) + dt.timedelta(minutes=rng.randrange(20_000))
    hours = rng.randrange(1, 30)
    pauses = []
    for _ in range(3):
        since = start + dt.timedelta(minutes=rng.randrange(-60, 3000))
        pauses.append((since, since + dt.timedelta(minutes=rng.randrange(2000))))
    for text in (f"{hours} h", f"{hours} working hours"):
        due = due_at(parse_limit(text), start, CN, pauses=pauses)
        if due.at and (due.at - due.since).days >= 10 and "working" in text:
            continue
        total = sum((s.until - s.since for s in due.counted if s.counts), dt.timedelta())
        assert total == dt.timedelta(hours=hours)
