"""Reproducible stratified draws: who is called back, which order is reviewed, and why.

A draw depends on nothing but the items' ids, the ratio, the seed and the strata: not on the order
in which items come, not on the machine, not on a random generator's version. Each item has a
rank, the SHA-256 of seed and id; within a stratum the lowest ranks are drawn. So anybody can draw
again later and see the same, and a larger ratio only ever adds to a smaller one's draw.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

from heqi.rulebook.values import Words, read_decimal

T = TypeVar("T")
Stratum = tuple[Hashable, ...]

ALWAYS, RATIO, AT_LEAST, NOT_DRAWN, EXCLUDED = (
    "always",
    "ratio",
    "at_least",
    "not_drawn",
    "excluded",
)
_RANKS = 16**16


@dataclass(frozen=True, slots=True)
class Pick(Generic[T]):
    """What became of one item, and why.

    `reason` is ``always``, ``ratio``, ``at_least`` (all drawn), ``not_drawn`` or ``excluded``.
    `place` is the item's place in its stratum by rank, counted from 1 (0: not ranked); `wanted` how
    many the ratio asked of the stratum, `size` how many it held. `before` is how many the stratum
    held and gave earlier in a period whose draws belong together; ``None`` where each stands alone.
    """

    item: T
    key: str
    stratum: Stratum
    reason: str
    place: int
    wanted: int
    size: int
    because: Any = None
    before: tuple[int, int] | None = None

    @property
    def drawn(self) -> bool:
        return self.reason in (ALWAYS, RATIO, AT_LEAST)

    def words(self) -> Words:
        """Why the item was or was not drawn, as one sentence in both languages."""
        if self.reason == ALWAYS:
            extra = _because(self.because)
            return Words(f"必须抽取{extra.zh}。", f"It must be drawn{extra.en}.")
        if self.reason == EXCLUDED:
            extra = _because(self.because)
            return Words(f"不参加抽样{extra.zh}。", f"It takes no part in the draw{extra.en}.")
        if self.reason == AT_LEAST:
            return Words(
                "为保证每组的最少数量而抽取。",
                "It is drawn so that its group has the least number.",
            )
        zh, en = ("抽中", "It is drawn") if self.drawn else ("未抽中", "It is not drawn")
        if self.before is not None:
            held, gave = self.before
            return Words(
                f"{zh}：本组此前 {held} 件已抽 {gave} 件，"
                f"本次 {self.size} 件应抽 {self.wanted} 件，随机次序为第 {self.place}。",
                f"{en}: of {held} in its stratum before, {gave} were drawn; {self.wanted} of the "
                f"{self.size} now are wanted, and its place in the random order is {self.place}.",
            )
        return Words(
            f"{zh}：本组 {self.size} 件应抽 {self.wanted} 件，随机次序为第 {self.place}。",
            f"{en}: {self.wanted} of the {self.size} in its stratum are wanted, and its place in "
            f"the random order is {self.place}.",
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "stratum": [str(part) for part in self.stratum],
            "drawn": self.drawn,
            "reason": self.reason,
            "place": self.place,
            "wanted": self.wanted,
            "size": self.size,
            "words": self.words().as_json(),
        }


def _because(because: object) -> Words:
    if isinstance(because, Words):
        return Words(f"：{because.zh}", f": {because.en}")
    return Words(f"：{because}", f": {because}") if isinstance(because, str) else Words("", "")


@dataclass(frozen=True, slots=True)
class Draw(Generic[T]):
    """The outcome of a draw: one `Pick` for each item, by key."""

    seed: str
    ratio: Decimal | None
    picks: tuple[Pick[T], ...]

    @property
    def drawn(self) -> tuple[T, ...]:
        """The items drawn, in the order of their keys."""
        return tuple(pick.item for pick in self.picks if pick.drawn)

    def pick(self, key: object) -> Pick[T]:
        """What became of the item with a key; KeyError where there is none."""
        for pick in self.picks:
            if pick.key == str(key):
                return pick
        raise KeyError(key)


def rank(seed: str, key: str) -> int:
    """The place of a key in the random order of a seed: a number below 2**64."""
    digest = hashlib.sha256(f"{len(seed)}:{seed}:{key}".encode()).hexdigest()
    return int(digest[:16], 16)


def falls_in(seed: str, key: object, ratio: object) -> bool:
    """Whether a single item is drawn, decided on its own: for items that arrive one by one."""
    return Fraction(rank(str(seed), str(key)), _RANKS) < Fraction(_ratio(ratio))


def _ratio(ratio: object) -> Decimal:
    number = read_decimal(ratio)
    if not 0 <= number <= 1:
        raise ValueError(f"a ratio lies between 0 and 1, not {number}")
    return number


def wanted_of(size: int, ratio: object, at_least: int = 0) -> int:
    """How many of `size` a ratio asks for: rounded half up, but never 0 of some; at least so many.

    A ratio of zero asks for none.
    """
    number = _ratio(ratio)
    wanted = int((number * size).to_integral_value(ROUND_HALF_UP))
    if number and size:
        wanted = max(wanted, 1)
    return min(size, max(wanted, at_least))


def wanted_after(size: int, ratio: object, before: tuple[int, int]) -> int:
    """How many of `size` a ratio asks for where it holds over a period of several draws.

    `before` is how many the earlier draws of the period held and gave. The ratio is that of the
    whole period, so that rounding never adds up; no draw takes back what an earlier one gave.
    """
    held, gave = before
    whole = (_ratio(ratio) * (held + size)).to_integral_value(ROUND_HALF_UP)
    return min(size, max(int(whole) - gave, 0))


def draw(
    items: Iterable[T],
    ratio: object,
    seed: object,
    *,
    key: Callable[[T], object] = str,
    strata: Callable[[T], Hashable] | None = None,
    at_least_per: Mapping[Callable[[T], Hashable], int] | None = None,
    always: Callable[[T], object] | None = None,
    exclude: Callable[[T], object] | None = None,
    before: Mapping[Stratum, tuple[int, int]] | None = None,
    had: Mapping[Hashable, int] | None = None,
) -> Draw[T]:
    """Draw a share of `items`.

    :param ratio: 0 to 1, of each stratum, or a function that tells it for a stratum; a ratio above
        zero draws at least one of a stratum, unless `before` is given.
    :param seed: any text, stored with the draw so that it can be repeated.
    :param key: the id of an item; two items with one id are an error (ValueError).
    :param strata: the stratum of an item, such as its team; None: one stratum for all.
    :param at_least_per: least numbers for groups, as ``{worker_of: 1}``: one for each worker. They
        are filled by rank after the ratio.
    :param always: a true answer (a text or `Words` says why) draws the item whatever the ratio;
        such items do not count towards the ratio of their stratum, and do for the least numbers.
    :param exclude: a true answer keeps the item out, unless it is always drawn.
    :param before: how many each stratum held and gave in earlier draws of the same period; the
        ratio then is that of the period (see `wanted_after`).
    :param had: how many each group of `at_least_per` was given already; a group of None is not
        looked after.
    """
    seed = str(seed)
    share = None if callable(ratio) else _ratio(ratio)
    by_key: dict[str, T] = {}
    for item in items:
        name = str(key(item))
        if name in by_key:
            raise ValueError(f"two items have the id {name}")
        by_key[name] = item
    fixed: dict[str, tuple[str, object]] = {}
    ranked: dict[Stratum, list[str]] = {}
    stratum_of: dict[str, Stratum] = {}
    for name, item in by_key.items():
        chosen = strata(item) if strata else ()
        stratum = chosen if isinstance(chosen, tuple) else (chosen,)
        stratum_of[name] = stratum
        if always and (because := always(item)):
            fixed[name] = (ALWAYS, because)
        elif exclude and (because := exclude(item)):
            fixed[name] = (EXCLUDED, because)
        else:
            ranked.setdefault(stratum, []).append(name)
    ranks = {name: rank(seed, name) for name in stratum_of if name not in fixed}
    reasons: dict[str, str] = {}
    places: dict[str, tuple[int, int, int, tuple[int, int] | None]] = {}
    for stratum, names in ranked.items():
        names.sort(key=lambda name: (ranks[name], name))
        part = _ratio(ratio(stratum)) if callable(ratio) else share
        earlier = None if before is None else before.get(stratum, (0, 0))
        if earlier is None:
            wanted = wanted_of(len(names), part)
        else:
            wanted = wanted_after(len(names), part, earlier)
        for place, name in enumerate(names, start=1):
            places[name] = (place, wanted, len(names), earlier)
            reasons[name] = RATIO if place <= wanted else NOT_DRAWN
    for group, least in (at_least_per or {}).items():
        _fill(by_key, reasons, fixed, group, least, ranks, had or {})
    picks = []
    for name in sorted(by_key):
        reason, because = fixed.get(name) or (reasons[name], None)
        place, wanted, size, earlier = places.get(name, (0, 0, 0, None))
        picks.append(
            Pick(
                by_key[name],
                name,
                stratum_of[name],
                reason,
                place,
                wanted,
                size,
                because,
                earlier,
            )
        )
    return Draw(seed, share, tuple(picks))


def _fill(
    items: Mapping[str, T],
    reasons: dict[str, str],
    fixed: Mapping[str, tuple[str, object]],
    group: Callable[[T], Hashable],
    least: int,
    ranks: Mapping[str, int],
    had: Mapping[Hashable, int],
) -> None:
    """Draw more, by rank, until each group has its least number (or no more items)."""
    have: Counter[Hashable] = Counter(had)
    for name, (reason, _) in fixed.items():
        if reason == ALWAYS:
            have[group(items[name])] += 1
    for name, reason in reasons.items():
        if reason != NOT_DRAWN:
            have[group(items[name])] += 1
    for name in sorted(reasons, key=lambda name: (ranks[name], name)):
        belongs = group(items[name])
        if belongs is not None and reasons[name] == NOT_DRAWN and have[belongs] < least:
            reasons[name] = AT_LEAST
            have[belongs] += 1
