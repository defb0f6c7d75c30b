"""Calendar periods: days, weeks, months, quarters, half years, years. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a first to a last day, both included; ``occasion`` names the festival that it is for."""

    first: date
    last: date
    occasion: str = ""

    @property
    def half(self) -> date:
        """The last day of its first half: who joins by then takes part."""
        return self.first + (self.last - self.first) // 2


def span_of(kind: str, day: date) -> Span:
    """The period of a kind that a day lies in; a week begins on Monday."""
    if kind == "day":
        return Span(day, day)
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return Span(first, first + timedelta(days=6))
    length = MONTHS[kind]
    month = (day.month - 1) // length * length
    first = date(day.year, month + 1, 1)
    return Span(first, _plus(first, length) - DAY)


def spans(kind: str, since: date, until: date) -> Iterator[Span]:
    """The periods of a kind that begin from ``since`` to ``until``, both included."""
    span = span_of(kind, since)
    if span.first < since:
        span = span_of(kind, span.last + DAY)
    while span.first <= until:
        yield span
        span = span_of(kind, span.last + DAY)


def number_of(kind: str, day: date) -> int:
    """A running number of the period that a day lies in, for rotations."""
    if kind == "day":
        return day.toordinal()
    if kind == "week":
        return (day.toordinal() - 1) // 7
    return (day.year * 12 + day.month - 1) // MONTHS[kind]


def _plus(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
