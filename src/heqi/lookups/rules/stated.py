"""R1 and R2: looks without business, and reasons that were not true."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import REFUTED, SEEN, UNEXPLAINED, Around, Finding, Look, Window
from heqi.lookups.rules.numbers import far_above


def unexplained(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R1: no link to a look. A few points each; more for several customers of one day."""
    for actor, looks in window.settled.items():
        by_day: dict[int, list[Look]] = defaultdict(list)
        for look in looks:
            if look.verdict == UNEXPLAINED:
                by_day[around.day(look.at)].append(look)
        for found in by_day.values():
            customers = {look.subject for look in found}
            is_many = len(customers) >= limits.whole("R1", "day")
            points = limits.whole("R1", "day_points" if is_many else "points")
            yield _finding("R1", "day", actor, found, points, customers=len(customers))


def slowly(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R1 over the window: far more unexplained looks than the peers have, a few each day."""
    counts: dict[object, dict[int, int]] = defaultdict(dict)
    for actor, group in around.group.items():
        counts[group][actor] = 0
    fresh: dict[int, list[Look]] = {}
    for actor, looks in window.unlinked.items():
        done = around.cited.get(("R1:slow", actor), frozenset())
        found = [look for look in looks if look.verdict == UNEXPLAINED and look.id not in done]
        fresh[actor] = found
        counts[around.group.get(actor)][actor] = len(found)
    for group, by_actor in counts.items():
        bar = far_above(list(by_actor.values()), limits.part("R1", "slow_mads"))
        bar = max(bar, limits.whole("R1", "slow_least"))
        for actor, number in by_actor.items():
            if group is not None and number > bar and window.settled.get(actor):
                points = limits.whole("R1", "slow_points")
                yield _finding(
                    "R1", "slow", actor, fresh[actor], points, number=number, usual=int(bar)
                )


def refuted(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R2: the number given as reason is no business of that customer."""
    for actor, looks in window.settled.items():
        found = [look for look in looks if look.verdict == REFUTED and look.action in SEEN]
        if found:
            customers = len({look.subject for look in found})
            yield _finding(
                "R2", "day", actor, found, limits.whole("R2", "points"), customers=customers
            )


def _finding(
    rule: str, form: str, actor: int, looks: Sequence[Look], points: int, **numbers: int
) -> Finding:
    return Finding(
        rule=rule,
        form=form,
        actor=actor,
        since=min(look.at for look in looks),
        until=max(look.at for look in looks),
        points=points,
        looks=tuple(look.id for look in looks),
        subjects=tuple(dict.fromkeys(look.subject for look in looks)),
        numbers={"looks": len(looks), **numbers},
    )
