"""Which cases of a period can differ under a draft, and what has to be read of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Count, QuerySet

from heqi.clocks.models import Timeline
from heqi.clocks.moved import Moved
from heqi.clocks.replay.deciding import Again, Clocked, Pair
from heqi.clocks.replay.fetching import (
    AHEAD,
    Micros,
    Moments,
    began,
    lacking,
    period,
    some,
    table,
)
from heqi.clocks.replay.report import Replay
from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.rulebook.bulk import Histories, events_of
from heqi.rulebook.bulk.lines import DAY, ORDINAL, Ints
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import breakpoints


@dataclass(slots=True)
class Part:
    """Cases of one company that are answered alike: ``rows`` are their ids and units."""

    company: int
    question: str
    rows: Ints
    pairs: list[Pair]
    moved: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """Timelines that have to be read, and how their moments are found."""

    timelines: "QuerySet[Timeline]"
    moments: dict[str, Any]
    pairs: list[Pair]


class Search:
    """Decides the period's decisions anew and gathers the cases that it concerns. ``facts`` are
    those that the draft moves, by subject."""

    def __init__(
        self,
        draft: Pack,
        since: date,
        until: date,
        company: Unit | None,
        report: Replay,
        facts: Moved,
    ) -> None:
        self.draft, self.company, self.report, self.facts = draft, company, report, facts
        self.since, self.until = since, until
        self.counts = self._count(since, until)
        self.again = Again(draft, Decision.objects.in_bulk(self.counts))
        self.reads: list[Read] = []
        report.cases = sum(self.counts.values())

    def parts(self) -> list[Part]:
        """Cases whose promises can differ: those with other facts first, then the rest."""
        found = self._moved()
        apart = np.sort(np.concatenate([_ids(found), np.zeros(0, np.int64)]))
        self.report.moved = len(apart)
        for since, until in self._stretches():
            found += self._changed(since, until, apart)
        return [part for part in found if part.pairs and len(part.rows)]

    def histories(self, parts: list[Part], now: datetime) -> Histories:
        """What happened in the cases, in their order."""
        clocks = _clocks(pair for part in parts for pair in part.pairs)
        naming = {event for one in clocks for event in events_of(one.limit)}
        naming |= {when.kind for one in clocks for when in one.spec.override}
        moments = Moments({kind for one in clocks for kind in one.heard}, naming)
        for read in self.reads:
            heard = {kind for one in _clocks(read.pairs) for kind in one.heard}
            if heard:
                moments.add(read.moments, heard)
        return moments.histories(_ids(parts), now)

    def lacking(self, parts: list[Part]) -> dict[str, Ints]:
        """By promise, the timelines that leave it to a case of its own."""
        names = {pair.name for part in parts for pair in part.pairs if pair.was}
        return {
            name: np.concatenate([lacking(read.timelines, name) for read in self.reads])
            for name in names
        }

    def _count(self, since: date, until: date) -> dict[int, int]:
        rows = period(since, until, self.company)
        return dict(rows.values_list("decision_id").annotate(n=Count("pk")))

    def _stretches(self) -> Iterator[tuple[date, date]]:
        """The period, cut where anything changes that its questions depend on."""
        questions = {one.question for one in self.again.decisions.values()}
        days = {
            day
            for question in questions
            if question in self.draft.questions
            for day in breakpoints(self.draft, question)
            if self.since < day < self.until
        }
        edges = [self.since, *sorted(days), self.until]
        yield from pairwise(edges)

    def _changed(self, since: date, until: date, apart: Ints) -> list[Part]:
        """Cases of a stretch whose facts stay."""
        whole = (since, until) == (self.since, self.until)
        counts = self.counts if whole else self._count(since, until)
        pairs: dict[int, list[Pair]] = {}
        for pk, count in counts.items():
            if self.again.answer(pk, since, {}) is None:
                self.report.undecided += count
            elif found := self.again.pairs(pk, since, {}):
                pairs[pk] = found
        if not pairs:
            return []
        rows = period(since, until, self.company).filter(decision_id__in=pairs)
        cases = table(rows, "pk", "unit_id", "company_id", "decision_id")
        cases = cases[~np.isin(cases[:, 0], apart)]
        moments: dict[str, Any] = {
            f"timeline__{name}": value for name, value in began(since, until).items()
        }
        moments["timeline__decision_id__in"] = list(pairs)
        both = [pair for mine in pairs.values() for pair in mine]
        self.reads.append(Read(rows, moments, both))
        return [
            part
            for pk, mine in pairs.items()
            for part in self._by_company(pk, cases[cases[:, 3] == pk], mine, {})
        ]

    def _moved(self) -> list[Part]:
        """Cases whose facts the draft moves, those together that are answered alike."""
        groups: dict[Any, list[list[int]]] = {}
        meant: dict[Any, tuple[int, date, Mapping[str, Any]]] = {}
        for pk, unit, company, decision, day, moved in self._moved_cases():
            key = self.again.key(decision, day, moved)
            meant.setdefault(key, (decision, day, moved))
            groups.setdefault(key, []).append([pk, unit, company])
        found = []
        for key, cases in groups.items():
            if self.again.answer(*meant[key]) is None:
                self.report.undecided += len(cases)
            rows = np.array(sorted(cases), dtype=np.int64)
            found += self._by_company(
                meant[key][0], rows, self.again.pairs(*meant[key]), meant[key][2]
            )
        pairs = [pair for part in found for pair in part.pairs]
        for ids in some(_ids(found).tolist()):
            timelines = Timeline.objects.filter(pk__in=ids).order_by()
            self.reads.append(Read(timelines, {"timeline_id__in": ids}, pairs))
        return found

    def _by_company(
        self, decision: int, rows: Ints, pairs: list[Pair], moved: Mapping[str, Any]
    ) -> list[Part]:
        question = self.again.decisions[decision].question
        return [
            Part(company, question, rows[rows[:, 2] == company][:, :2], pairs, moved)
            for company in np.unique(rows[:, 2]).tolist()
        ]

    def _moved_cases(self) -> Iterator[tuple[int, int, int, int, date, Mapping[str, Any]]]:
        columns = ("pk", "unit_id", "company_id", "decision_id", "subject_id")
        whole = period(self.since, self.until, self.company)
        for subject_type, subjects in self.facts.items():
            for ids in some(subjects):
                rows = whole.filter(subject_type=subject_type, subject_id__in=ids)
                lines = table(rows, *columns, Micros("started_at")).tolist()
                for pk, unit, company, decision, subject, at in lines:
                    facts = self.again.decisions[decision].facts
                    if self.again.facts(decision, subjects[subject]) != facts:
                        day = date.fromordinal((at + AHEAD) // DAY + ORDINAL)
                        yield pk, unit, company, decision, day, subjects[subject]


def _ids(parts: list[Part]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *(part.rows[:, 0] for part in parts)])


def _clocks(pairs: Iterable[Pair]) -> list[Clocked]:
    return [clocked for pair in pairs for clocked in pair.clocks]
