"""All rules over one window, and what they add up to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from heqi.lookups.rules.enumeration import consecutive, guessing
from heqi.lookups.rules.exports import canaries, exports
from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import SEEN, Around, Finding, Look, Tally, Window
from heqi.lookups.rules.presence import by_a_colleague, denials, off_duty
from heqi.lookups.rules.relations import kin, neighbours, protected, repeated
from heqi.lookups.rules.stated import refuted, slowly, unexplained
from heqi.lookups.rules.volume import identity, revealing, volume

Rule = Callable[[Window, Around, Limits], Iterator[Finding]]

# What cannot wait for the night: enumeration, refusals, exports in a burst, bait.
REAL_TIME: tuple[Rule, ...] = (consecutive, guessing, denials, by_a_colleague, exports, canaries)
RULES: tuple[Rule, ...] = (
    unexplained, slowly, refuted, kin, protected, neighbours, volume, consecutive, guessing,
    off_duty, denials, by_a_colleague, revealing, identity, repeated, exports, canaries,
)  # fmt: skip


def review(
    window: Window, around: Around, limits: Limits, rules: Iterable[Rule] = RULES
) -> list[Finding]:
    """What the rules find, in the order of their list."""
    return [finding for rule in rules for finding in rule(window, around, limits)]


def score_of(findings: Iterable[Finding]) -> Mapping[int, int]:
    """Points by viewer."""
    points: dict[int, int] = {}
    for finding in findings:
        points[finding.actor] = points.get(finding.actor, 0) + finding.points
    return points


def tally_of(actor: int, day: int, looks: Sequence[Look]) -> Tally:
    """What one viewer's rows of a day add up to."""
    seen: set[int] = set()
    hours: dict[int, set[int]] = {}
    views = unmasks = 0
    for look in looks:
        if look.action not in SEEN:
            continue
        seen.add(look.subject)
        hours.setdefault(look.at // 3600, set()).add(look.subject)
        if look.action == "view":
            views += 1
        else:
            unmasks += 1
    peak = max((len(customers) for customers in hours.values()), default=0)
    return Tally(actor, day, len(seen), peak, views, unmasks)
