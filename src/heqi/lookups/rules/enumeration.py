"""R7: going through numbers one after the other, and guessing."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import EXPLAINED, SEEN, Around, Finding, Look, Window


def consecutive(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R7: neighbouring numbers within minutes, without a route that leads along them."""
    span, least = limits.whole("R7", "minutes") * 60, limits.whole("R7", "run")
    for actor, looks in window.looks.items():
        seen = [
            look
            for look in looks
            if look.verdict != EXPLAINED and look.action in SEEN and look.subject in around.place
        ]
        gap = limits.whole("R7", "gap")
        found = _longest_run(seen, around, span, gap) if len(seen) >= least else []
        if len(found) >= least:
            yield _finding("run", actor, found, limits, limits.whole("R7", "minutes"))


def guessing(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R7: searches that find nothing, dozens in an hour."""
    span, least = limits.whole("R7", "misses_minutes") * 60, limits.whole("R7", "misses")
    for actor, looks in window.looks.items():
        misses = [look for look in looks if look.action == "search" and not look.rows]
        if len(misses) < least:
            continue
        best: list[Look] = []
        recent: deque[Look] = deque()
        for look in misses:
            recent.append(look)
            while look.at - recent[0].at > span:
                recent.popleft()
            if len(recent) > len(best):
                best = list(recent)
        if len(best) >= least:
            yield _finding("misses", actor, best, limits, limits.whole("R7", "misses_minutes"))


def _longest_run(looks: Sequence[Look], around: Around, span: int, gap: int) -> list[Look]:
    """The longest run of one book's numbers seen within ``span``, at most ``gap`` missing between.

    Vacant numbers leave gaps in an honest walk along a street and in a dishonest one alike.
    """
    best: list[Look] = []
    for first, start in enumerate(looks):
        near: dict[tuple[object, int], Look] = {}
        for look in looks[first:]:
            if look.at - start.at > span:
                break
            near.setdefault(around.place[look.subject], look)
        if len(near) <= len(best):
            continue
        by_book: dict[object, list[int]] = defaultdict(list)
        for book, number in sorted(near, key=lambda place: place[1]):
            by_book[book].append(number)
        for book, numbers in by_book.items():
            for run in _runs(numbers, gap):
                if len(run) > len(best):
                    best = [near[book, number] for number in run]
    return best


def _runs(numbers: Sequence[int], gap: int) -> list[list[int]]:
    """Ascending numbers cut where more than ``gap`` are missing."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number - runs[-1][-1] <= gap + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _finding(form: str, actor: int, looks: Sequence[Look], limits: Limits, minutes: int) -> Finding:
    instants = [look.at for look in looks]
    return Finding(
        rule="R7",
        form=form,
        actor=actor,
        since=min(instants),
        until=max(instants),
        points=limits.whole("R7", "points"),
        looks=tuple(look.id for look in looks),
        subjects=tuple(look.subject for look in looks if look.subject),
        numbers={"number": len(looks), "minutes": minutes},
    )
