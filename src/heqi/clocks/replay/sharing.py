"""A long period in stretches, shared between processes."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from multiprocessing import get_all_start_methods, get_context

from django.db import connection, connections

from heqi.clocks.replay.report import Replay

# Below so many cases a second process costs more than it saves.
MANY = 50_000
# More stretches than processes, so that a full one does not leave the others waiting.
EACH = 2
# Threads of the pool of connections, which is closed before.
POOLED = "pool-"
Work = Callable[[date, date], Replay]


def workers() -> int:
    """How many processes may share a replay here: one for each core, but one alone inside a
    transaction, which no other process sees, and beside threads, which a copy would lose."""
    others = [
        one
        for one in threading.enumerate()
        if one is not threading.current_thread() and not one.name.startswith(POOLED)
    ]
    alone = connection.in_atomic_block or others or "fork" not in get_all_start_methods()
    return 1 if alone else os.cpu_count() or 1


def shared(work: Work, since: date, until: date, hands: int) -> Iterator[Replay]:
    """What ``work`` finds in each stretch, in their order. The processes begin as copies of this
    one, so that the packs are not read again; each connects to the database itself."""
    _let_go()
    stretches = list(pairwise(edges(since, until, hands * EACH)))
    with ProcessPoolExecutor(
        hands, mp_context=get_context("fork"), initializer=_begin, initargs=(work,)
    ) as pool:
        yield from pool.map(_do, *zip(*stretches, strict=True))


def edges(since: date, until: date, number: int) -> list[date]:
    """A period cut into stretches of whole days, at most ``number`` of them."""
    days = (until - since).days
    return sorted({since + timedelta(days=days * n // number) for n in range(number + 1)})


def _let_go() -> None:
    """Close what a copy must not share: connections, and the pools that keep them open."""
    connections.close_all()
    for one in connections.all(initialized_only=True):
        if hasattr(one, "close_pool"):
            one.close_pool()


class _Here:
    work: Work


def _begin(work: Work) -> None:
    _Here.work = work


def _do(since: date, until: date) -> Replay:
    return _Here.work(since, until)
