"""How fast search and the work queue answer over very many rows."""

import os
import platform
from collections.abc import Callable
from datetime import datetime
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from heqi.customers.bench import bench_search
from heqi.customers.measuring import Took, figures, took
from heqi.people.models import Account, Staff, Unit
from heqi.people.queries import actor_of
from heqi.web.demo import build_demo, is_empty
from heqi.web.demo.mass import add_orders
from heqi.workorders.models import WorkOrder

BAR_MS = 100.0
# Whose first page is measured: a post and what its holder sees.
READERS = {
    "dispatcher": "dispatcher",
    "captain": "team leader",
    "head_customer_service": "department head",
    "gm": "general manager",
    "regional_director": "region",
    "national_officer": "group",
}
TABS = (
    "open", "to_dispatch", "in_hand", "soon", "late", "suspended", "to_review", "to_call_back",
    "closed", "all",
)  # fmt: skip
# What else a dispatcher asks the queue for; told apart, the bar is for the first page.
ASKED = {
    "by kind": "kind=no_flame",
    "by kind, closed": "tab=closed&kind=no_flame",
    "VIPs": "tier=vip",
    "due today": "due=today",
    "newest first": "sort=newest",
    "page 50": "tab=closed&page=50",
    "page 500": "tab=closed&page=500",
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
    cpu = process_time()
    if is_empty():
        build_demo(customers=min(customers, 5_000), orders=0, now=now, say=say)
    companies = list(Unit.objects.filter(kind="company").order_by("pk"))
    result: dict[str, Any] = {"at": now.isoformat(), **_machine()}
    if customers:
        say(f"search over {customers} customers")
        agent = actor_of(_holder("agent"), now=now)
        result["search"] = bench_search(
            customers, units=companies, now=now, actor=agent, rounds=rounds
        )
    if orders:
        result["queue"] = _bench_queue(orders, companies, rounds=rounds, now=now, say=say)
    # Kilobytes on Linux; SQLite's part counts the file as far as it is mapped.
    peak = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    spent = round(process_time() - cpu, 1)
    return result | {"cpu_s": spent, "peak_memory_mb": peak, "load_after": _load()}


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
        )
        version = cursor.fetchone()[0]
    return {
        "database": connection.vendor,
        "version": version,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_before": _load(),
    }


def _load() -> float:
    """What waits for the processors, over the last minute: above the cores, times are too long."""
    return round(os.getloadavg()[0], 1)


def _bench_queue(
    orders: int,
    companies: list[Unit],
    *,
    rounds: int,
    now: datetime,
    say: Callable[[str], None],
) -> dict[str, Any]:
    started = perf_counter()
    missing = orders - WorkOrder.objects.count()
    mix: dict[str, Any] = {}
    if missing > 0:
        say(f"orders: {missing}")
        mix = add_orders(missing, companies=companies, now=now, seed=7)
        _refresh_statistics()
    filled = perf_counter() - started
    say("first page of the queue")
    turns = max(5, rounds // 4)
    pages = {
        f"{seen}, {tab}": _page(post, f"tab={tab}", turns)
        for post, seen in READERS.items()
        for tab in TABS
    }
    last = WorkOrder.objects.order_by("-pk").values_list("number", flat=True).first() or ""
    asked = {**ASKED, "by number": f"tab=all&q={last[:-2]}"}
    others = {name: _page("dispatcher", query, turns) for name, query in asked.items()}
    everything = figures([one for rows in pages.values() for one in rows])
    return {
        "what": "first page of the queue, whole answer of the site, every tab of six readers",
        "orders": WorkOrder.objects.count(),
        "open": WorkOrder.objects.all().still_open().count(),
        "mix": mix,
        "filled_s": round(filled, 1),
        **everything,
        "bar_p95_ms": BAR_MS,
        "within_bar": everything["p95_ms"] < BAR_MS,
        "by_reader": {
            seen: figures(
                [one for tab in TABS for one in pages[f"{seen}, {tab}"]],
            )
            for seen in READERS.values()
        },
        "by_page": {name: figures(rows) for name, rows in pages.items()},
        "filtered": {name: figures(rows) for name, rows in others.items()},
    }


def _page(post: str, query: str, turns: int) -> list[Took]:
    """The whole answer to a reader's request, from the first middleware to the last byte."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(_account(post), backend=settings.AUTHENTICATION_BACKENDS[-1])

    def get() -> None:
        answer = browser.get(f"/orders/?{query}")
        if answer.status_code != 200:
            raise RuntimeError(f"/orders/?{query}: {answer.status_code}")

    for _ in range(2):
        get()
    return [took(get)[0] for _ in range(turns)]


def _account(post: str) -> Account:
    account: Account = _holder(post).account
    return account


def _holder(post: str) -> Staff:
    return Staff.objects.filter(post_id=post, account__isnull=False).order_by("number")[0]


def _refresh_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
