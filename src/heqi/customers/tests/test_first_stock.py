"""The first customers on PostgreSQL: keys and indices go for a while and come back as they were."""

import pytest
from django.db import IntegrityError, connection, transaction

from heqi.customers.actions.bulk import Writer
from heqi.customers.actions.bulk.first import ENOUGH, into_empty_tables
from tests.cast import NOW, Cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sorts as it goes"),
]
GUARDS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
    FROM pg_constraint WHERE conrelid::regclass::text LIKE 'customers_%' ORDER BY 1, 2
"""
INDICES = "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'customers_%' ORDER BY indexdef"


def told(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def test_keys_and_indices_stand_as_before(cast: Cast) -> None:
    writer = Writer(cast.units["gas"], count=ENOUGH, now=NOW)
    guards, indices = told(GUARDS), told(INDICES)
    with transaction.atomic(), writer.indexing():
        assert len(told(GUARDS)) < len(guards)
        assert len(told(INDICES)) < len(indices)
    assert told(GUARDS) == guards
    assert told(INDICES) == indices


def test_a_row_that_points_at_nothing_is_refused_at_the_end(cast: Cast) -> None:
    writer = Writer(cast.units["gas"], count=ENOUGH, now=NOW)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        into_empty_tables([writer.phone, writer.party], ENOUGH),
    ):
        writer.phone.write([(1, cast.units["gas"].pk, 404, "13900000001", "10000000931", True)])
