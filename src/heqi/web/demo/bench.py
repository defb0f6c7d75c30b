"""How fast search and the work queue answer over very many rows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from heqi.customers.bench import bench_search
from heqi.people.models import Staff, Unit
from heqi.people.queries import actor_of
from heqi.web.demo import build_demo, is_empty
from heqi.web.demo.clients import clients_of
from heqi.web.demo.mass import add_orders
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import Filters, board

PAGE = "/orders/"
BAR_MS = 100.0
# What a dispatcher asks the queue for.
ASKED = {
    "open": Filters(),
    "to_dispatch": Filters(tab="to_dispatch"),
    "late": Filters(tab="late"),
    "suspended": Filters(tab="suspended"),
    "to_review": Filters(tab="to_review"),
    "closed": Filters(tab="closed"),
    "vip": Filters(tier="vip"),
    "kind": Filters(kind="no_flame"),
    "due_today": Filters(due="today"),
    "newest": Filters(tab="all", sort="newest"),
}


def run_bench(
    *,
    customers: int,
    orders: int,
    rounds: int = 60,
    now: datetime,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Fill the database up to the sizes and measure; times in milliseconds."""
    if is_empty():
        build_demo(customers=min(customers, 5_000), orders=0, now=now, say=say)
    companies = list(Unit.objects.filter(kind="company").order_by("pk"))
    result: dict[str, Any] = {"at": now.isoformat(), "database": connection.vendor}
    if customers:
        say(f"search over {customers} customers")
        actor = _actor("agent", now)
        result["search"] = bench_search(
            customers, units=companies, now=now, actor=actor, rounds=max(5, rounds // 4)
        )
    if orders:
        result["queue"] = bench_queue(orders, company=companies[0], rounds=rounds, now=now, say=say)
    return result


def bench_queue(
    orders: int, *, company: Unit, rounds: int, now: datetime, say: Callable[[str], None]
) -> dict[str, Any]:
    """The first page of the queue as a dispatcher of a whole company opens it."""
    started = perf_counter()
    missing = orders - WorkOrder.objects.count()
    mix: dict[str, Any] = {}
    if missing > 0:
        say(f"orders: {missing}")
        clients = clients_of(company, Random(1))
        mix = add_orders(missing, company=company, clients=clients, now=now, seed=7)
        _refresh_statistics()
    filled = perf_counter() - started
    say("queue")
    actor = _actor("dispatcher", now)
    last = WorkOrder.objects.order_by("-pk").values_list("number", flat=True).first() or ""
    asked = {**ASKED, "number": Filters(tab="all", text=last[:-2])}
    times = {
        name: _measure(lambda f=filters: board(actor, f, now=now), rounds)  # type: ignore[misc]
        for name, filters in asked.items()
    }
    everything = [took for rows in times.values() for took in rows]
    found: dict[str, Any] = {
        "what": "first page of the queue",
        "orders": WorkOrder.objects.count(),
        "open": WorkOrder.objects.filter(is_open=True).count(),
        "mix": mix,
        "filled_s": round(filled, 1),
        "rounds": rounds,
        "bar_ms": BAR_MS,
        "query": _figures(everything),
        "by_filter": {name: _figures(rows) for name, rows in times.items()},
    }
    page = _page_times(rounds)
    if page:
        found["page"] = _figures(page)
    slowest = max(row["p95_ms"] for row in found["by_filter"].values())
    found["within_bar"] = max(slowest, found.get("page", {}).get("p95_ms", 0)) < BAR_MS
    return found


def _page_times(rounds: int) -> list[float]:
    """The whole page, rendered; nothing where the page is not there."""
    try:
        resolve(PAGE)
    except Resolver404:
        return []
    browser = Client(SERVER_NAME="127.0.0.1")
    account = _holder("dispatcher").account
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get() -> None:
        answer = browser.get(PAGE)
        if answer.status_code != 200:
            raise RuntimeError(f"{PAGE}: {answer.status_code}")

    return _measure(get, rounds)


def _measure(what: Callable[[], object], rounds: int) -> list[float]:
    for _ in range(3):
        what()
    times = []
    for _ in range(rounds):
        started = perf_counter()
        what()
        times.append((perf_counter() - started) * 1000)
    return times


def _figures(times: Sequence[float]) -> dict[str, float]:
    rows = sorted(times)
    return {
        "p50_ms": round(rows[len(rows) // 2], 2),
        "p95_ms": round(rows[min(len(rows) - 1, int(len(rows) * 0.95))], 2),
        "max_ms": round(rows[-1], 2),
    }


def _holder(post: str) -> Staff:
    return Staff.objects.filter(post_id=post, account__isnull=False).order_by("number")[0]


def _actor(post: str, now: datetime) -> Any:
    return actor_of(_holder(post), now=now)


def _refresh_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
