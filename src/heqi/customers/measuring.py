"""Times of what is done again and again: on the clock, and of the processor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, in milliseconds.

    ``cpu`` is this process alone: of SQLite it is everything, of PostgreSQL it leaves out the
    server, and on a busy machine it is what ``wall`` would be on an idle one, the server apart.
    """

    wall: float
    cpu: float


T = TypeVar("T")


def took(what: Callable[[], T]) -> tuple[Took, T]:
    """Do it once: how long it took, and what it gave."""
    wall, cpu = perf_counter(), process_time()
    given = what()
    return Took((perf_counter() - wall) * 1000, (process_time() - cpu) * 1000), given


def figures(times: Sequence[Took]) -> dict[str, float]:
    """``n`` and the least, the middle, the 95th of a hundred and the most, in milliseconds."""
    wall = sorted(one.wall for one in times)
    cpu = sorted(one.cpu for one in times)
    return {
        "n": len(times),
        "min_ms": round(wall[0], 2),
        "p50_ms": _percentile(wall, 0.50),
        "p95_ms": _percentile(wall, 0.95),
        "max_ms": round(wall[-1], 2),
        "cpu_p50_ms": _percentile(cpu, 0.50),
        "cpu_p95_ms": _percentile(cpu, 0.95),
    }


def _percentile(ordered: Sequence[float], part: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 2)
