"""The queue's pages hold the rows of the plain query in its order, read along an index."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from heqi.ledger.actors import SYSTEM, Actor
from heqi.people import ways as walking
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import Filters, board, first_orders, order_list, tab_counts
from heqi.workorders.states import OPEN_STATES, Status
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
UNITS = ("gas", "service", "repair1", "repair2", "dispatch", "other", "other-dispatch")
READERS = ("sun", "zhou", "han", "zheng", "other", "national", "he")
TABS = (
    "open", "to_dispatch", "in_hand", "soon", "late", "suspended", "to_review", "to_call_back",
    "closed", "all",
)  # fmt: skip


def spread_orders(cast: Cast, count: int) -> None:
    """Orders in every state over two companies, many of them due in the same minute."""
    random = Random(3)
    units = [cast.units[name] for name in UNITS]
    rows = []
    for number in range(count):
        unit = random.choice(units)
        status = random.choice(Status.values)
        is_open = status in OPEN_STATES
        due = NOW + timedelta(minutes=random.randint(-20, 20))
        rows.append(
            WorkOrder(
                number=f"WX261123-{number:05d}",
                company_id=unit.company_id or unit.pk,
                unit=unit,
                kind=random.choice(["no_flame", "conversion"]),
                status=status,
                is_open=is_open,
                tier=random.choice(["standard", "vip"]),
                alert=random.choice(["", "soon"]) if is_open else "",
                due_at=due if is_open and number % 5 else None,
                queue_at=due,
                created_at=NOW - timedelta(minutes=random.randint(0, 30)),
            )
        )
    WorkOrder.objects.bulk_create(rows)


def pages(actor: Actor, filters: Filters, size: int = 12) -> list[int]:
    """The keys of all pages, one after the other."""
    keys: list[int] = []
    for page in range(1, 100):
        found = board(actor, filters, page=page, size=size, now=NOW)
        keys += [order.pk for order in found.rows]
        if not found.has_next:
            return keys
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("most", [60, 1], ids=["merged", "sorted"])
def test_every_reader_gets_the_rows_of_the_plain_query_in_its_order(
    cast: Cast, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "MOST_WALKS", most)
    spread_orders(cast, 70)
    asked = [Filters(tab=tab) for tab in TABS]
    asked += [
        Filters(sort="newest"),
        Filters(kind="conversion", due="late"),
        Filters(unit=cast.units["service"].pk, tab="all"),
        Filters(unit=cast.units["repair1"].pk, tier="vip"),
        Filters(unit=cast.units["gas"].pk),
        Filters(unit=0, tab="all"),
        Filters(text="WX261123-0001", tab="all"),
    ]
    for name in READERS:
        actor = getattr(cast, name)
        for filters in asked:
            plain = [order.pk for order in order_list(actor, filters, now=NOW)]
            assert pages(actor, filters) == plain, (name, filters)
            assert [o.pk for o in first_orders(actor, filters, now=NOW, limit=5)] == plain[:5]
            assert board(actor, filters, now=NOW).total == len(plain)


def test_tabs_count_what_their_pages_hold_to_the_cap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread_orders(cast, 70)
    for name in READERS:
        actor = getattr(cast, name)
        for tab, number in tab_counts(actor, now=NOW).items():
            assert number == order_list(actor, Filters(tab=tab), now=NOW).count(), (name, tab)
    monkeypatch.setattr("heqi.workorders.queries.queue.CAP", 11)
    assert tab_counts(SYSTEM, now=NOW)["open"] == 11


def test_the_cost_of_a_page_does_not_grow_with_the_rows(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for name in ("sun", "han", "national"):
        spread = board(getattr(cast, name), Filters(), now=NOW)
        assert not spread.rows
    spread_orders(cast, 30)
    with django_assert_num_queries(50, exact=False) as few:
        for name in ("sun", "han", "national"):
            board(getattr(cast, name), Filters(), size=2, now=NOW)
    WorkOrder.objects.all().delete()
    spread_orders(cast, 300)
    with django_assert_num_queries(len(few)):
        for name in ("sun", "han", "national"):
            board(getattr(cast, name), Filters(), size=2, now=NOW)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a plan without statistics is SQLite's")
def test_every_page_is_a_walk_along_an_index(cast: Cast, django_assert_num_queries: Any) -> None:
    for reader in ("sun", "zhou", "han", "national"):
        actor = getattr(cast, reader)
        for tab in TABS:
            with django_assert_num_queries(99, exact=False) as asked:
                board(actor, Filters(tab=tab), now=NOW)
            walk = next(
                q["sql"] for q in asked if "ORDER BY" in q["sql"] and "LIMIT 31" in q["sql"]
            )
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {walk}")
                plan = " ".join(row[-1] for row in cursor.fetchall())
            assert "INDEX order_" in plan, (reader, tab, plan)
            assert "TEMP B-TREE" not in plan, (reader, tab, plan)
