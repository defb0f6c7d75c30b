"""Months and quarters as days."""

from datetime import date


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
