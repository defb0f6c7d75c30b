"""Months and quarters as days."""

from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def start_of(day: date) -> datetime:
    """Midnight at the beginning of a day."""
    return datetime.combine(day, time.min, get_current_timezone())
