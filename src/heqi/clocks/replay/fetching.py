"""Timelines and moments as arrays: a million rows are read as numbers, not as objects."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, Func, OuterRef, QuerySet, Value, When

from heqi.clocks.models import Clock, Moment, Timeline
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.queries import keeping_records
from heqi.rulebook.bulk import NOTHING, Histories, micros
from heqi.rulebook.bulk.lines import Ints
from heqi.rulebook.clock_kinds import Event, named_for
from heqi.rulebook.counting import ZONE

CHUNK = 20_000
SOME = 2_000
# Beijing time is eight hours ahead; an instant before 1992 is never sure in bulk anyway.
AHEAD = 8 * 3600 * 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Micros(Func):
    """An instant as microseconds since 1970, in UTC."""

    output_field = BigIntegerField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps instants as texts."""
        template = (
            "(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) * 1000000"
            " + CAST(substr(%(expressions)s, 21) AS INTEGER))"
        )
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL counts exactly."""
        template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) * 1000000 AS BIGINT)"
        return self.as_sql(compiler, connection, template=template, **context)


def began(since: date, until: date) -> dict[str, datetime]:
    """The filter for timelines that began in a period (``until`` excluded)."""
    return {"started_at__gte": midnight(since), "started_at__lt": midnight(until)}


def period(since: date, until: date, company: Unit | None) -> "QuerySet[Timeline]":
    """Timelines with a decision that began in a period."""
    # All companies are named one by one, because the index on the period begins with them.
    companies = keeping_records().values_list("pk", flat=True)
    wanted = list(companies) if company is None else [company.pk]
    rows = Timeline.objects.filter(**began(since, until), company__in=wanted)
    return rows.exclude(decision=None).order_by()


def table(rows: "QuerySet[Any]", *columns: Any) -> Ints:
    """Columns of whole numbers, a line for each row; read without a step by the ORM for each."""
    try:
        sql, params = rows.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return np.zeros((0, len(columns)), dtype=np.int64)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        batches = iter(lambda: cursor.fetchmany(CHUNK), [])
        flat = chain.from_iterable(chain.from_iterable(batches))
        return np.fromiter(flat, dtype=np.int64).reshape(-1, len(columns))


def some(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in lists that fit into a query."""
    rest = list(ids)
    for begin in range(0, len(rest), SOME):
        yield rest[begin : begin + SOME]


def lacking(rows: "QuerySet[Timeline]", name: str) -> Ints:
    """Timelines whose promise of a name is kept by a case of its own, and not by them."""
    own = Clock.objects.filter(timeline=OuterRef("pk"), name=name)
    return table(rows.filter(~Exists(own)), "pk")[:, 0]


def histories_of(ids: list[int], kinds: Collection[str]) -> dict[int, list[Event]]:
    """The recorded events of some timelines, as the engine reads them one by one; of the kinds
    alone that are heard."""
    found: dict[int, list[Event]] = {}
    rows = Moment.objects.filter(timeline_id__in=ids, kind__in=kinds).order_by()
    for pk, kind, at, reason, facts, order in rows.values_list(
        "timeline_id", "kind", "at", "reason", "facts", "pk"
    ):
        event = Event(kind, at.astimezone(ZONE), None, reason or None, facts, order)
        found.setdefault(pk, []).append(event)
    return found


class Moments:
    """The moments of some kinds, gathered query by query, then put in order by case."""

    def __init__(self, kinds: Iterable[str], naming: Iterable[str]) -> None:
        self.kinds = {kind: number for number, kind in enumerate(sorted(kinds))}
        self.naming = sorted(naming)
        self._tables: list[Ints] = []
        self._named: dict[int, int] = {}

    def add(self, timelines: Mapping[str, Any], kinds: Collection[str]) -> None:
        """Moments of some kinds, of the timelines that a filter names."""
        rows = Moment.objects.filter(kind__in=kinds, **timelines).order_by()
        number = Case(
            *(When(kind=kind, then=Value(self.kinds[kind])) for kind in kinds),
            output_field=BigIntegerField(),
        )
        self._tables.append(table(rows, "timeline_id", "pk", number, Micros("at")))
        if self.naming:
            for pk, facts in rows.filter(kind__in=self.naming).values_list("pk", "facts"):
                named = named_for(Event("", EPOCH, facts=facts)) if facts else None
                if named is not None:
                    self._named[pk] = micros(named)

    def histories(self, ids: Ints, now: datetime) -> Histories:
        """The histories of timelines, numbered as in ``ids``; others are left out."""
        rows = np.concatenate([*self._tables, np.zeros((0, 4), dtype=np.int64)])
        order = np.argsort(ids)
        place = np.searchsorted(ids, rows[:, 0], sorter=order)
        place = np.minimum(place, max(len(ids) - 1, 0))
        case = order[place]
        mine = ids[case] == rows[:, 0]
        rows, case = rows[mine], case[mine]
        named = np.full(len(rows), NOTHING)
        if self._named:
            pks = np.array(sorted(self._named), dtype=np.int64)
            hit = np.isin(rows[:, 1], pks)
            named[hit] = [self._named[int(pk)] for pk in rows[hit, 1]]
        return Histories.of(
            len(ids), self.kinds, case=case, kind=rows[:, 2], at=rows[:, 3] + AHEAD,
            order=rows[:, 1], now=micros(now), named=named,
        )  # fmt: skip
