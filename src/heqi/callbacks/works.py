"""Finished work that customers may be called about, whatever app it belongs to.

Each source says what was finished in a span of time, and what a caller needs to know of one piece.
Sources of the apps below are in ``sources``; an app above adds its own in its ``apps.ready``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from heqi.customers.models import Party, ServicePoint
from heqi.people.models import Staff, Unit
from heqi.service.models import ServiceRequest
from heqi.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Work:
    """A finished piece of work as the draw sees it; ``business`` is empty where none fits."""

    pk: int
    label: str
    business: str
    tier: str
    unit_id: int | None
    worker_id: int | None
    party_id: int | None
    finished_at: datetime
    order_id: int | None = None


@dataclass(slots=True)
class Matter:
    """What a caller needs to know of one piece of work.

    ``known`` are the facts of the record that questions compare answers with (``charged``,
    ``amount``, ``reading``); ``handlers`` are people who may not call.
    """

    about: str
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    party: Party | None = None
    service_point: ServicePoint | None = None
    team: Unit | None = None
    worker: Staff | None = None
    order: WorkOrder | None = None
    request: ServiceRequest | None = None
    url: str = ""
    completed_at: datetime | None = None
    handlers: set[int | None] = field(default_factory=set)
    known: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where finished work comes from.

    ``over`` is told when nobody is to be called about a piece, or the callback has ended.
    ``find`` knows a piece of a company by the number that stands on it. ``goes_on`` says that a
    matter whose customer is dissatisfied goes on by itself, so that no opinion is opened.
    """

    code: str
    label: str | Promise
    finished: Callable[[Unit, datetime, datetime], Iterator[Work]]
    matter: Callable[[int], Matter]
    planned: Callable[[Matter, datetime], None] = lambda matter, now: None
    over: Callable[[int, datetime], None] = lambda pk, now: None
    find: Callable[[Unit, str], int | None] = lambda company, number: None
    goes_on: bool = False


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source of finished work."""
    _sources[source.code] = source


def sources() -> list[Source]:
    """Every source, in the order of their codes."""
    return [_sources[code] for code in sorted(_sources)]


def subject_of(source: Source, pk: int) -> str:
    """How draws and callbacks name a piece of work."""
    return f"{source.code}:{pk}"


def source_of(subject: str) -> tuple[Source, int]:
    """The source and the key that a subject names."""
    code, _, pk = subject.partition(":")
    return _sources[code], int(pk)


def matter_of(subject: str) -> Matter:
    """What a caller needs to know of the work that a subject names."""
    source, pk = source_of(subject)
    return source.matter(pk)


def subject_by_number(company: Unit, number: str) -> str | None:
    """The work of a company that carries a number; ``None`` where no source knows it."""
    for source in sources():
        pk = source.find(company, number)
        if pk is not None:
            return subject_of(source, pk)
    return None


def numbered(model: type[Model]) -> Callable[[Unit, str], int | None]:
    """How a source finds its work where every piece has a ``number`` of its own."""

    def find(company: Unit, number: str) -> int | None:
        rows = model._default_manager.filter(company=company, number=number)
        return rows.order_by("pk").values_list("pk", flat=True).first()

    return find
