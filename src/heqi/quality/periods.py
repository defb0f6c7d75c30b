"""Months and quarters as days."""

from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def start_of(day: date) -> datetime:
    """Midnight at the beginning of a day."""
    return datetime.combine(day, time.min, get_current_timezone())


def read_month(text: str, *, today: date) -> date:
    """The month that ``2026-11`` names, not after today's; today's for anything else."""
    try:
        year, month = (int(part) for part in text.split("-"))
        return min(date(year, month, 1), month_of(today))
    except ValueError:
        return month_of(today)
