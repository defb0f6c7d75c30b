"""The first customers of an installation: what checks and finds rows is built once they are in.

PostgreSQL looks up every key of every row as it comes and sorts it into every index. For a million
households into empty tables that is most of the time; done at the end, in the same transaction, it
is one pass over each table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from heqi.customers.models import Party
from heqi.customers.tables import Table

# Below this the tables are filled as always.
ENOUGH = 10_000
KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%(tables)s::regclass[])
        AND confrelid = ANY(%(tables)s::regclass[])
"""
INDICES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT indisunique
        AND indexrelid <> %(read)s::regclass
"""
# By this the writer finds addresses that several rows share, while it writes.
READ = "premises_key"


@contextmanager
def into_empty_tables(tables: list[Table], count: int) -> Iterator[None]:
    """Around all rows, inside the transaction; nothing is done where customers are on file.

    Other work on these tables waits until the end, of which there is none before the first
    customers are there.
    """
    if connection.vendor != "postgresql" or count < ENOUGH or Party.objects.exists():
        yield
        return
    with connection.cursor() as cursor:
        # Checks that wait for the end of the transaction would hold the tables.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        given: dict[str, Any] = {"tables": [table.name for table in tables], "read": READ}
        cursor.execute(KEYS, given)
        keys = cursor.fetchall()
        cursor.execute(INDICES, given)
        indices = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indices:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        # The default of 64 MB writes what it sorts to disk and reads it again.
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _name, definition in indices:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
