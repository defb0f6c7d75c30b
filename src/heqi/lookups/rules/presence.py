"""R8 and R9: off duty, and where one may not look."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import EXPLAINED, SEEN, Around, Finding, Look, Window


def off_duty(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R8: several looks off the roster. Rosters are wrong at times: it is a question first."""
    grace = limits.whole("R8", "grace_minutes") * 60
    for actor, looks in window.looks.items():
        spans = around.duty.get(actor)
        if spans is None:
            continue
        starts = [since for since, _until in spans]
        found = [
            look
            for look in looks
            if look.action in SEEN and not _is_on(look.at, spans, starts, grace)
        ]
        if len(found) > limits.whole("R8", "views"):
            yield _finding("R8", "", actor, found, limits, number=len(found))


def _is_on(at: int, spans: Sequence[tuple[int, int]], starts: Sequence[int], grace: int) -> bool:
    place = bisect_right(starts, at + grace) - 1
    return place >= 0 and at <= spans[place][1] + grace


def denials(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R9: refused again and again within an hour."""
    span, least = limits.whole("R9", "minutes") * 60, limits.whole("R9", "denials")
    for actor, looks in window.looks.items():
        best: list[Look] = []
        recent: deque[Look] = deque()
        for look in looks:
            if look.action != "denied":
                continue
            recent.append(look)
            while look.at - recent[0].at > span:
                recent.popleft()
            if len(recent) > len(best):
                best = list(recent)
        if len(best) >= least:
            yield _finding("R9", "often", actor, best, limits, number=len(best), minutes=span // 60)


def by_a_colleague(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R9: refused, and soon after seen by a colleague without business."""
    refused: dict[int, list[Look]] = defaultdict(list)
    for looks in window.looks.values():
        for look in looks:
            if look.action == "denied" and look.subject:
                refused[look.subject].append(look)
    if not refused:
        return
    span = limits.whole("R9", "then_minutes") * 60
    for actor, looks in window.looks.items():
        for look in looks:
            if look.verdict == EXPLAINED or look.action not in SEEN:
                continue
            for denied in refused.get(look.subject, ()):
                if denied.actor != actor and 0 <= look.at - denied.at <= span:
                    minutes = (look.at - denied.at) // 60
                    yield _finding("R9", "then", actor, [denied, look], limits, minutes=minutes)
                    break


def _finding(
    rule: str, form: str, actor: int, looks: Sequence[Look], limits: Limits, **numbers: int
) -> Finding:
    return Finding(
        rule=rule,
        form=form,
        actor=actor,
        since=looks[0].at,
        until=looks[-1].at,
        points=limits.whole(rule, "points"),
        looks=tuple(look.id for look in looks),
        subjects=tuple(dict.fromkeys(look.subject for look in looks if look.subject)),
        numbers=numbers,
    )
