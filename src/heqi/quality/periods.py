"""Months and quarters as days."""

from datetime import date


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_after(day: date) -> date:
    """The first day of the next quarter."""
    first = quarter_of(day)
    return date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
