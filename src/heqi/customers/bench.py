"""How fast search answers over a million customers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

from django.db import connection, models

from heqi.customers.demo import generate_customers
from heqi.customers.measuring import Took, figures, took
from heqi.customers.models import Compound, Party, Phone, SearchEntry
from heqi.customers.search import search_customers
from heqi.customers.search.tokens import fold, readings
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Unit

BARS_MS = {"sqlite": 20.0, "postgresql": 50.0}
# What is typed, in equal parts; the texts come from rows that exist.
MIX = {
    "two_characters": "the first two characters of a name",
    "three_characters": "the first three characters of a name",
    "four_characters": "the first four characters of a compound",
    "phone_tail": "the last four digits of a phone number",
    "phone_beginning": "the first eight digits of a phone number",
    "phone": "a whole phone number",
    "initials": "the initials of a name in pinyin",
    "pinyin": "a whole name in pinyin",
    "combined": "two characters of a compound and a flat",
    "name_and_tail": "a family name and the last four digits of a phone number",
}
# As a person types: whoever asks faster is stopped by the limit per hour (lookups/gates).
PACE = timedelta(seconds=10)


def bench_search(
    customers: int,
    *,
    units: list[Unit],
    now: datetime,
    actor: Actor = SYSTEM,
    rounds: int = 60,
    seed: int = 7,
) -> dict[str, Any]:
    """Fill up to ``customers``, search ``rounds`` times per kind of ``MIX``; in milliseconds.

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
        now += PACE
        search_customers(actor, text, now=now)
    times: dict[str, list[Took]] = {kind: [] for kind in MIX}
    found = 0
    for kind, text in _texts(random, rounds):
        now += PACE
        one, result = took(partial(search_customers, actor, text, now=now))
        times[kind].append(one)
        found += bool(result.hits)
    everything = figures([one for rows in times.values() for one in rows])
    bar = BARS_MS[connection.vendor]
    return {
        "what": "search",
        "customers": Party.objects.count(),
        "entries": SearchEntry.objects.count(),
        "companies": len(units),
        "mix": MIX,
        "filled_s": round(filled, 1),
        "found": found,
        **everything,
        "bar_p95_ms": bar,
        "within_bar": everything["p95_ms"] < bar,
        "by_kind": {kind: figures(rows) for kind, rows in times.items()},
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
