"""Instants and days as they stand in a sentence."""

from __future__ import annotations

import datetime as dt

DAY = dt.timedelta(1)


def day_zh(day: dt.date, beside: dt.date | None = None) -> str:
    """2020 年 9 月 30 日; without the year beside a day of the same year."""
    year = "" if beside and beside.year == day.year else f"{day.year} 年 "
    return f"{year}{day.month} 月 {day.day} 日"


def days_zh(first: dt.date, last: dt.date, beside: dt.date | None = None) -> str:
    """10 月 1–8 日, 9 月 29 日–10 月 6 日; both ends included."""
    if first == last:
        return day_zh(first, beside)
    if (first.year, first.month) == (last.year, last.month):
        return f"{day_zh(first, beside).removesuffix(' 日')}–{last.day} 日"
    return f"{day_zh(first, beside)}–{day_zh(last, first)}"


def days_en(first: dt.date, last: dt.date) -> str:
    return first.isoformat() if first == last else f"{first} to {last}"


def ends_day(at: dt.datetime) -> tuple[dt.date, str]:
    """The day and clock time of an end: midnight is 24:00 of the day before."""
    if at.time() == dt.time():
        return at.date() - DAY, "24:00"
    return at.date(), time_text(at)


def time_text(at: dt.datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def start_zh(at: dt.datetime, beside: dt.date | None = None) -> str:
    return f"{day_zh(at.date(), beside)} {time_text(at)}"


def start_en(at: dt.datetime) -> str:
    return f"{at.date()} {time_text(at)}"


def end_zh(at: dt.datetime, beside: dt.date | None = None) -> str:
    day, time = ends_day(at)
    return f"{day_zh(day, beside)} {time}"


def end_en(at: dt.datetime) -> str:
    day, time = ends_day(at)
    return f"{day} {time}"
