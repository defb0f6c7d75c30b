"""What customers of the demo ask for, and how it went, before anything is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

# Calls of a day by the hour, from midnight: mornings and evenings are busy.
HOURS = (1, 1, 1, 1, 1, 2, 5, 9, 14, 15, 13, 10, 7, 8, 9, 9, 9, 10, 12, 11, 8, 5, 3, 2)
LATE = 0.05
CANCELLED = 0.03


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of ``matters.yaml``."""

    kind: str
    weight: int
    texts: tuple[str, ...]
    symptom: str = ""
    crew: tuple[str, ...] = ()
    arrive: tuple[int, int] = (0, 0)
    work: tuple[int, int] = (0, 0)
    result: str = ""
    answer: str = ""
    fee: int = 0
    material: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """When what happened to one matter."""

    rung: datetime
    answered: datetime
    opened: datetime
    call_ended: datetime
    dispatched: datetime
    accepted: datetime
    set_out: datetime
    arrived: datetime
    finished: datetime
    closed: datetime
    cancelled: bool


@cache
def matters() -> tuple[Matter, ...]:
    """Every matter of the data file."""
    text = files("heqi.web.demo").joinpath("data", "matters.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return tuple(_matter(row) for row in rows)


def _matter(row: dict[str, Any]) -> Matter:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Matter(**values)


def pick(rows: Sequence[Matter], random: Random) -> Matter:
    """A matter by its weight."""
    return random.choices(rows, [row.weight for row in rows])[0]


def course(matter: Matter, rung: datetime, random: Random, *, vip: bool) -> Course:
    """How a matter goes that comes in at ``rung``; a few go wrong."""

    def minutes(least: float, most: float) -> timedelta:
        return timedelta(seconds=round(random.uniform(least, most) * 60))

    answered = rung + timedelta(seconds=random.randint(3, 14))
    opened = answered + minutes(0.7, 2.5)
    call_ended = opened + minutes(0.2, 0.8)
    share = random.random() * (0.45 if vip else 1)
    trip = matter.arrive[0] + share * (matter.arrive[1] - matter.arrive[0])
    if random.random() < LATE:
        trip *= random.uniform(1.6, 3)
    arrived = opened + timedelta(seconds=round(trip * 60))
    dispatched = min(call_ended + minutes(0.5, 4), arrived - timedelta(minutes=4))
    dispatched = max(dispatched, call_ended)
    accepted = dispatched + timedelta(seconds=random.randint(20, 150))
    set_out = max(accepted, arrived - minutes(8, 25))
    if matter.kind == "emergency":
        set_out = accepted + minutes(0.3, 1.5)
    finished = arrived + minutes(*matter.work)
    return Course(
        rung,
        answered,
        opened,
        call_ended,
        dispatched,
        accepted,
        set_out,
        max(arrived, set_out),
        max(finished, set_out + timedelta(minutes=3)),
        finished + minutes(20, 240),
        random.random() < CANCELLED,
    )


def moment_of_day(day_start: datetime, random: Random) -> datetime:
    """An instant of a day, as calls are spread over it."""
    hour = random.choices(range(24), HOURS)[0]
    return day_start + timedelta(hours=hour, seconds=random.randint(0, 3599))
