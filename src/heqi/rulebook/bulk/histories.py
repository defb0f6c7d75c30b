"""Recorded events of many cases, in order, and the first of a kind after a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from heqi.rulebook.bulk.lines import NOTHING, Flags, Ints

NEVER = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Histories:
    """Events sorted by case, then as they happened: ``case`` numbers from 0 to ``size`` - 1,
    ``kind`` places in ``kinds``, ``at`` instants. ``named``: the instants that events name."""

    size: int
    kinds: Mapping[str, int]
    case: Ints
    kind: Ints
    at: Ints
    named: Ints

    @classmethod
    def of(
        cls,
        size: int,
        kinds: Mapping[str, int],
        *,
        case: Ints,
        kind: Ints,
        at: Ints,
        order: Ints,
        now: int,
        named: Ints | None = None,
    ) -> Histories:
        """Puts what had happened by ``now`` in order."""
        if named is None:
            named = np.full(case.shape, NOTHING)
        place = np.lexsort((order, at, case))
        place = place[at[place] <= now]
        return cls(size, kinds, case[place], kind[place], at[place], named[place])

    def part(self, first: int, last: int) -> Histories:
        """The histories of the cases from ``first`` to ``last`` (excluded), numbered from 0."""
        begin, end = np.searchsorted(self.case, [first, last])
        cut = slice(int(begin), int(end))
        return Histories(
            last - first, self.kinds, self.case[cut] - first, self.kind[cut], self.at[cut],
            self.named[cut],
        )  # fmt: skip

    def first_after(self, kinds: Iterable[str], after: Ints) -> Ints:
        """For each case the place of the first event of some kinds behind a place, or NEVER."""
        places = np.flatnonzero(self._among(kinds))
        cases = self.case[places]
        behind = places > after[cases]
        places, cases = places[behind], cases[behind]
        first = np.ones(cases.shape, dtype=np.bool_)
        first[1:] = cases[1:] != cases[:-1]
        found = np.full(self.size, NEVER)
        found[cases[first]] = places[first]
        return found

    def instants(self, places: Ints) -> Ints:
        """When the events at places happened; NOTHING for NEVER."""
        found = np.full(places.shape, NOTHING)
        real = places != NEVER
        found[real] = self.at[places[real]]
        return found

    def named_instants(self, kind: str) -> Ints:
        """The latest instant that an event of a kind named, else when the first happened."""
        start = np.full(self.size, -1)
        found = self.instants(self.first_after([kind], start))
        naming = np.flatnonzero(self._among([kind]) & (self.named != NOTHING))
        found[self.case[naming]] = self.named[naming]
        return found

    def _among(self, kinds: Iterable[str]) -> Flags:
        codes = [self.kinds[kind] for kind in kinds if kind in self.kinds]
        return np.isin(self.kind, codes)
