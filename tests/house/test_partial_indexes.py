"""SQLite takes an index over some rows only where the question leaves out what it leaves out.

Without the words the answer is the same and every row is read: nobody sees it before the table is
large.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heqi.counter.bills import settled
from heqi.customers.queries.merges import alike
from heqi.people.models import Unit
from heqi.service.actions import receive_call
from heqi.service.tests.makers import make_request
from tests.cast import NOW, Cast


def _plans(queries: CaptureQueriesContext) -> str:
    with connection.cursor() as cursor:
        found = []
        for query in queries.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                found += [row[3] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture
def gas(cast: Cast) -> Unit:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL proves it by itself")
    return cast.units["gas"]


def test_a_call_that_is_told_twice_is_found_by_its_index(gas: Unit, cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        receive_call(unit=gas, caller_number="1", external_ref="c9", by=cast.lin, now=NOW)
    assert "contact_external_once" in _plans(queries)


def test_a_request_that_is_sent_twice_is_found_by_its_index(gas: Unit, cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        make_request(cast, idempotency_key="k1")
    assert "request_key_once" in _plans(queries)


def test_paid_bills_and_customers_alike_are_found_by_their_indexes(gas: Unit) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert settled({("work", "1"), ("gas", "2")}) == set()
        assert list(alike(gas, phones=["13700000001"], id_number="1", name="张三")) == []
    plans = _plans(queries)
    assert "bill_paid_once" in plans or "line_bill" in plans
    assert "party_identity" in plans
    assert "phone_number" in plans
    assert "SCAN" not in plans
