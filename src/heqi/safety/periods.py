"""Calendar periods in which checks recur: a year in two parts begins in January and July."""

from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def span_of(day: date, months: int) -> tuple[date, date]:
    """First and last day of the part of the year of so many months that holds ``day``."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, first_after(first, months) - timedelta(days=1)


def first_after(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, index = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, index + 1, 1)
