"""Keeping the index: actions call :func:`refresh`, bulk work calls :func:`reindex`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from heqi.customers.models import Meter, Occupancy, Party, Phone, SearchEntry, ServicePoint
from heqi.customers.search.tokens import entry_tokens
from heqi.customers.states import MeterState, PartyState
from heqi.customers.tables import Table

CHUNK = 5_000
# Entries from which on an index made anew is worth the wait.
ANEW = 100_000
ENTRY = "customers_searchentry"
WORDS = "customers_words"
Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be written."""

    company_id: int
    unit_id: int
    party_id: int | None
    service_point_id: int | None
    tokens: str


@transaction.atomic
def refresh(*, parties: Iterable[int] = (), points: Iterable[int] = ()) -> None:
    """Bring the entries of some parties and service points up to date."""
    party_ids, point_ids = set(parties), set(points)
    touching = Q(party_id__in=party_ids) | Q(service_point_id__in=point_ids)
    known = list(SearchEntry.objects.filter(touching).values_list("party_id", "service_point_id"))
    current = list(
        Occupancy.objects.filter(touching, until__isnull=True)
        .values_list("party_id", "service_point_id")
        .distinct()
    )
    party_ids |= {party for party, _point in known + current if party}
    point_ids |= {point for _party, point in known + current if point}
    wanted = _pairs(party_ids, point_ids)
    old = list(
        SearchEntry.objects.filter(
            Q(party_id__in=party_ids) | Q(service_point_id__in=point_ids)
        ).order_by("id")
    )
    _remove(old)
    _insert(list(_drafts(wanted)))


def _pairs(party_ids: set[int], point_ids: set[int]) -> list[Pair]:
    """Who belongs to what now; alone where nothing belongs to it."""
    rows = set(
        Occupancy.objects.filter(
            Q(party_id__in=party_ids) | Q(service_point_id__in=point_ids), until__isnull=True
        ).values_list("party_id", "service_point_id")
    )
    pairs: list[Pair] = sorted(rows)
    alone = party_ids - {p for p, _s in rows}
    # A file that was merged is found under the one that took it in.
    known = Party.objects.filter(pk__in=alone).exclude(state=PartyState.MERGED)
    pairs += [(party, None) for party in sorted(known.values_list("pk", flat=True))]
    pairs += [(None, point) for point in sorted(point_ids - {s for _p, s in rows})]
    return pairs


def _drafts(pairs: Sequence[Pair]) -> Iterator[Draft]:
    """Entries with their words; a fixed number of queries whatever the number of pairs."""
    party_ids = {party for party, _point in pairs if party}
    point_ids = {point for _party, point in pairs if point}
    parties: dict[int, tuple[int, int, str]] = {
        pk: (company, unit, name)
        for pk, company, unit, name in Party.objects.filter(pk__in=party_ids)
        .order_by()
        .values_list("pk", "company_id", "unit_id", "name")
    }
    phones: dict[int, list[str]] = defaultdict(list)
    for owner, number in (
        Phone.objects.filter(party_id__in=party_ids).order_by().values_list("party_id", "number")
    ):
        phones[owner].append(number)
    points: dict[int, tuple[int, int, str, str, str | None]] = {
        pk: (company, unit, account, text, compound)
        for pk, company, unit, account, text, compound in ServicePoint.objects.filter(
            pk__in=point_ids
        )
        .order_by()
        .values_list(
            "pk",
            "company_id",
            "unit_id",
            "account_key",
            "premises__text",
            "premises__compound__name",
        )
    }
    meters: dict[int, list[str]] = defaultdict(list)
    for place, number in (
        Meter.objects.filter(service_point_id__in=point_ids, state=MeterState.IN_USE)
        .order_by()
        .values_list("service_point_id", "number_key")
    ):
        meters[place].append(number)
    for party, point in pairs:
        name = address = ""
        numbers: list[str] = []
        places: list[str] = []
        company = unit = 0
        if point:
            company, unit, account, address, compound = points[point]
            numbers += [account, *meters[point]]
            places = [compound] if compound else []
        if party:
            company, unit, name = parties[party]
            numbers += phones[party]
        yield Draft(
            company,
            unit,
            party,
            point,
            entry_tokens(company, name=name, address=address, places=places, numbers=numbers),
        )


def append(drafts: Sequence[Draft]) -> None:
    """Write entries of parties and service points that were never written before."""
    if connection.vendor == "postgresql":
        _copy(drafts)
        return
    table = Table(SearchEntry, "company_id", "unit_id", "party_id", "service_point_id", "tokens")
    ids = table.reserve(len(drafts))
    table.write(
        (pk, d.company_id, d.unit_id, d.party_id, d.service_point_id, d.tokens)
        for pk, d in zip(ids, drafts, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {WORDS}(rowid, tokens) VALUES(%s, %s)",
            [(pk, d.tokens) for pk, d in zip(ids, drafts, strict=True)],
        )


def forget(what: Literal["party", "service_point"], first: int, last: int) -> None:
    """Remove the entries of rows with ids from ``first`` to ``last``; bounded memory."""
    found = SearchEntry.objects.filter(**{f"{what}_id__gte": first, f"{what}_id__lte": last})
    while entries := list(found.order_by("id")[:CHUNK]):
        _remove(entries)


@contextmanager
def appending(count: int) -> Iterator[None]:
    """Many entries are coming, inside the caller's transaction.

    PostgreSQL keeps a word index up to date at 0.2 ms an entry: where what comes is more than what
    is there, the index is made anew at the end. Searches wait meanwhile.
    """
    anew = (
        connection.vendor == "postgresql" and count >= ANEW and count >= SearchEntry.objects.count()
    )
    if anew:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"DROP INDEX IF EXISTS {WORDS}")
    yield
    if anew:
        with connection.cursor() as cursor:
            _index_words(cursor)


def _index_words(cursor: Any) -> None:
    # The default of 64 MB writes a million entries to disk and reads them again.
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    cursor.execute(f"CREATE INDEX {WORDS} ON {ENTRY} USING gin (words) WITH (fastupdate = off)")
    # Until it is counted, a table just filled is joined as if it were empty: 400 ms, not 1.
    cursor.execute(f"ANALYZE {ENTRY}, customers_phone, customers_servicepoint, customers_meter")


def _copy(drafts: Sequence[Draft]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY {ENTRY}(company_id, unit_id, party_id, service_point_id, tokens, words) "
            "FROM STDIN"
        ) as copy,
    ):
        for d in drafts:
            copy.write_row((d.company_id, d.unit_id, d.party_id, d.service_point_id, "", d.tokens))


def _remove(entries: Sequence[SearchEntry]) -> None:
    if not entries:
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # The index forgets a row only when it is told the row's old words.
            cursor.executemany(
                f"INSERT INTO {WORDS}({WORDS}, rowid, tokens) VALUES('delete', %s, %s)",
                [(entry.pk, entry.tokens) for entry in entries],
            )
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def _insert(drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    if connection.vendor == "sqlite":
        rows = SearchEntry.objects.bulk_create(
            [
                SearchEntry(
                    company_id=d.company_id,
                    unit_id=d.unit_id,
                    party_id=d.party_id,
                    service_point_id=d.service_point_id,
                    tokens=d.tokens,
                )
                for d in drafts
            ]
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {WORDS}(rowid, tokens) VALUES(%s, %s)",
                [(row.pk, row.tokens) for row in rows],
            )
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {ENTRY}(company_id, unit_id, party_id, service_point_id, tokens, words) "
            "VALUES (%s, %s, %s, %s, '', array_to_tsvector(string_to_array(%s, ' ')))",
            [(d.company_id, d.unit_id, d.party_id, d.service_point_id, d.tokens) for d in drafts],
        )


def reindex() -> int:
    """Write the whole index afresh in one transaction; returns the number of entries.

    Memory stays bounded. Searches meanwhile see the old index, other writers wait on SQLite.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        bulk = _SQLite(cursor) if connection.vendor == "sqlite" else _PostgreSQL(cursor)
        bulk.begin()
        count = 0
        for pairs in _chunks(_all_pairs()):
            drafts = list(_drafts(pairs))
            bulk.write(drafts)
            count += len(drafts)
        bulk.end()
    return count


def _all_pairs() -> Iterator[Pair]:
    current = Occupancy.objects.filter(until__isnull=True).order_by()
    yield from current.values_list("party_id", "service_point_id").distinct().iterator(CHUNK)
    # NOT EXISTS: for NOT IN a subquery PostgreSQL reads all of it again for every row.
    without = ~Exists(current.filter(party_id=OuterRef("pk")))
    for party in _ids(Party.objects.filter(without).exclude(state=PartyState.MERGED)):
        yield party, None
    without = ~Exists(current.filter(service_point_id=OuterRef("pk")))
    for point in _ids(ServicePoint.objects.filter(without)):
        yield None, point


def _ids(rows: "QuerySet[Any]") -> Iterator[int]:
    return rows.order_by().values_list("pk", flat=True).iterator(CHUNK)


def _chunks(pairs: Iterator[Pair]) -> Iterator[list[Pair]]:
    while chunk := list(islice(pairs, CHUNK)):
        yield chunk


class _SQLite:
    """Rows first, then one pass that builds the index from them."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def begin(self) -> None:
        self.cursor.execute(f"INSERT INTO {WORDS}({WORDS}) VALUES('delete-all')")
        self.cursor.execute(f"DELETE FROM {ENTRY}")

    def write(self, drafts: Sequence[Draft]) -> None:
        self.cursor.executemany(
            f"INSERT INTO {ENTRY}(company_id, unit_id, party_id, service_point_id, tokens) "
            "VALUES (%s, %s, %s, %s, %s)",
            [(d.company_id, d.unit_id, d.party_id, d.service_point_id, d.tokens) for d in drafts],
        )

    def end(self) -> None:
        self.cursor.execute(f"INSERT INTO {WORDS}({WORDS}) VALUES('rebuild')")
        self.cursor.execute(f"INSERT INTO {WORDS}({WORDS}) VALUES('optimize')")


class _PostgreSQL:
    """Rows by COPY, the index made once at the end."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def begin(self) -> None:
        # Checks left for the end of the transaction would forbid what follows.
        self.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.cursor.execute(f"DROP INDEX IF EXISTS {WORDS}")
        self.cursor.execute(f"TRUNCATE {ENTRY}")

    def write(self, drafts: Sequence[Draft]) -> None:
        _copy(drafts)

    def end(self) -> None:
        _index_words(self.cursor)
