"""Running the rules day by day over invented months, and counting."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random
from time import perf_counter
from typing import Any

from heqi.lookups.bench.honest import DAY, SWAP, Days
from heqi.lookups.bench.planted import TITLES, Episode, Planter
from heqi.lookups.bench.world import SHIFTS, World, make_world
from heqi.lookups.rules import Around, Finding, Limits, Look, Tally, Window, review, tally_of
from heqi.lookups.rules.looks import EXPLAINED, PENDING, SEEN
from heqi.lookups.rules.verdicts import judge

# A Monday far from any change of clocks.
FIRST = 20_000
# So many episodes of each pattern at the full size of 200 operators over 90 days.
EACH = 30
OPERATORS, DAYS = 200, 90
# Below these sizes there are no peers and no weeks to speak of.
LEAST = {"operators": 20, "days": 14}
# Misuse is found when it is flagged while it lasts or in the days until reasons are settled.
AFTER = 3


@dataclass(slots=True)
class Carried:
    """What one review hands on to the next, as the database does in service."""

    unlinked: dict[int, list[Look]] = field(default_factory=lambda: defaultdict(list))
    pending: list[Look] = field(default_factory=list)
    tallies: dict[object, list[Tally]] = field(default_factory=lambda: defaultdict(list))
    exports: dict[object, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    exported: set[int] = field(default_factory=set)
    cited: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))


def bench_lookups(
    *, seed: int, limits: Limits, operators: int = OPERATORS, days: int = DAYS
) -> dict[str, Any]:
    """Recall per pattern and false alerts per thousand openings, from one seed.

    An alert is a viewer's day whose findings reach the score at which he is asked. It is false
    where none of them cites a planted row.
    """
    started = perf_counter()
    random = Random(seed)
    world = make_world(operators, random, peers=limits.whole("R6", "peers"))
    made = Days(world, random)
    planter = Planter(made)
    each = max(2, round(EACH * operators * days / (OPERATORS * DAYS)))
    planter.plan(each, FIRST + min(10, days // 4), FIRST + days - AFTER)
    carried = Carried()
    alerts: list[tuple[int, list[Finding]]] = []
    early: list[tuple[int, list[Finding]]] = []
    opens = rows = vouched = 0
    for day in range(FIRST, FIRST + days + AFTER):
        looks: dict[int, list[Look]] = {}
        if day < FIRST + days:
            looks = made.honest(day)
            planter.add(day, looks)
        views = [look for each_ in looks.values() for look in each_ if look.action == "view"]
        opens += len(views)
        vouched += sum(look.source == "auto" for look in views)
        rows += sum(map(len, looks.values()))
        duty = _roster(made.world, day, made.random)
        early += [(day, one) for one in _evening(day, looks, duty, carried, made, limits)]
        found = _night(day, looks, duty, carried, made, limits)
        alerts += [(day, one) for one in found]
    return {
        "what": "lookups",
        "seed": seed,
        "rules": limits.version,
        "operators": len(world.operators),
        "days": days,
        "rows": rows,
        "opens": opens,
        "explained_without_click": round(vouched / max(1, opens), 4),
        **_count(planter.episodes, alerts, opens),
        "evening": _of_the_same_day(_count(planter.episodes, early, opens)),
        "took_s": round(perf_counter() - started, 1),
    }


def _of_the_same_day(found: dict[str, Any]) -> dict[str, Any]:
    """What the reviews of the evening add: misuse that is asked about on its own day."""
    names = (
        "found", "recall", "alerts", "false_alerts", "false_per_1000_opens", "precision",
        "false_by_rule",
    )  # fmt: skip
    return {name: found[name] for name in names}


def _evening(
    day: int,
    looks: dict[int, list[Look]],
    duty: dict[int, list[tuple[int, int]]],
    carried: Carried,
    made: Days,
    limits: Limits,
) -> list[list[Finding]]:
    """The reviews at the hours of the pack over the day so far; nothing is handed on, the night
    reviews the whole day again. A viewer is asked once for the same findings."""
    zone = made.world.around.zone
    around = replace(
        made.world.around, duty=duty, exported=carried.exported, cited=dict(carried.cited)
    )
    least, asked = limits.overall("ask_score"), set[tuple[int, str]]()
    found: list[list[Finding]] = []
    for hour in limits.content["ask_hours"]:
        now = day * DAY - zone + int(hour) * 3600
        judged = {
            actor: sorted(
                (_judge(look, made, limits, now) for look in rows if look.at <= now),
                key=lambda row: row.at,
            )
            for actor, rows in looks.items()
        }
        unlinked = {
            actor: [
                *carried.unlinked.get(actor, ()),
                *(one for one in rows if one.action in SEEN and one.verdict != EXPLAINED),
            ]
            for actor, rows in judged.items()
        }
        tallies = {group: list(rows) for group, rows in carried.tallies.items()}
        for actor, rows in judged.items():
            if rows:
                tallies.setdefault(around.group[actor], []).append(tally_of(actor, day, rows))
        window = Window(
            day=day,
            looks=judged,
            unlinked=unlinked,
            tallies=tallies,
            exports={key: [n for _day, n in rows] for key, rows in carried.exports.items()},
        )
        by_actor: dict[int, list[Finding]] = defaultdict(list)
        for finding in review(window, around, limits):
            by_actor[finding.actor].append(finding)
        for actor, findings in by_actor.items():
            fresh = [one for one in findings if (actor, one.key) not in asked]
            if fresh and sum(one.points for one in findings) >= least:
                asked |= {(actor, one.key) for one in findings}
                found.append(findings)
    return found


def _night(
    day: int,
    looks: dict[int, list[Look]],
    duty: dict[int, list[tuple[int, int]]],
    carried: Carried,
    made: Days,
    limits: Limits,
) -> list[list[Finding]]:
    """One review: the alerts of the day, each the findings of one viewer."""
    now = (day + 1) * DAY - made.world.around.zone + 3600
    around = replace(
        made.world.around,
        duty=duty,
        exported=carried.exported,
        cited=carried.cited,
    )
    judged = {
        actor: sorted((_judge(look, made, limits, now) for look in rows), key=lambda row: row.at)
        for actor, rows in looks.items()
    }
    settled = _settle(day, carried, made, limits, now)
    _carry(day, judged, carried, around, limits)
    window = Window(
        day=day,
        looks=judged,
        unlinked=carried.unlinked,
        settled=settled,
        tallies=carried.tallies,
        exports={key: [rows for _day, rows in found] for key, found in carried.exports.items()},
    )
    by_actor: dict[int, list[Finding]] = defaultdict(list)
    for finding in review(window, around, limits):
        by_actor[finding.actor].append(finding)
        carried.cited[finding.key, finding.actor].update(finding.looks)
    for actor, rows in judged.items():
        for look in rows:
            if look.action == "export":
                carried.exported.add(actor)
                carried.exports[around.group[actor]].append((day, look.rows))
    least = limits.overall("ask_score")
    return [one for one in by_actor.values() if sum(f.points for f in one) >= least]


def _judge(look: Look, made: Days, limits: Limits, now: int) -> Look:
    if look.action not in SEEN:
        return look
    found = judge(look, made.links.get(look.subject, ()), limits, now=now)
    return look._replace(verdict=found.verdict, link=found.kind)


def _settle(
    day: int, carried: Carried, made: Days, limits: Limits, now: int
) -> dict[int, list[Look]]:
    """Judge again what was pending; what a late order explains leaves the window."""
    settled: dict[int, list[Look]] = defaultdict(list)
    waiting: list[Look] = []
    final: dict[int, Look] = {}
    for look in carried.pending:
        again = _judge(look, made, limits, now)
        if again.verdict == PENDING:
            waiting.append(look)
            continue
        final[look.id] = again
        if again.verdict != EXPLAINED:
            settled[look.actor].append(again)
    carried.pending = waiting
    for actor, rows in carried.unlinked.items():
        carried.unlinked[actor] = [
            final.get(look.id, look)
            for look in rows
            if final.get(look.id, look).verdict != EXPLAINED
        ]
    return settled


def _carry(
    day: int, judged: dict[int, list[Look]], carried: Carried, around: Around, limits: Limits
) -> None:
    first = day - limits.overall("window_days") + 1
    for actor, rows in carried.unlinked.items():
        carried.unlinked[actor] = [look for look in rows if around.day(look.at) >= first]
    for group, tallies in carried.tallies.items():
        carried.tallies[group] = [tally for tally in tallies if tally.day >= first]
    for group, found in carried.exports.items():
        carried.exports[group] = [row for row in found if row[0] >= first]
    for actor, rows in judged.items():
        for look in rows:
            if look.action in SEEN and look.verdict != EXPLAINED:
                carried.unlinked[actor].append(look)
                if look.verdict == PENDING:
                    carried.pending.append(look)
        carried.tallies[around.group[actor]].append(tally_of(actor, day, rows))


def _roster(world: World, day: int, random: Random) -> dict[int, list[tuple[int, int]]]:
    zone = world.around.zone
    spans: dict[int, list[tuple[int, int]]] = {}
    for one in world.operators:
        first, last = SHIFTS[one.shift]
        is_known = one.works_on(day) and random.random() >= SWAP
        start = day * DAY - zone
        spans[one.id] = [(start + first * 3600, start + last * 3600)] if is_known else []
    return spans


def _count(
    episodes: Iterable[Episode], alerts: list[tuple[int, list[Finding]]], opens: int
) -> dict[str, Any]:
    cited: dict[int, set[int]] = defaultdict(set)
    planted: set[int] = set()
    by_pattern: dict[str, list[bool]] = defaultdict(list)
    for day, findings in alerts:
        for finding in findings:
            for pk in finding.looks:
                cited[pk].add(day)
    for episode in episodes:
        planted |= episode.looks
        until = max(episode.days) + AFTER
        is_found = any(min(cited[pk]) <= until for pk in episode.looks if pk in cited)
        by_pattern[episode.pattern].append(is_found)
    false: dict[str, int] = defaultdict(int)
    false_alerts = 0
    for _day, findings in alerts:
        if not any(planted.intersection(finding.looks) for finding in findings):
            false_alerts += 1
            for rule in {finding.rule for finding in findings}:
                false[rule] += 1
    found = sum(sum(row) for row in by_pattern.values())
    total = sum(len(row) for row in by_pattern.values())
    return {
        "planted": total,
        "found": found,
        "recall": round(found / max(1, total), 4),
        "patterns": {
            pattern: {
                "title": {"zh": TITLES[pattern][0], "en": TITLES[pattern][1]},
                "planted": len(row),
                "found": sum(row),
                "recall": round(sum(row) / len(row), 4),
            }
            for pattern, row in by_pattern.items()
        },
        "alerts": len(alerts),
        "false_alerts": false_alerts,
        "false_per_1000_opens": round(false_alerts * 1000 / max(1, opens), 4),
        "precision": round((len(alerts) - false_alerts) / max(1, len(alerts)), 4),
        "false_by_rule": dict(sorted(false.items())),
    }
