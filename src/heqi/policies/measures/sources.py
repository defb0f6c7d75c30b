"""The interface that every app fills which keeps promises of a policy.

An app registers a :class:`Source` in its ``measures.py``. The loop counts each company's month and
stores the counts; pages read what is stored. Nothing here knows what a promise is made of.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import models

from heqi.people.models import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """What a source counts for one promise, one unit and one month.

    ``name`` tells the promises of a clause apart; ``mark`` is ``company_set`` where the clause
    asks and the company chose the number. A promise counts in the month in which it was decided.
    """

    clause: str
    name: str
    title_zh: str
    title_en: str
    unit_id: int
    kept: int
    missed: int
    excepted: int = 0
    open: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """A record behind a figure, as the drill-down shows it; without ``why`` it was simply late."""

    label: str
    href: str
    unit: str
    why: str
    due_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def late_by(self) -> timedelta | None:
        """How long after the due instant it was done."""
        if self.due_at is None or self.ended_at is None or self.ended_at <= self.due_at:
            return None
        return self.ended_at - self.due_at


class Counting(Protocol):
    """Gives the figures of a company's month as of ``now``."""

    def __call__(self, company: Unit, month: date, *, now: datetime) -> Iterable[Figure]: ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where promises are counted.

    ``count`` gives the figures of a company's month. ``missed`` is the query behind the misses of
    one promise (clause and name), newest first; it is cut down to what ``right`` lets the reader
    see, over the foreign keys ``unit`` and ``company``. ``tell`` says rows of it in words.
    """

    code: str
    right: str
    count: Counting
    missed: Callable[[Unit, date, str, str], models.QuerySet[Any]]
    tell: Callable[[Sequence[Any]], list[Miss]]
    unit: str = "unit"
    company: str = "company"


_sources: dict[str, Source] = {}


def measured_by(source: Source) -> Source:
    """Register a source under its code."""
    _sources[source.code] = source
    return source


def sources() -> list[Source]:
    """Every source, in the order of their codes."""
    return [_sources[code] for code in sorted(_sources)]


def source_of(code: str) -> Source | None:
    """The source of a code, unless its app is gone."""
    return _sources.get(code)
