"""The engine against brute force: the same occurrences, however the runs came."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from heqi.duties.engine import Member, Plan, Spec, Version, plan
from heqi.duties.periods import DAY, MONTHS, span_of

START, END = date(2024, 1, 1), date(2028, 12, 31)
PERIODS = ("day", "week", "month", "quarter", "half-year", "year")
LUNAR = {2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17)}


class Table:
    """National day every year, the Spring Festival of three years only."""

    def on(self, code: str, year: int) -> date | None:
        return date(year, 10, 1) if code == "national_day" else LUNAR.get(year)


DAYS = st.dates(START, END)
SPECS = st.builds(
    Spec,
    audience=st.just("vip"),
    period=st.sampled_from(PERIODS),
    count=st.integers(1, 3),
    rotation=st.sampled_from((1, 3)),
    due_day=st.sampled_from((0, 5)),
) | st.builds(
    Spec,
    audience=st.just("vip"),
    period=st.just("year"),
    occasions=st.just(("spring_festival", "national_day")),
    opens=st.integers(0, 5),
)


@st.composite
def versions(draw: st.DrawFn) -> list[Version]:
    """A rule from the start, changed twice at most, perhaps withdrawn in between."""
    later = sorted(draw(st.sets(DAYS, max_size=2)) - {START})
    changed = [Version(day, draw(st.none() | SPECS)) for day in later]
    return [Version(START, draw(SPECS)), *changed]


@st.composite
def members(draw: st.DrawFn) -> list[Member]:
    """A few members, each from a day until a day or for good."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        since = draw(DAYS)
        until = draw(st.none() | st.dates(since, END))
        found.append(Member("party", str(number), f"#{number}", since=since, until=until))
    return found


def brute(rows: list[Version], people: list[Member], begun: date) -> set[tuple]:
    """Day by day: does a period begin today, by the rule of today, and who takes part in it?"""
    found = set()
    day = START
    while day <= END:
        spec = next((v.spec for v in reversed(rows) if v.since <= day), None)
        for first, last, occasion in begins(spec, day):
            middle = first + (last - first) // 2
            for one in people:
                joined = max(one.since, begun) <= middle
                still = one.until is None or (one.until > first and one.until > one.since)
                if joined and still and turn(one, spec, first):
                    for n in range(1, (1 if occasion else spec.count) + 1):
                        found.add((one.type, one.id, first, occasion, n))
        day += DAY
    return found


def begins(spec: Spec | None, day: date) -> list[tuple[date, date, str]]:
    if spec is None:
        return []
    if spec.occasions:
        falls = day + timedelta(days=spec.opens)
        named = [c for c in spec.occasions if Table().on(c, falls.year) == falls]
        return [(day, falls, code) for code in named]
    last = day
    while same(spec.period, last + DAY, day):
        last += DAY
    return [(day, last, "")] if not same(spec.period, day - DAY, day) else []


def same(period: str, one: date, other: date) -> bool:
    if period == "day":
        return one == other
    if period == "week":
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    part = MONTHS[period]
    return (one.year, (one.month - 1) // part) == (other.year, (other.month - 1) // part)


def turn(one: Member, spec: Spec, first: date) -> bool:
    if spec.rotation == 1:
        return True
    alone = Spec(spec.audience, spec.period, rotation=spec.rotation)
    asked = plan([Version(START, alone)], [Member(one.type, one.id, "")], since=first, until=first,
                 begun=date.min, days=Table())  # fmt: skip
    return bool(asked.due)


@settings(max_examples=60, deadline=None)
@given(versions(), members(), DAYS)
def test_the_engine_wants_what_brute_force_finds(
    rows: list[Version], people: list[Member], begun: date
) -> None:
    found = wanted(rows, people, begun, START, END)
    assert {one.key for one in found.due} == brute(rows, people, begun)
    assert len(found.due) == len({one.key for one in found.due})


@settings(max_examples=60, deadline=None)
@given(versions(), members(), DAYS, st.lists(DAYS, max_size=12))
def test_windows_in_any_order_add_up_to_the_whole(
    rows: list[Version], people: list[Member], begun: date, cuts: list[date]
) -> None:
    whole = {one.key: one for one in wanted(rows, people, begun, START, END).due}
    edges = [START, *sorted(set(cuts)), END]
    pieces: dict = {}
    for since, until in reversed(list(pairwise(edges))):
        # Windows overlap by their last day: a run that begins where the last one ended.
        pieces |= {one.key: one for one in wanted(rows, people, begun, since, until).due}
    assert pieces == whole


@given(st.sampled_from(PERIODS), DAYS)
def test_a_rotation_comes_round_to_everybody_once(period: str, day: date) -> None:
    spec = Spec("vip", period, rotation=3)
    first = span_of(period, day).first
    second = span_of(period, span_of(period, first).last + DAY)
    third = span_of(period, second.last + DAY)
    people = [Member("party", str(n), "") for n in range(20)]
    found = wanted([Version(date(2000, 1, 1), spec)], people, date.min, first, third.first)
    assert sorted(one.member.id for one in found.due) == sorted(m.id for m in people)


def test_a_missing_year_of_the_festival_table_is_told_and_not_guessed() -> None:
    spec = Spec("vip", "year", occasions=("spring_festival", "national_day"))
    found = wanted([Version(START, spec)], [Member("party", "1", "")], START, START, END)
    assert found.unknown == (("spring_festival", 2027), ("spring_festival", 2028))
    assert sum(one.span.occasion == "national_day" for one in found.due) == 5


def wanted(
    rows: list[Version], people: list[Member], begun: date, since: date, until: date
) -> Plan:
    return plan(rows, people, since=since, until=until, begun=begun, days=Table())
