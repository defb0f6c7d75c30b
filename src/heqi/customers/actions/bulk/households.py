"""Households: one row of a take-over becomes a customer with all that hangs on him."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from heqi.customers.actions.bulk.drafts import Household
from heqi.customers.actions.bulk.first import into_empty_tables
from heqi.customers.actions.places import place_key
from heqi.customers.models import (
    Appliance,
    Area,
    Compound,
    Meter,
    Occupancy,
    OccupancyRole,
    Party,
    Phone,
    Premises,
    ServicePoint,
)
from heqi.customers.numbers import NUMBER_PREFIX
from heqi.customers.search.index import Draft, append, appending, refresh
from heqi.customers.search.tokens import entry_tokens, key_of
from heqi.customers.tables import Runs, Table, extend
from heqi.ledger.numbers import reserve_block
from heqi.people.models import Unit
from heqi.people.queries import company_of

# Compounds kept in mind; a company has some thousands.
KNOWN = 20_000
# Accounts whose entries are written in one go.
AT_ONCE = 500
ROLES = (OccupancyRole.USER.value, OccupancyRole.OWNER.value, OccupancyRole.PAYER.value)


class Keys(NamedTuple):
    """What a household is compared by and found under; computed from it alone."""

    account: str
    meter: str
    place: str
    words: str


class Writer:
    """Writes households inside the caller's transaction, each chunk in one go.

    Create it before the transaction begins: the customer numbers are taken at once, so that
    nobody waits for them until the end. ``made`` tells which ids were given, by table.
    """

    def __init__(self, unit: Unit, *, count: int, now: datetime) -> None:
        self.unit, self.company, self.count = unit, company_of(unit), count
        self.today = timezone.localdate(now).isoformat()
        self.at: Any = Party._meta.get_field("created_at").get_db_prep_save(now, connection)
        self.numbers: Iterator[str] = reserve_block(NUMBER_PREFIX, timezone.localdate(now), count)
        self.made: dict[str, Runs] = {}
        # Accounts whose entry is written when everything is there.
        self._later: list[int] = []
        self._compounds: dict[tuple[str, str], tuple[int, str]] = {}
        placed = ("company_id", "unit_id")
        self.party = Table(
            Party, *placed, "number", "kind", "customer_kind", "name", "contact_name", "id_kind",
            "id_number", "vulnerable", "vulnerable_note", "daily_m3", "created_at",
        )  # fmt: skip
        self.phone = Table(
            Phone, "company_id", "party_id", "number", "number_reversed", "is_primary"
        )
        self.premises = Table(
            Premises, *placed, "compound_id", "city", "district", "street", "building", "unit_no",
            "floor", "room", "text", "text_key", "area", "pressure", "riser", "gassed_on",
        )  # fmt: skip
        self.point = Table(
            ServicePoint, *placed, "premises_id", "account_no", "account_key", "account_reversed",
            "state", "opened_on",
        )  # fmt: skip
        self.occupancy = Table(Occupancy, "party_id", "service_point_id", "role", "since")
        self.meter = Table(
            Meter, "company_id", "service_point_id", "number", "number_key", "number_reversed",
            "kind", "model", "size", "maker", "inlet", "seal", "made_on", "installed_on",
            "replace_on", "digits", "start_reading", "taken_over_reading", "taken_over_on",
        )  # fmt: skip
        self.appliance = Table(
            Appliance, "service_point_id", "kind", "brand", "model", "flame_failure", "flue",
            "hose", "hose_on", "alarm", "installed_on",
        )  # fmt: skip

    @contextmanager
    def indexing(self) -> Iterator[None]:
        """Around all chunks, inside the transaction: indices are kept for many rows."""
        tables = [
            self.party, self.phone, self.premises, self.point, self.occupancy, self.meter,
            self.appliance,
        ]  # fmt: skip
        with appending(self.count), into_empty_tables(tables, self.count):
            yield
        for at in range(0, len(self._later), AT_ONCE):
            refresh(points=self._later[at : at + AT_ONCE])

    def keys(self, rows: Sequence[Household]) -> list[Keys]:
        """What each row is compared by and found under; asks nothing of the database."""
        found = []
        for row in rows:
            account = key_of(row.account_no)
            meter = key_of(row.meter.number) if row.meter else ""
            words = entry_tokens(
                self.company.pk,
                name=row.name,
                address=row.text,
                places=[row.compound] if row.compound else (),
                numbers=[account, *([meter] if meter else ()), *row.phones],
            )
            found.append(Keys(account, meter, place_key(row.text), words))
        return found

    def write(self, rows: Sequence[Household], keys: Sequence[Keys]) -> None:
        """Write a chunk with its search entries; its :meth:`keys` are ready.

        A further meter needs its account in this chunk or in one before.
        """
        pairs = list(zip(rows, keys, strict=True))
        if own := [pair for pair in pairs if not pair[0].adds_meter]:
            self._accounts([row for row, _key in own], [key for _row, key in own])
        if further := [pair for pair in pairs if pair[0].adds_meter]:
            self._further_meters([row for row, _key in further], [key for _row, key in further])

    def _accounts(self, rows: Sequence[Household], keys: Sequence[Keys]) -> None:
        company, unit = self.company.pk, self.unit.pk
        parties = self._parties(rows)
        points = self._ids(self.point, len(rows))
        places = self._premises(rows, [key.place for key in keys])
        self.point.write(
            (
                pk, company, unit, place, r.account_no, key.account, key.account[::-1], r.state,
                r.opened_on,
            )
            for pk, place, key, r in zip(points, places, keys, rows, strict=True)
        )  # fmt: skip
        self._occupancies(rows, parties, points)
        self._meters(rows, keys, points)
        self._appliances(rows, points)
        append(
            [
                Draft(company, unit, party, point, key.words)
                for party, point, key, row in zip(parties, points, keys, rows, strict=True)
                if not row.shares_party
            ]
        )
        # Found under all that he has, once all of it is there.
        self._later += [point for point, row in zip(points, rows, strict=True) if row.shares_party]

    def _further_meters(self, rows: Sequence[Household], keys: Sequence[Keys]) -> None:
        """Hang meters at accounts that are written; nothing else of the rows is."""
        found = ServicePoint.objects.filter(
            company=self.company, account_key__in={key.account for key in keys}
        )
        points = dict(found.order_by().values_list("account_key", "pk"))
        hung = [points[key.account] for key in keys]
        self._meters(rows, keys, hung)
        self._later += hung

    def _parties(self, rows: Sequence[Household]) -> list[int]:
        """The id of each row's customer: one on file where it is shared, else a new one."""
        company, unit = self.company.pk, self.unit.pk
        known: dict[str, int] = {}
        if shared := {row.customer_no for row in rows if row.shares_party}:
            found = Party.objects.filter(company_id=company, number__in=shared)
            known = dict(found.order_by().values_list("number", "pk"))
        had = frozenset(known.values())
        ids: list[int] = []
        fresh: list[tuple[int, Household]] = []
        reserved = iter(self._ids(self.party, _new_among(rows, known)))
        for row in rows:
            pk = known.get(row.customer_no) if row.shares_party else None
            if pk is None:
                pk = next(reserved)
                fresh.append((pk, row))
                if row.shares_party:
                    known[row.customer_no] = pk
            ids.append(pk)
        self.party.write(
            (
                pk, company, unit, r.customer_no or next(self.numbers), r.kind, r.customer_kind,
                r.name, r.contact_name, r.id_kind, r.id_number, r.vulnerable, r.vulnerable_note,
                r.daily_m3, self.at,
            )
            for pk, r in fresh
        )  # fmt: skip
        self._phones(rows, ids, had)
        return ids

    def _premises(self, rows: Sequence[Household], keys: Sequence[str]) -> list[int]:
        """The id of each row's address: one on file where it is shared, else a new one."""
        company, unit = self.company.pk, self.unit.pk
        shared = {key for key, row in zip(keys, rows, strict=True) if row.shares_premises}
        known: dict[str, int] = {}
        if shared:
            # Said as the index has it, and sorted here: else SQLite walks through every address.
            found = Premises.objects.filter(company_id=company, text_key__in=shared)
            keyed = found.exclude(text_key="").order_by().values_list("text_key", "pk")
            known = dict(sorted(keyed, key=itemgetter(1), reverse=True))
        # What is not on file is written once, whatever the number of its rows.
        wanted = {
            key: row
            for key, row in zip(reversed(keys), reversed(rows), strict=True)
            if key not in known
        }
        fresh = list(reversed(wanted.items()))
        ids = self._ids(self.premises, len(fresh))
        written = []
        for pk, (key, row) in zip(ids, fresh, strict=True):
            compound, area = self._compound(row)
            known[key] = pk
            written.append(
                (
                    pk, company, unit, compound, row.city, row.district, row.street, row.building,
                    row.unit_no, row.floor, row.room, row.text, key, row.area or area,
                    row.pressure, row.riser, row.gassed_on,
                )
            )  # fmt: skip
        self.premises.write(written)
        return [known[key] for key in keys]

    def _compound(self, row: Household) -> tuple[int | None, str]:
        """The id and the area of the compound, which is created where it is new."""
        if not row.compound:
            return None, Area.TOWN.value
        key = (row.district, row.compound)
        if (found := self._compounds.get(key)) is not None:
            return found
        compound, created = Compound.objects.get_or_create(
            company=self.company,
            district=row.district,
            name=row.compound,
            defaults={
                "unit": self.unit,
                "street": row.street[:60],
                "area": row.area or Area.TOWN.value,
            },
        )
        if created:
            extend(self.made.setdefault(Compound._meta.label_lower, []), [compound.pk])
        if len(self._compounds) >= KNOWN:
            self._compounds.clear()
        self._compounds[key] = compound.pk, compound.area
        return self._compounds[key]

    def _phones(
        self, rows: Sequence[Household], parties: Sequence[int], had: frozenset[int]
    ) -> None:
        """Each number of a customer once; ``had`` were on file before and keep their first one."""
        company = self.company.pk
        kept: dict[int, set[str]] = {pk: set() for pk in had}
        for party, number in Phone.objects.filter(party__in=had).values_list("party", "number"):
            kept[party].add(number)
        drafts = []
        for party, row in zip(parties, rows, strict=True):
            numbers = kept.setdefault(party, set()) if row.shares_party else set[str]()
            for number in row.phones:
                if number not in numbers:
                    drafts.append((party, number, not numbers))
                    numbers.add(number)
        ids = self._ids(self.phone, len(drafts))
        self.phone.write(
            (pk, company, party, number, number[::-1], first)
            for pk, (party, number, first) in zip(ids, drafts, strict=True)
        )

    def _occupancies(
        self, rows: Sequence[Household], parties: Sequence[int], points: Sequence[int]
    ) -> None:
        ids = iter(self._ids(self.occupancy, len(rows) * len(ROLES)))
        self.occupancy.write(
            (next(ids), party, point, role, row.opened_on or row.gassed_on or self.today)
            for party, point, row in zip(parties, points, rows, strict=True)
            for role in ROLES
        )

    def _meters(
        self, rows: Sequence[Household], keys: Sequence[Keys], points: Sequence[int]
    ) -> None:
        company = self.company.pk
        hung = [
            (point, row.meter, key.meter)
            for point, row, key in zip(points, rows, keys, strict=True)
            if row.meter
        ]
        ids = self._ids(self.meter, len(hung))
        self.meter.write(
            (pk, company, point, meter.number, key, key[::-1], *meter[1:])
            for pk, (point, meter, key) in zip(ids, hung, strict=True)
        )

    def _appliances(self, rows: Sequence[Household], points: Sequence[int]) -> None:
        standing = [
            (point, appliance)
            for point, row in zip(points, rows, strict=True)
            for appliance in row.appliances
        ]
        ids = self._ids(self.appliance, len(standing))
        self.appliance.write(
            (pk, point, *appliance) for pk, (point, appliance) in zip(ids, standing, strict=True)
        )

    def _ids(self, table: Table, count: int) -> Sequence[int]:
        ids = table.reserve(count) if count else ()
        extend(self.made.setdefault(table.label, []), ids)
        return ids


def _new_among(rows: Sequence[Household], known: dict[str, int]) -> int:
    """How many customers the rows bring that are not known."""
    alone = sum(not row.shares_party for row in rows)
    return alone + len({row.customer_no for row in rows if row.shares_party} - known.keys())
