"""F1 to F4: entries that are false for somebody's gain (data-entry/9.3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from heqi.customers.business import Entry
from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import Finding

MONEY = frozenset({"payment", "gas", "material"})


def disagreeing(entries: Iterable[Entry], limits: Limits) -> Iterator[Finding]:
    """F1: an entry of payment, gas or material after which document, money and report differ."""
    by_actor: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind in MONEY and entry.amount:
            by_actor[entry.actor].append(entry)
    for actor, found in by_actor.items():
        amount = sum(abs(entry.amount) for entry in found)
        yield _finding("F1", actor, found, limits, number=len(found), yuan=f"{amount / 100:.2f}")


def reverted(entries: Iterable[Entry], limits: Limits) -> Iterator[Finding]:
    """F2: a value changed and changed back by the same person within days."""
    span = limits.whole("F2", "within_days") * 86400
    last: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.at):
        if not entry.field or entry.before == entry.after:
            continue
        key = (entry.subject, entry.field)
        for earlier in reversed(last[key]):
            if entry.at - earlier.at > span:
                break
            if earlier.actor == entry.actor and earlier.before == entry.after:
                hours = max(1, (entry.at - earlier.at) // 3600)
                yield _finding("F2", entry.actor, [earlier, entry], limits, hours=hours)
                break
        last[key].append(entry)


def back_dated(entries: Iterable[Entry], limits: Limits) -> Iterator[Finding]:
    """F3: entered late, after an inspection was announced, about a time before it."""
    late = limits.whole("F3", "late_hours") * 3600
    by_actor: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.announced or entry.at - entry.dated < late:
            continue
        if entry.dated < entry.announced <= entry.at:
            by_actor[entry.actor].append(entry)
    for actor, found in by_actor.items():
        yield _finding("F3", actor, found, limits, number=len(found))


def own_account(
    entries: Iterable[Entry], kin: Mapping[tuple[int, int], str], limits: Limits
) -> Iterator[Finding]:
    """F4: one's own account or that of one's household was changed, read or paid for."""
    by_pair: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        if kin.get((entry.actor, entry.subject)) in ("self", "household"):
            by_pair[entry.actor, entry.subject].append(entry)
    for (actor, _subject), found in by_pair.items():
        yield _finding("F4", actor, found, limits, number=len(found))


def _finding(
    rule: str, actor: int, entries: list[Entry], limits: Limits, **numbers: object
) -> Finding:
    return Finding(
        rule=rule,
        form="",
        actor=actor,
        since=entries[0].at,
        until=entries[-1].at,
        points=limits.whole(rule, "points"),
        looks=tuple(entry.id for entry in entries),
        subjects=tuple(dict.fromkeys(entry.subject for entry in entries if entry.subject)),
        numbers=numbers,
    )
