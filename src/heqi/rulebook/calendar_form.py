"""The form in which a calendar is kept in a pack or edited by a company."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from heqi.rulebook.calendars import Calendar, CalendarError
from heqi.rulebook.hours import parse_day, parse_hours, parse_window
from heqi.rulebook.spans import Words

KEYS = {"name", "title", "week", "hours", "seasons", "years"}
LONGEST_RUN = 60
DAY = dt.timedelta(1)


def _wrong(zh: str, en: str) -> CalendarError:
    return CalendarError(zh, en)


def read_words(given: object) -> Words:
    """``{zh: 春节, en: Spring Festival}`` or one text for both."""
    if isinstance(given, str) and given:
        return Words(given, given)
    if isinstance(given, Mapping) and given.get("zh"):
        return Words(str(given["zh"]), str(given.get("en") or given["zh"]))
    raise _wrong("名称须写成 {zh: …, en: …}。", "A name must be written {zh: ..., en: ...}.")


def read_calendar(cls: type[Calendar], form: object) -> Calendar:
    if not isinstance(form, Mapping) or not {"name", "hours", "years"} <= set(form):
        raise _wrong("日历须有 name、hours、years。", "A calendar needs a name, hours and years.")
    if unknown := [str(k) for k in form if k not in KEYS]:
        raise _wrong(
            f"日历中不认识的键：{'、'.join(unknown)}。",
            f"Unknown keys in the calendar: {', '.join(unknown)}.",
        )
    week = form.get("week", [1, 2, 3, 4, 5])
    if not isinstance(week, list) or not week or not set(week) <= set(range(1, 8)):
        raise _wrong(
            "“week”须是 1–7（周一为 1）的列表。", "'week' must list numbers 1-7 (Monday is 1)."
        )
    years = form["years"] or {}
    if isinstance(years, Mapping):  # JSON has only texts as keys
        years = {int(y) if str(y).isdecimal() else y: lists for y, lists in years.items()}
    if not isinstance(years, Mapping) or not all(
        isinstance(y, int) and 1900 <= y <= 2400 for y in years
    ):
        raise _wrong("“years”的键须是年份。", "The keys of 'years' must be years.")
    off: dict[dt.date, Words] = {}
    work: dict[dt.date, Words] = {}
    for year, lists in years.items():
        _read_year(year, lists or {}, off, work)
    seasons = form.get("seasons") or {}
    if not isinstance(seasons, Mapping):
        raise _wrong("“seasons”须是映射。", "'seasons' must be a mapping.")
    return cls(
        name=str(form["name"]),
        title=read_words(form.get("title") or str(form["name"])),
        hours=parse_hours(form["hours"]),
        week=frozenset(week),
        off=off,
        work=work,
        years=frozenset(years),
        seasons={str(k): parse_window(v) for k, v in seasons.items()},
    )


def _read_year(
    year: int, lists: object, off: dict[dt.date, Words], work: dict[dt.date, Words]
) -> None:
    if not isinstance(lists, Mapping) or not set(lists) <= {"rest", "work"}:
        raise _wrong(
            f"{year} 年须写成 {{rest: […], work: […]}}。",
            f"The year {year} must be written {{rest: [...], work: [...]}}.",
        )
    for row in lists.get("rest") or ():
        if not isinstance(row, Mapping) or not {"first", "name"} <= set(row):
            raise _wrong(
                f"{year} 年的休息日须写成 {{first, last, name}}。",
                f"A day off in {year} must be written {{first, last, name}}.",
            )
        first = parse_day(row["first"])
        last = parse_day(row.get("last")) or first
        if first is None or last is None or not 0 <= (last - first).days < LONGEST_RUN:
            raise _wrong(
                f"{year} 年有休息日首尾颠倒。", f"A run of days off in {year} is reversed."
            )
        for n in range((last - first).days + 1):
            _add(year, first + n * DAY, read_words(row["name"]), off, work)
    for row in lists.get("work") or ():
        if not isinstance(row, Mapping) or not {"day", "for"} <= set(row):
            raise _wrong(
                f"{year} 年的补班日须写成 {{day, for}}。",
                f"A make-up workday in {year} must be written {{day, for}}.",
            )
        day = parse_day(row["day"])
        if day is not None:
            _add(year, day, read_words(row["for"]), work, off)


def _add(
    year: int,
    day: dt.date,
    words: Words,
    into: dict[dt.date, Words],
    other: dict[dt.date, Words],
) -> None:
    if day.year != year:
        raise _wrong(f"{day} 不属于 {year} 年。", f"{day} is not in the year {year}.")
    if day in into or day in other:
        raise _wrong(f"{day} 写了两次。", f"{day} is written twice.")
    into[day] = words


def write_calendar(calendar: Calendar) -> dict[str, Any]:
    years: dict[int, dict[str, list[dict[str, Any]]]] = {
        year: {"rest": [], "work": []} for year in sorted(calendar.years)
    }
    for year, lists in years.items():
        days = sorted(d for d in calendar.off if d.year == year)
        for _, run in itertools.groupby(
            enumerate(days), key=lambda pair: (pair[1].toordinal() - pair[0], calendar.off[pair[1]])
        ):
            run_days = [day for _, day in run]
            name = calendar.off[run_days[0]].as_json()
            first, last = run_days[0].isoformat(), run_days[-1].isoformat()
            lists["rest"].append({"first": first, "last": last, "name": name})
        for day in sorted(d for d in calendar.work if d.year == year):
            lists["work"].append({"day": day.isoformat(), "for": calendar.work[day].as_json()})
    return {
        "name": calendar.name,
        "title": calendar.title.as_json(),
        "week": sorted(calendar.week),
        "hours": calendar.hours.as_list(),
        "seasons": {name: window.as_mapping() for name, window in calendar.seasons.items()},
        "years": years,
    }
