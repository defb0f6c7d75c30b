"""Generated cases for time: the engine's answer and brute force's, side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

from heqi.rulebook.calendars import Calendar, default_calendar
from heqi.rulebook.counting import ZONE
from heqi.rulebook.due import due_at
from heqi.rulebook.hours import parse_hours
from heqi.rulebook.spans import Words
from heqi.rulebook.tests.oracle_time import World, instant_of, minute_of

PLAIN = [(510, 720), (840, 1050)]
SUMMER = [(480, 720), (900, 1080)]
CLOSED = {dt.date(2024, 7, 10), dt.date(2020, 10, 9), dt.date(2026, 3, 3)}
OPENED = {dt.date(2024, 7, 13), dt.date(2020, 10, 4), dt.date(2026, 12, 27)}


def _shift(pairs: list[tuple[int, int]]) -> list[str]:
    return [f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in pairs]


@lru_cache(maxsize=1)
def worlds() -> tuple[tuple[World, Calendar], ...]:
    """Statutory days; summer hours with a company's changes; open day and night."""
    law = default_calendar()
    summer = parse_hours(
        [
            {"shift": _shift(PLAIN)},
            {"shift": _shift(SUMMER), "from": "06-01", "until": "10-01"},
        ]
    )
    name = Words("公司", "Company")
    company = law.with_changes(
        off=dict.fromkeys(CLOSED, name), work=dict.fromkeys(OPENED, name), hours=summer
    )
    around = Calendar(
        name="around",
        title=name,
        hours=parse_hours([{"shift": ["00:00-24:00"]}]),
        week=frozenset(range(1, 8)),
        years=law.years,
    )
    return (
        (World({"plain": PLAIN}), law),
        (World({"plain": PLAIN, "summer": SUMMER}, True, False, CLOSED, OPENED), company),
        (World({"plain": [(0, 1440)]}, False, True), around),
    )


@dataclass(frozen=True)
class Case:
    """One question; ``expected`` is a minute, a pair of minutes around it, or None (missing)."""

    world: int
    limit: Any
    start: int
    pauses: tuple[tuple[int, int], ...]
    expected: int | tuple[int, int] | None
    events: tuple[tuple[str, int], ...] = ()


EDGES = (0, 480, 509, 510, 511, 719, 720, 721, 840, 900, 1049, 1050, 1051, 1080, 1140, 1439)
BUSY = (
    dt.date(2020, 9, 25),
    dt.date(2019, 12, 30),
    dt.date(2024, 2, 6),
    dt.date(2024, 7, 8),
    dt.date(2026, 9, 18),
    dt.date(2026, 12, 22),
)


def draw_start(rng: Random) -> int:
    if rng.random() < 0.5:
        day = rng.choice(BUSY) + dt.timedelta(days=rng.randrange(14))
    else:
        day = dt.date(2018, 1, 1) + dt.timedelta(days=rng.randrange(3285))
    minute = rng.choice(EDGES) if rng.random() < 0.4 else rng.randrange(1440)
    day = min(day, dt.date(2026, 12, 31))
    return minute_of(dt.datetime.combine(day, dt.time())) + minute


def draw_pauses(rng: Random, start: int) -> tuple[tuple[int, int], ...]:
    pauses = []
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        since = start + rng.randrange(-600, 6000)
        if rng.random() < 0.4:
            since = since // 1440 * 1440 + rng.choice(EDGES)
        length = rng.choice((0, 1, 30, 60, 240, 1440, 2880, rng.randrange(8000)))
        until = since + length
        if rng.random() < 0.3:
            until = max(since, until // 1440 * 1440 + rng.choice(EDGES))
        pauses.append((since, until))
    return tuple(pauses)


def draw_plain(
    rng: Random, world: World, start: int, pauses: tuple[tuple[int, int], ...]
) -> tuple[Any, int | tuple[int, int] | None]:
    """A limit of one line and brute force's answer."""
    stops = list(pauses)
    n = rng.randrange(1, 12)
    kind = rng.randrange(16)
    match kind:
        case 0:
            n = rng.randrange(1, 5000)
            return f"{n} min", world.elapsed(start, n, stops)
        case 1:
            return f"{n} h", world.elapsed(start, n * 60, stops)
        case 2:
            return f"{n} calendar days", world.elapsed(start, n * 1440, stops)
        case 3:
            return f"{n} days to end of day", world.ticks(start, n, stops, 1440, False)
        case 4:
            return f"{n} working hours", world.working(start, n * 60, stops)
        case 5:
            n = rng.randrange(1, 2000)
            return f"{n} working minutes", world.working(start, n, stops)
        case 6:
            return f"{n} working days", world.ticks(start, n, stops, "close", True)
        case 7:
            return f"{n} working days to midnight", world.ticks(start, n, stops, 1440, True)
        case 8:
            return (
                f"{n} working days same time",
                world.ticks(start, n, stops, start % 1440, True),
            )
        case 9:
            share = Fraction(n, 2)
            text = f"{float(share):g} working days" + (" rolling" if n % 2 == 0 else "")
            return text, world.shared(start, n / 2, stops)
        case 10:
            number = rng.randrange(1, 4)
            end = world.months_later(start, number)
            return f"{number} months", world.elapsed(start, end - start, stops)
        case 11:
            number = rng.randrange(1, 4)
            days = world.months_later(start, number) // 1440 - start // 1440
            text = f"{number} months to end of day"
            return text, world.ticks(start, days, stops, 1440, False)
        case 12:
            return "same working day", world.ticks(start, 1, stops, "close", True, today=True)
        case 13:
            minute, days = rng.choice((600, 720, 1050)), rng.randrange(1, 4)
            clock = f"{minute // 60:02d}:{minute % 60:02d}"
            return f"{clock} on day +{days}", world.ticks(start, days, stops, minute, False)
        case 14:
            minute, days = rng.choice((600, 720, 1050)), rng.randrange(1, 4)
            clock = f"{minute // 60:02d}:{minute % 60:02d}"
            return f"{clock} on working day +{days}", world.ticks(start, days, stops, minute, True)
        case _:
            first = world.ticks(start, 1, stops, 1440, True)
            text = "10:00 on day +1 after working day +1"
            if first is None:
                return text, None
            day = first // 1440 - 1
            return text, world.ticks(start, 1, stops, 600, False, since_day=day)


def draw_case(rng: Random) -> Case:
    """A case; now and then with a pause from the due instant on, which must change nothing."""
    case = _draw_case(rng)
    if isinstance(case.expected, int) and rng.random() < 0.2:
        late = (case.expected, case.expected + rng.choice((1, 60, 3000)))
        case = replace(case, pauses=(*case.pauses, late))
    return case


def _draw_case(rng: Random) -> Case:
    number = rng.choice((0, 0, 1, 1, 2))
    world = worlds()[number][0]
    start = draw_start(rng)
    pauses = draw_pauses(rng, start)
    shape = rng.randrange(10)
    if shape == 0:
        return _cutoffs(rng, number, world, start, pauses)
    if shape == 1:
        return _from_later(rng, number, world, start, pauses)
    if shape == 2:
        return _either(rng, number, world, start, pauses)
    limit, expected = draw_plain(rng, world, start, pauses)
    return Case(number, limit, start, pauses, expected)


def _cutoffs(
    rng: Random, number: int, world: World, start: int, pauses: tuple[tuple[int, int], ...]
) -> Case:
    two, last = draw_plain(rng, world, start, pauses), draw_plain(rng, world, start, pauses)
    off = draw_plain(rng, world, start, pauses)
    since = rng.choice((0, 480, 1140))
    until = rng.choice((960, 1200, 360))
    clock = [f"{m // 60:02d}:{m % 60:02d}" for m in (since, until)]
    form = {
        "by_time": [
            {"between": "-".join(clock), "days": "working", "limit": two[0]},
            {"days": "off", "limit": off[0]},
        ],
        "else": last[0],
    }
    minute = start % 1440
    inside = since <= minute < until if since < until else minute >= since or minute < until
    if world.kind(start) in ("weekend", "holiday"):
        return Case(number, form, start, pauses, off[1])
    return Case(number, form, start, pauses, two[1] if inside else last[1])


def _from_later(
    rng: Random, number: int, world: World, start: int, pauses: tuple[tuple[int, int], ...]
) -> Case:
    other = start - rng.randrange(0, 5000)
    limit, expected = draw_plain(rng, world, start, pauses)
    events = (("applied", other), ("paid", start))
    form = {"limit": limit, "from": {"later_of": ["applied", "paid"]}}
    return Case(number, form, other, pauses, expected, events)


def _either(
    rng: Random, number: int, world: World, start: int, pauses: tuple[tuple[int, int], ...]
) -> Case:
    one, two = (draw_plain(rng, world, start, pauses) for _ in range(2))
    ends = [end for _, end in (one, two)]
    if any(end is None or isinstance(end, tuple) for end in ends):
        return Case(number, one[0], start, pauses, one[1])
    which = rng.choice(("earlier_of", "later_of"))
    picked = (min if which == "earlier_of" else max)(e for e in ends if isinstance(e, int))
    return Case(number, {which: [one[0], two[0]]}, start, pauses, picked)


def aware(minute: int) -> dt.datetime:
    return instant_of(minute).replace(tzinfo=ZONE)


def difference(case: Case) -> str | None:
    """None if the engine agrees with brute force."""
    calendar = worlds()[case.world][1]
    due = due_at(
        case.limit,
        aware(case.start),
        calendar,
        events={name: aware(at) for name, at in case.events},
        pauses=[(aware(a), aware(b)) for a, b in case.pauses],
    )
    expected = case.expected
    if expected is None:
        good = due.at is None and due.missing_calendar == 2027
    elif due.at is None:
        good = False
    elif isinstance(expected, tuple):
        low, high = (aware(m) for m in expected)
        good = low < due.at <= high
    else:
        good = due.at == aware(expected)
    return None if good else f"{case} -> {due.at} (missing {due.missing_calendar})"
