"""Duplicates inside a file and against what is on file, by statements over the whole batch."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from heqi.customers.models import Meter, OccupancyRole, Phone, Premises, ServicePoint
from heqi.customers.search.tokens import key_of
from heqi.imports.actions.repeated import CLAUSE, MARK, Remarks, find_orphans, find_repeated
from heqi.imports.models import Batch, Finding, Row
from heqi.imports.states import Severity, Verdict

ROW, FINDING = Row._meta.db_table, Finding._meta.db_table
CHUNK = 2_000
# One pass over the batch: joining each row to the first of its key is quadratic where many repeat.
INSIDE = f"""
INSERT INTO {FINDING} (batch_id, line, field, error, severity, zh, en, clause, mark)
SELECT r.batch_id, r.line, %s, 'duplicate', %s, %s || r.first || %s, %s || r.first || '.', %s, %s
FROM (
    SELECT batch_id, line, MIN(line) OVER (PARTITION BY {{key}}) AS first FROM {ROW}
    WHERE batch_id = %s AND {{key}} <> ''
) r WHERE r.line > r.first
"""
OUTSIDE = f"""
INSERT INTO {FINDING} (batch_id, line, field, error, severity, zh, en, clause, mark)
SELECT r.batch_id, r.line, %s, 'duplicate', %s, %s, %s, %s, %s
FROM {ROW} r WHERE r.batch_id = %s AND r.{{key}} <> '' AND r.target IS NULL
AND EXISTS (
    SELECT 1 FROM {{table}} t WHERE t.company_id = %s AND t.{{column}} = r.{{key}}{{condition}}
)
"""
# A meter that was taken away may hang again.
IN_USE = " AND t.state = 'in_use'"
# key of the row, field, severity, words
WITHIN = (
    ("meter_key", "meter_no", Severity.ERROR, "表号与第 ", " 行重复。",
     "The same meter number as in row "),
    ("place_key", "address", Severity.NOTE, "地址与第 ", " 行相同，将共用一个用气地址。",
     "The same address as in row "),
    ("phone", "phone", Severity.NOTE, "电话与第 ", " 行相同。", "The same phone as in row "),
)  # fmt: skip
AGAINST = (
    ("meter_key", "meter_no", Severity.ERROR, Meter, "number_key", "表号已在档案中。",
     "This meter number is on file."),
    ("place_key", "address", Severity.NOTE, Premises, "text_key",
     "地址已在档案中，将用已有的用气地址。", "The address is on file and will be used."),
    ("phone", "phone", Severity.NOTE, Phone, "number", "电话已在档案中。",
     "This phone is on file."),
)  # fmt: skip


def find_duplicates(batch: Batch) -> None:
    """Write a finding for each; a duplicate account or meter keeps its row out."""
    with connection.cursor() as cursor:
        # Accounts on file first: what is the same customer is no duplicate of a meter or phone.
        cursor.execute(
            f"UPDATE {ROW} SET target = (SELECT p.id FROM {ServicePoint._meta.db_table} p "
            f"WHERE p.company_id = %s AND p.account_key = {ROW}.account_key) "
            f"WHERE batch_id = %s AND account_key <> '' AND EXISTS (SELECT 1 FROM "
            f"{ServicePoint._meta.db_table} p WHERE p.company_id = %s "
            f"AND p.account_key = {ROW}.account_key)",
            [batch.company_id, batch.pk, batch.company_id],
        )
        for key, field, severity, zh, zh_end, en in WITHIN:
            cursor.execute(
                INSIDE.format(key=key),
                [field, severity.value, zh, zh_end, en, CLAUSE, MARK, batch.pk],
            )
        for key, field, severity, model, column, zh, en in AGAINST:
            cursor.execute(
                OUTSIDE.format(
                    key=key,
                    table=model._meta.db_table,
                    column=column,
                    condition=IN_USE if model is Meter else "",
                ),
                [field, severity.value, zh, en, CLAUSE, MARK, batch.pk, batch.company_id],
            )
        cursor.execute(
            f"UPDATE {ROW} SET shares = %s WHERE batch_id = %s AND line IN (SELECT line FROM "
            f"{FINDING} WHERE batch_id = %s AND field = 'address' AND error = 'duplicate')",
            [True, batch.pk, batch.pk],
        )
        find_repeated(batch)
        # The first of several rows with one address shares it as well: it may be on file by then.
        cursor.execute(
            f"UPDATE {ROW} SET verdict = 'error' WHERE batch_id = %s AND line IN (SELECT line FROM "
            f"{FINDING} WHERE batch_id = %s AND severity = 'error')",
            [batch.pk, batch.pk],
        )
    find_orphans(batch)


def compare(batch: Batch) -> None:
    """Rows whose account is on file: the same, or different in some field, which is said."""
    last = 0
    while rows := list(
        batch.rows.filter(target__isnull=False, verdict=Verdict.NEW, line__gt=last).order_by(
            "line"
        )[:CHUNK]
    ):
        last = rows[-1].line
        known = _on_file([row.target for row in rows if row.target])
        different: list[int] = []
        remarks = Remarks(batch)
        for row in rows:
            found = list(_differences(json.loads(row.values), known[row.target or 0]))
            if found:
                different.append(row.pk)
            for field, zh, en in found:
                remarks.add(row.line, field, "different", Severity.NOTE, zh, en)
        same = [row.pk for row in rows if row.pk not in set(different)]
        Row.objects.filter(pk__in=same).update(verdict=Verdict.SAME)
        Row.objects.filter(pk__in=different).update(verdict=Verdict.CHANGED)
        remarks.write()


def _on_file(ids: list[int]) -> dict[int, dict[str, Any]]:
    """What is known of some accounts, compared by keys."""
    known: dict[int, dict[str, Any]] = {
        pk: {"place": place, "names": set(), "meters": set(), "phones": set()}
        for pk, place in ServicePoint.objects.filter(pk__in=ids)
        .order_by()
        .values_list("pk", "premises__text_key")
    }
    holders = (
        ServicePoint.objects.filter(
            pk__in=ids,
            occupancies__until__isnull=True,
            occupancies__role=OccupancyRole.USER,
        )
        .order_by()
        .values_list("pk", "occupancies__party__name", "occupancies__party__phones__number")
    )
    for pk, name, phone in holders:
        known[pk]["names"].add(name)
        known[pk]["phones"].add(phone)
    meters = Meter.objects.filter(service_point_id__in=ids, state="in_use").order_by()
    for pk, number in meters.values_list("service_point_id", "number_key"):
        known[pk]["meters"].add(number)
    return known


def _differences(values: dict[str, str], known: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    from heqi.customers.actions.places import place_key
    from heqi.imports.kinds.households import address_of, phones_of

    if values.get("name") not in known["names"]:
        yield (
            "name",
            "与档案中的户名不同；改名请办过户。",
            "Another name is on file; use a transfer.",
        )
    number = key_of(values.get("meter_no", ""))
    if number and number not in known["meters"]:
        yield "meter_no", "与档案中的表号不同；换表请办换表业务。", "Another meter is on file."
    if place_key(address_of(values)) != known["place"]:
        yield "address", "与档案中的地址不同。", "Another address is on file."
    phones = phones_of(values)
    if phones and not set(phones) <= known["phones"]:
        yield "phone", "与档案中的电话不同。", "Another phone is on file."
