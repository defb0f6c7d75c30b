"""Read in bulk, clocks say what the engine says of each; what arrays cannot tell is marked."""

import datetime as dt
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heqi.rulebook.bulk import NOTHING, Histories, Line, due_many, instant, micros, read_many
from heqi.rulebook.bulk.readings import kinds_of
from heqi.rulebook.clock import Event, State, read_clock, read_due
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import LimitError, parse_limit
from heqi.rulebook.tests.cases_time import EDGES, aware, draw_start, worlds
from heqi.rulebook.tests.oracle_time import minute_of

LINES = [Line.of(calendar) for _world, calendar in worlds()]
CUTOFFS = {
    "by_time": [
        {"between": "08:00-20:00", "days": "working", "limit": "2 h"},
        {"between": "08:00-20:00", "days": "off", "limit": "10:00 on working day +1"},
        {"between": "00:00-08:00", "limit": "10:00 same day"},
    ],
    "else": "10:00 next day",
}
LIMITS: tuple[Any, ...] = (
    "immediately", "30 min", "2 h", "3 calendar days", "5 days to end of day", "2 weeks",
    "1 month", "2 months to end of day", "45 working minutes", "7 working hours",
    "1 working day", "3 working days", "15 working days to midnight", "same day",
    "2 working days same time", "same working day", "half working day", "1.5 working days",
    "17:30 same day", "17:30 next day", "10:00 on working day +2", "12:00 same working day",
    "10:00 on day +1 after working day +1", "24-48 h", "5 rings",
    "3 days to end of day or next working day",
    CUTOFFS, {"earlier_of": ["2 h", "1 working hour"]}, {"later_of": ["1 h", "same working day"]},
    {"limit": "1 calendar day", "from": "paid"}, {"limit": "2 working days", "from": "paid"},
    {"limit": "3 h", "from": {"later_of": ["applied", "paid"]}}, "at paid",
    "at least 1 per day", {"by": "area", "is": {"town": "1 h", "remote": "2 h"}},
)  # fmt: skip
# Kinds that must not be left to the engine, or the bulk is no bulk.
FAST = [limit for limit in LIMITS if "per day" not in str(limit) and "town" not in str(limit)]


def read(limit: Any) -> Any:
    try:
        return parse_limit(limit)
    except LimitError as wrong:
        pytest.fail(f"{limit}: {wrong}")


def moments(rng: Random, number: int) -> list[dt.datetime]:
    return [aware(draw_start(rng)) + rng.choice((0, 0, 7)) * dt.timedelta(microseconds=13_000_011)
            for _ in range(number)]  # fmt: skip


@pytest.mark.parametrize("world", [0, 1, 2])
def test_due_instants_of_every_kind_of_limit_agree_with_the_engine(world: int) -> None:
    rng, calendar, line = Random(f"bulk/{world}"), worlds()[world][1], LINES[world]
    for given_limit in LIMITS:
        limit = read(given_limit)
        starts, paid = moments(rng, 60), moments(rng, 60)
        events = {name: np.array([micros(at) for at in them])
                  for name, them in (("applied", starts), ("paid", paid))}  # fmt: skip
        due, sure = due_many(limit, events["applied"], line, events)
        for number, (start, named) in enumerate(zip(starts, paid, strict=True)):
            if sure[number]:
                found = due_at(limit, start, calendar, events={"applied": start, "paid": named})
                assert instant(due[number]) == found.at, (given_limit, start, named)
        if given_limit in FAST:
            assert sure.mean() > 0.5, given_limit


def test_what_lies_beyond_the_known_years_or_before_1992_is_left_to_the_engine() -> None:
    line = LINES[0]
    late, early = dt.datetime(2026, 12, 31, 9), dt.datetime(1986, 5, 1, 9)  # noqa: DTZ001
    starts = np.array([micros(aware(minute_of(at))) for at in (late, early)])
    assert not due_many(parse_limit("3 working days"), starts, line, {})[1].any()
    assert due_many(parse_limit("2 h"), starts, line, {})[1].tolist() == [True, False]


KINDS = ("applied", "paid", "arrived", "refused", "withdrawn", "suspended", "resumed", "reopened",
         "restarted", "booked", "noted")  # fmt: skip
OFTEN = (9, 6, 9, 2, 2, 1, 1, 1, 0.3, 1, 6)
FORM = {
    "clock": "story", "start": "applied", "stop": ["arrived", "noted"], "fail": "refused",
    "cancel": "withdrawn", "pause": "suspended", "resume": "resumed", "override": "booked",
    "reset": "restarted", "reopen": {"events": "reopened", "then": "continue"},
}  # fmt: skip


def story(rng: Random) -> list[Event]:
    start = draw_start(rng)
    found = []
    for order in range(rng.randrange(1, 8)):
        at = start + rng.randrange(4000)
        if rng.random() < 0.4:
            at = at // 1440 * 1440 + rng.choice(EDGES)
        kind = "applied" if order == 0 else rng.choices(KINDS, OFTEN)[0]
        facts = {"for": aware(at + 600).isoformat()} if kind == "booked" else {}
        found.append(Event(kind, aware(at), None, None, facts, order))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.sampled_from(FAST), st.sampled_from([0, 1, 2]))
def test_clocks_of_many_histories_agree_with_each_read_alone(
    rng: Random, given_limit: Any, world: int
) -> None:
    """Pauses, bookings, reopening, cancelling, failing, ties of instants, events still to come."""
    stories = [story(rng) for _ in range(40)]
    limit, spec = read(given_limit), parse_clock(FORM)
    now = max(event.at for event in rng.choice(stories)) + dt.timedelta(minutes=rng.randrange(600))
    calendar = worlds()[world][1]
    readings = read_many(spec, limit, histories_of(stories, now), LINES[world], micros(now))
    for number, events in enumerate(stories):
        one = read_clock(spec, limit, events, calendar, now)
        late = one.state in (State.MISSED, State.OVERDUE)
        assert read_due(spec, limit, events, calendar, now) == (one.due_at, late)
        if readings.sure[number]:
            assert instant(readings.due[number]) == one.due_at, (given_limit, events, now)
            assert bool(readings.late[number]) is late, (given_limit, events, now, one)


def histories_of(stories: list[list[Event]], now: dt.datetime) -> Histories:
    kinds = {kind: number for number, kind in enumerate(KINDS)}
    rows = [(case, kinds[e.kind], micros(e.at), e.order, named(e))
            for case, events in enumerate(stories) for e in events]  # fmt: skip
    case, kind, at, order, names = (np.array(column) for column in zip(*rows, strict=True))
    return Histories.of(
        len(stories), kinds, case=case, kind=kind, at=at, order=order, now=micros(now), named=names
    )


def named(event: Event) -> int:
    text = event.facts.get("for")
    return NOTHING if text is None else micros(dt.datetime.fromisoformat(text))


def test_a_straight_history_is_never_left_to_the_engine() -> None:
    rng = Random("straight")
    stories = []
    for _ in range(200):
        start = aware(draw_start(rng))
        done = start + dt.timedelta(minutes=rng.randrange(1, 4000))
        stories.append([Event("applied", start), Event("arrived", done, order=1)])
    now = aware(minute_of(dt.datetime(2026, 12, 31)))  # noqa: DTZ001
    spec = parse_clock(FORM)
    assert kinds_of(spec) >= {"applied", "arrived", "reopened"}
    readings = read_many(spec, parse_limit("2 h"), histories_of(stories, now), LINES[0],
                         micros(now))  # fmt: skip
    assert readings.sure.all()
    assert 0 < readings.late.sum() < 200
