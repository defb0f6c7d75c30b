"""Many rows of one table: ids first, then one prepared statement (SQLite) or COPY (PostgreSQL)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

# First and last id of rows that stand one after the other.
Runs = list[tuple[int, int]]

# The sequence is looked up once; ids that stand in a row come back as their ends.
TAKE = """
    WITH named AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS ids),
    taken AS MATERIALIZED (SELECT nextval(named.ids) AS id FROM named, generate_series(1, %s))
    SELECT min(id), max(id),
        CASE WHEN max(id) - min(id) + 1 > count(*) THEN array_agg(id ORDER BY id) END
    FROM taken
"""


class Table:
    """Writes rows of a model from some of its fields; the other fields get their defaults.

    Use one per transaction. Values are as the database keeps them: days as ISO text.
    """

    def __init__(self, model: type[models.Model], *given: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [field for name, field in fields.items() if name not in given and name != "id"]
        self.name = model._meta.db_table
        self.label = model._meta.label_lower
        self._rest = tuple(
            field.get_db_prep_save(field.get_default(), connection) for field in rest
        )
        self.columns = ("id", *(fields[n].column for n in given), *(f.column for f in rest))
        self._last = 0

    def reserve(self, count: int) -> Sequence[int]:
        """Ids that nobody else will get."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(TAKE, [self.name, count])
                first, last, scattered = cursor.fetchone()
                return scattered or range(first, last + 1)
            # The transaction is the only writer: what the sequence says stays true.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
            found = cursor.fetchone()
        first = max(self._last, found[0] if found else 0) + 1
        self._last = first + count - 1
        return range(first, first + count)

    def write(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert rows: the id, then the given fields in their order."""
        rest = self._rest
        columns = ", ".join(f'"{name}"' for name in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                statement = f'COPY "{self.name}" ({columns}) FROM STDIN'
                with connection.wrap_database_errors, cursor.copy(statement) as copy:
                    for row in rows:
                        copy.write_row(row + rest)
                return
            marks = ", ".join(["%s"] * len(self.columns))
            cursor.executemany(
                f'INSERT INTO "{self.name}" ({columns}) VALUES ({marks})',
                [row + rest for row in rows],
            )


def extend(found: Runs, ids: Sequence[int]) -> None:
    """Add ascending ids to runs."""
    if isinstance(ids, range) and len(ids):
        _add(found, ids[0], ids[-1])
        return
    for pk in ids:
        _add(found, pk, pk)


def _add(found: Runs, first: int, last: int) -> None:
    if found and found[-1][1] == first - 1:
        found[-1] = (found[-1][0], last)
    else:
        found.append((first, last))
