"""How fast search answers over a million customers."""

import platform
from collections.abc import Iterator
from datetime import datetime
from random import Random
from time import perf_counter
from typing import Any

from django.db import connection, models

from heqi.customers.demo import generate_customers
from heqi.customers.models import Compound, Party, Phone, SearchEntry
from heqi.customers.search import search_customers
from heqi.customers.search.tokens import fold, readings
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.access import scope
from heqi.people.models import Unit

BARS_MS = {"sqlite": 20.0, "postgresql": 50.0}


def bench_search(
    customers: int,
    *,
    units: list[Unit],
    now: datetime,
    actor: Actor = SYSTEM,
    rounds: int = 60,
    seed: int = 7,
) -> dict[str, Any]:
    """Fill up to ``customers``, search ``rounds`` times per kind of text; times in milliseconds.

    Every measured text is new; the time includes writing the look-up log. One pass of other
    texts warms the caches first.
    """
    started = perf_counter()
    missing = customers - Party.objects.count()
    if missing > 0:
        generate_customers(missing, companies=units, now=now)
    filled = perf_counter() - started
    random = Random(seed)
    for _kind, text in _texts(random, max(10, rounds // 4)):
        search_customers(actor, text, now=now)
    times: dict[str, list[float]] = {}
    found = 0
    for kind, text in _texts(random, rounds):
        result = search_customers(actor, text, now=now)
        times.setdefault(kind, []).append(result.took * 1000)
        found += bool(result.hits)
    everything = [took for kind in times for took in times[kind]]
    bar = BARS_MS[connection.vendor]
    return {
        "what": "search",
        "database": connection.vendor,
        "customers": Party.objects.count(),
        "entries": SearchEntry.objects.count(),
        "companies": len(units),
        "everywhere": scope(actor, "customers.view").everywhere,
        "python": platform.python_version(),
        "filled_s": round(filled, 1),
        "searches": len(everything),
        "found": found,
        "p50_ms": _percentile(everything, 0.50),
        "p95_ms": _percentile(everything, 0.95),
        "p99_ms": _percentile(everything, 0.99),
        "bar_p95_ms": bar,
        "within_bar": _percentile(everything, 0.95) < bar,
        "by_kind": {
            kind: {"p50_ms": _percentile(rows, 0.50), "p95_ms": _percentile(rows, 0.95)}
            for kind, rows in times.items()
        },
    }


def _texts(random: Random, rounds: int) -> Iterator[tuple[str, str]]:
    """Texts as people type them, taken from rows that exist."""
    for _ in range(rounds):
        name = ""
        while not 3 <= len(name) <= 4:
            name = _any(Party, random).name
        phone = _any(Phone, random).number
        compound = _any(Compound, random).name
        yield "two_characters", name[:2]
        yield "three_characters", name[:3]
        yield "four_characters", compound[:4] if len(compound) >= 4 else compound + name[0]
        yield "phone_tail", phone[-4:]
        yield "phone_beginning", phone[:8]
        yield "phone", phone
        yield "initials", "".join(readings(c)[0][0] for c in fold(name))
        yield "pinyin", "".join(readings(c)[0] for c in fold(name))
        yield "combined", f"{compound[:2]} {random.randint(1, 12)}0{random.randint(1, 2)}"
        yield "name_and_tail", f"{name[0]} {phone[-4:]}"


def _any(model: type[models.Model], random: Random) -> Any:
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True)[0]
    return model._default_manager.filter(pk__gte=random.randint(1, last)).order_by("pk")[0]


def _percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 2)
