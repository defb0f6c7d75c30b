"""Rows of one account or of one customer: a further meter, a further account, or a mistake."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from heqi.customers.models import Party
from heqi.customers.numbers import NUMBER_PREFIX, is_own
from heqi.customers.states import PartyState
from heqi.customers.tables import Table
from heqi.imports.models import Batch, Finding, Row
from heqi.imports.states import Severity, Verdict

CLAUSE, MARK = "data-entry/1.2.1", "company_set"
CHUNK = 2_000


class Remarks:
    """Findings of a batch, written in one go by :meth:`write`."""

    def __init__(self, batch: Batch) -> None:
        self._batch, self._rows = batch, list[tuple[Any, ...]]()

    def add(
        self, line: int, field: str, error: str, severity: Severity, zh: str, en: str,
        clause: str = "", mark: str = "",
    ) -> None:  # fmt: skip
        """Keep one until it is written."""
        self._rows.append(
            (self._batch.pk, line, field, error, severity.value, zh, en, clause, mark)
        )

    def write(self) -> None:
        """Write what was kept."""
        if not self._rows:
            return
        table = Table(
            Finding, "batch_id", "line", "field", "error", "severity", "zh", "en", "clause", "mark"
        )
        ids = table.reserve(len(self._rows))
        table.write((pk, *row) for pk, row in zip(ids, self._rows, strict=True))
        self._rows = []


def find_repeated(batch: Batch) -> None:
    """Mark further meters and further accounts; what contradicts itself keeps its row out."""
    _in_pieces(batch, "adds_meter", _accounts(batch, remarks := Remarks(batch)), remarks)
    if "customer_no" in batch.mapping or "customer_no" in batch.defaults:
        _in_pieces(batch, "shares_party", _customers(batch, remarks), remarks)


def find_orphans(batch: Batch) -> None:
    """A further meter whose account is kept out is kept out as well."""
    further = batch.rows.filter(adds_meter=True, verdict=Verdict.NEW, target=None)
    if not further.exists():
        return
    carried = batch.rows.filter(adds_meter=False, verdict=Verdict.NEW)
    orphans = further.exclude(account_key__in=carried.values("account_key"))
    remarks = Remarks(batch)
    for line in orphans.order_by("line").values_list("line", flat=True).iterator(CHUNK):
        remarks.add(
            line, "account_no", "further", Severity.ERROR, "该户号的首行有错误，未导入。",
            "The first row of this account is left out.",
        )  # fmt: skip
    lines = [row[1] for row in remarks._rows]
    remarks.write()
    for at in range(0, len(lines), CHUNK):
        batch.rows.filter(line__in=lines[at : at + CHUNK]).update(verdict=Verdict.ERROR)


def _in_pieces(batch: Batch, flag: str, lines: Iterator[int], remarks: Remarks) -> None:
    """Set a flag on the rows that come, and write the remarks that come with them."""
    waiting: list[int] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) >= CHUNK:
            batch.rows.filter(line__in=waiting).update(**{flag: True})
            remarks.write()
            waiting = []
    batch.rows.filter(line__in=waiting).update(**{flag: True})
    remarks.write()


def _repeated(batch: Batch, key: str) -> Q:
    """Rows whose key is that of another row of the batch."""
    several = (
        Row.objects.filter(batch=batch)
        .exclude(**{key: ""})
        .order_by()
        .values(key)
        .annotate(n=Count("id"))
        .filter(n__gt=1)
    )
    return Q(**{f"{key}__in": several.values(key)})


def _accounts(batch: Batch, remarks: Remarks) -> Iterator[int]:
    """Lines that bring a further meter of an account further up; the others are mistakes."""
    rows = batch.rows.filter(_repeated(batch, "account_key")).order_by("account_key", "line")
    for _key, group in groupby(rows.iterator(CHUNK), key=lambda row: row.account_key):
        first, *others = group
        whose = _whose(first)
        for row in others:
            if row.meter_key and row.meter_key != first.meter_key and _whose(row) == whose:
                remarks.add(
                    row.line, "meter_no", "further", Severity.NOTE,
                    f"户号、户名、地址与第 {first.line} 行相同，作为该户的另一只表导入。",
                    f"The same account as in row {first.line}: imported as a further meter.",
                )  # fmt: skip
                yield row.line
            else:
                remarks.add(
                    row.line, "account_no", "duplicate", Severity.ERROR,
                    f"户号与第 {first.line} 行重复。",
                    f"The same account number as in row {first.line}.", CLAUSE, MARK,
                )  # fmt: skip


def _whose(row: Row) -> tuple[str, str, str]:
    return row.place_key, row.customer_key, json.loads(row.values).get("name", "")


def _customers(batch: Batch, remarks: Remarks) -> Iterator[int]:
    """Lines whose customer stands further up or is on file; another name is a mistake."""
    on_file = Party.objects.filter(company=batch.company_id, number=OuterRef("customer_key"))
    rows = (
        batch.rows.filter(target=None)
        .exclude(customer_key="")
        .filter(
            _repeated(batch, "customer_key")
            | Q(Exists(on_file))
            | Q(customer_key__startswith=NUMBER_PREFIX)
        )
        .order_by("customer_key", "line")
    )
    for _key, group in groupby(rows.iterator(CHUNK), key=lambda row: row.customer_key):
        first = next(group)
        name = json.loads(first.values).get("name", "")
        known = Party.objects.filter(company=batch.company_id, number=first.customer_key).first()
        for row in (first, *group):
            if known and (known.state != PartyState.ACTIVE or known.name != name):
                remarks.add(
                    row.line, "customer_no", "duplicate", Severity.ERROR,
                    "客户编号已在档案中，户名不同，或该客户已合并、已销户。",
                    "This customer number is on file under another name, merged or closed.",
                    CLAUSE, MARK,
                )  # fmt: skip
            elif not known and is_own(row.customer_key):
                remarks.add(
                    row.line, "customer_no", "duplicate", Severity.ERROR,
                    "这是本系统编的客户编号，档案中没有。",
                    "A number of this system's own, which is not on file.", CLAUSE, MARK,
                )  # fmt: skip
            elif json.loads(row.values).get("name", "") != name:
                remarks.add(
                    row.line, "customer_no", "duplicate", Severity.ERROR,
                    f"客户编号与第 {first.line} 行相同，户名不同。",
                    f"The same customer number as in row {first.line}, with another name.",
                    CLAUSE, MARK,
                )  # fmt: skip
            else:
                yield row.line
