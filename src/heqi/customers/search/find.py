"""The one search over customers, for pages, palette, pickers and API."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from heqi.customers.access import VIEW
from heqi.customers.lookups import log_lookup
from heqi.customers.masking import mask_phone
from heqi.customers.models import LookupAction, Meter, SearchEntry
from heqi.customers.numbers import party_number
from heqi.customers.pace import admit
from heqi.customers.purposes import Purpose
from heqi.customers.search.index import ENTRY, WORDS
from heqi.customers.search.terms import Node, Query, read, write
from heqi.customers.search.why import why
from heqi.ledger.actors import Actor
from heqi.people.access import Scope, require, scope
from heqi.people.models import Unit, UnitKind

CAP = 1001
PREFIX = 3
TAIL = 4
# Sorts after every character of a number.
AFTER = "\x7f"


@dataclass(frozen=True, slots=True)
class Hit:
    """One customer at one service point, masked. ``why`` holds codes of what matched."""

    entry_id: int
    party_id: int | None
    service_point_id: int | None
    name: str
    tier: str
    tier_label: str
    vulnerable: bool
    number: str
    account_no: str
    point_state: str
    address: str
    phone: str
    company: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``capped_count`` stops at 1001, which means "more than a thousand"; ``took`` in seconds."""

    hits: tuple[Hit, ...]
    capped_count: int
    took: float
    kind: str = "empty"

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.capped_count >= CAP

    @property
    def took_ms(self) -> int:
        """Milliseconds, at least one."""
        return max(1, round(self.took * 1000))


def search_customers(
    actor: Actor,
    text: str,
    *,
    limit: int = 8,
    now: datetime,
    purpose: Purpose | None = None,
    channel: str = "ui",
) -> SearchResult:
    """Customers of the actor's companies that ``text`` may mean, the likeliest first.

    Names, address parts, whole phones, their first three or more and last four or more digits,
    account and meter numbers, pinyin and initials, several words together. Logged with the ids
    shown and a digest of the text; raises ``Refused`` without the right, ``NotLogged``.
    """
    require(actor, VIEW)
    started = perf_counter()
    query = read(text)
    limit = max(1, min(limit, 50))
    with transaction.atomic():
        if query.is_empty():
            return SearchResult((), 0, perf_counter() - started)
        admit(actor, LookupAction.SEARCH, now=now)
        reach = _Reach.of(actor)
        with _index_only():
            ids, count = _find(query, reach, limit)
        hits = _load(ids, query)
        log_lookup(
            LookupAction.SEARCH,
            by=actor,
            now=now,
            subjects=[hit.party_id for hit in hits if hit.party_id],
            count=count,
            purpose=purpose,
            query=text,
            query_kind=query.kind,
            channel=channel,
        )
    return SearchResult(tuple(hits), count, perf_counter() - started, query.kind)


def find_entry_ids(actor: Actor, text: str, *, cap: int = CAP) -> list[int]:
    """Ids of the entries found, for lists that filter by a keyword; the list logs itself."""
    require(actor, VIEW)
    query = read(text)
    if query.is_empty():
        return []
    with transaction.atomic(), _index_only():
        return _find(query, _Reach.of(actor), cap)[0]


@dataclass(frozen=True, slots=True)
class _Reach:
    """Companies whose words may match; within some of them only single units."""

    companies: tuple[int, ...]
    scope: Scope

    @classmethod
    def of(cls, actor: Actor) -> "_Reach":
        held = scope(actor, VIEW)
        if held.everywhere:
            found = Unit.objects.filter(kind=UnitKind.COMPANY).values_list("pk", flat=True)
            return cls(tuple(found.order_by("pk")), held)
        partial: set[int] = set()
        if held.units:
            partial = set(
                Unit.objects.filter(pk__in=held.units, company__isnull=False)
                .order_by()
                .values_list("company_id", flat=True)
            )
        return cls(tuple(sorted({*held.companies, *partial})), held)

    @property
    def is_partial(self) -> bool:
        """Whether entries must be tested one by one."""
        return not self.scope.everywhere and bool(self.scope.units)

    def narrow(self) -> tuple[str, list[int]]:
        """A condition on entries ``e`` where a company is not held as a whole."""
        if not self.is_partial:
            return "", []
        columns = (("company_id", self.scope.companies), ("unit_id", self.scope.units))
        clauses = [f"e.{c} IN ({', '.join(['%s'] * len(ids))})" for c, ids in columns if ids]
        return f" AND ({' OR '.join(clauses)})", [pk for _c, ids in columns for pk in ids]


@contextmanager
def _index_only() -> Iterator[None]:
    """Keep PostgreSQL from reading the whole table because a limit makes it look cheap."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = on")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = on")


def _find(query: Query, reach: _Reach, limit: int) -> tuple[list[int], int]:
    """Entry ids, at most ``limit`` and the likeliest first, with the capped count."""
    if not reach.companies:
        return [], 0
    found: dict[int, None] = {}
    if query.key:
        found.update(dict.fromkeys(_by_key(query.key, reach)))
    wide = _by_words(query.words, reach, CAP) if query.words else []
    if not wide and not found and query.loose:
        wide = _by_words(query.loose, reach, CAP)
    everything = {**found, **dict.fromkeys(wide)}
    if wide:
        for node in (query.exact, query.names):
            if node is not None and len(found) < limit:
                found.update(dict.fromkeys(_by_words(node, reach, limit)))
    ordered = [*found, *(pk for pk in wide if pk not in found)]
    return ordered[:limit], min(len(everything), CAP)


def _by_words(node: Node, reach: _Reach, limit: int) -> list[int]:
    expression = write(node, reach.companies, connection.vendor)
    narrow, values = reach.narrow()
    if connection.vendor == "sqlite":
        join = f" JOIN {ENTRY} e ON e.id = w.rowid" if narrow else ""
        sql = f"SELECT w.rowid FROM {WORDS} w{join} WHERE w.{WORDS} MATCH %s{narrow} LIMIT %s"
    else:
        sql = f"SELECT e.id FROM {ENTRY} e WHERE e.words @@ %s::tsquery{narrow} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, *values, limit])
        return [row[0] for row in cursor.fetchall()]


# Table, column of the number, the same reversed, column of the entry it leads to, condition.
KEYS = (
    ("customers_phone", "number", "number_reversed", "party_id", PREFIX, ""),
    ("customers_servicepoint", "account_key", "account_reversed", "service_point_id", TAIL, ""),
    (
        "customers_meter",
        "number_key",
        "number_reversed",
        "service_point_id",
        TAIL,
        " AND k.state = 'in_use'",
    ),
)


def _by_key(key: str, reach: _Reach) -> list[int]:
    """Entries of a number: the whole of it first, then its beginning, its end.

    One statement of ranges over indexes; a range, not LIKE, so that either database uses them.
    """
    digits = key[2:] if len(key) == 13 and key.startswith("86") else key
    parts: list[str] = []
    values: list[Any] = []
    for table, forward, backward, target, shortest, condition in KEYS:
        text = digits if table == "customers_phone" else key
        ranges = [(0, forward, text, text)]
        if len(text) >= shortest:
            ranges.append((1, forward, text, text + AFTER))
        if len(text) >= TAIL:
            ranges.append((2, backward, text[::-1], text[::-1] + AFTER))
        for stage, column, since, until in ranges:
            sql, own = _range(table, column, target, condition, reach)
            parts.append(f"SELECT * FROM ({sql.format(stage=stage)}) AS r{len(parts)}")
            values += [*own[0], since, until, *own[1]]
    sql, own = _range("customers_party", "number", "party_id", "", reach)
    parts.append(f"SELECT * FROM ({sql.format(stage=0)}) AS r{len(parts)}")
    values += [*own[0], *[party_number(key)] * 2, *own[1]]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1", values)
        return list(dict.fromkeys(row[1] for row in cursor.fetchall()))[:CAP]


def _range(
    table: str, column: str, target: str, condition: str, reach: _Reach
) -> tuple[str, tuple[list[Any], list[Any]]]:
    itself = table in ("customers_servicepoint", "customers_party")
    source = "k.id" if itself else f"k.{target}"
    # SQLite takes the order of a CROSS JOIN as it is written: numbers first, entries after.
    join = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    on = "WHERE" if connection.vendor == "sqlite" else "ON"
    then = "AND" if connection.vendor == "sqlite" else "WHERE"
    companies = ", ".join(["%s"] * len(reach.companies))
    narrow, own = reach.narrow()
    sql = (
        f"SELECT {{stage}} AS stage, e.id AS id FROM {table} k {join} {ENTRY} e {on} "
        f"e.{target} = {source} {then} k.company_id IN ({companies}) "
        f"AND k.{column} >= %s AND k.{column} <= %s{condition}{narrow} LIMIT {CAP}"
    )
    return sql, (list(reach.companies), own)


def _load(ids: Sequence[int], query: Query) -> list[Hit]:
    rows = {
        row.pk: row
        for row in SearchEntry.objects.filter(pk__in=ids)
        .select_related("party", "service_point__premises", "company")
        .defer("tokens")
        .prefetch_related("party__phones")
    }
    meters: dict[int, list[str]] = {}
    if query.key:
        points = [row.service_point_id for row in rows.values() if row.service_point_id]
        for point, number in Meter.objects.filter(
            service_point_id__in=points, state="in_use"
        ).values_list("service_point_id", "number_key"):
            meters.setdefault(point, []).append(number)
    return [_hit(rows[pk], query, meters) for pk in ids if pk in rows]


def _hit(row: SearchEntry, query: Query, meters: dict[int, list[str]]) -> Hit:
    party, point = row.party, row.service_point
    phones = list(party.phones.all()) if party else []
    return Hit(
        entry_id=row.pk,
        party_id=row.party_id,
        service_point_id=row.service_point_id,
        name=party.name if party else "",
        tier=party.tier if party else "standard",
        tier_label=str(party.get_tier_display()) if party else "",
        vulnerable=bool(party and party.vulnerable),
        number=party.number if party else "",
        account_no=point.account_no if point else "",
        point_state=point.state if point else "",
        address=point.premises.text if point else "",
        phone=mask_phone(phones[0].number) if phones else "",
        company=str(row.company),
        why=why(
            query,
            name=party.name if party else "",
            address=point.premises.text if point else "",
            phones=[phone.number for phone in phones],
            account=point.account_key if point else "",
            meters=meters.get(row.service_point_id or 0, []),
        ),
    )
