"""Years, quarters and months as days."""

from datetime import date

from heqi.policies.measures import month_after

MONTHS = {"year": 12, "quarter": 3, "month": 1}


def first_day(period: str, day: date) -> date:
    """The first day of the period that a day lies in."""
    length = MONTHS[period]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def next_period(period: str, start: date) -> date:
    """The first day after the period."""
    for _month in range(MONTHS[period]):
        start = month_after(start)
    return start


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return first_day("quarter", day)


def read_quarter(text: str, *, today: date) -> date:
    """The quarter that ``2026-4`` names, not after today's; today's for anything else."""
    try:
        year, number = (int(part) for part in text.split("-"))
        return min(date(year, number * 3 - 2, 1), quarter_of(today))
    except ValueError:
        return quarter_of(today)
