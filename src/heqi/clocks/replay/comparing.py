"""Each promise before and after: which due instants and outcomes differ, and in which cases."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils import timezone

from heqi.clocks.models import Timeline
from heqi.clocks.replay.deciding import Clocked, Pair
from heqi.clocks.replay.fetching import histories_of, some
from heqi.clocks.replay.report import GONE, KEPT, LATE, MOVED, NEW, Broken, Replay
from heqi.clocks.replay.searching import Part
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.rulebook.bulk import NOTHING, Histories, Line, instant, micros, read_many
from heqi.rulebook.bulk.lines import Flags, Ints
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.clock import Event, read_due


@dataclass(slots=True)
class Side:
    """A promise on one side of the comparison, for every case of a part."""

    due: Ints
    late: Flags
    sure: Flags

    @classmethod
    def nothing(cls, size: int) -> "Side":
        """No promise at all."""
        return cls(np.full(size, NOTHING), np.zeros(size, np.bool_), np.ones(size, np.bool_))


class Comparison:
    """Adds what differs to the report."""

    def __init__(
        self, report: Replay, *, now: datetime, keep: int, lacking: Mapping[str, Ints]
    ) -> None:
        self.report, self.keep, self.lacking = report, keep, lacking
        self.now = timezone.localtime(now)
        self._departments: dict[int, str] = {}
        self._kept: Counter[tuple[str, str, str]] = Counter()
        self._cases: dict[int, dict[str, Any]] = {}

    def compare(self, part: Part, histories: Histories, calendar: Calendar, line: Line) -> None:
        """Every promise of a part, in bulk; what the bulk cannot tell is read one by one."""
        sides = [
            (
                self._side(pair.was, histories, line),
                self._side(pair.will, histories, line),
            )
            for pair in part.pairs
        ]
        self._one_by_one(part, sides, calendar)
        differs = np.zeros(len(part.rows), np.bool_)
        for pair, (was, will) in zip(part.pairs, sides, strict=True):
            own = ~np.isin(part.rows[:, 0], self.lacking.get(pair.name, ()))
            differs |= self._add(part, pair, was, will, own)
        self.report.changed += int(differs.sum())
        for name, count in self._by_department(part, differs):
            self.report.by_department[name] += count

    def close(self) -> None:
        """Name the cases that were kept."""
        for ids in some(self._cases):
            for row in Timeline.objects.filter(pk__in=ids):
                case = self._cases[row.pk]
                case["case"] = row.label
                case["subject"] = [row.subject_type, row.subject_id]
        self.report.examples = [self._cases[pk] for pk in sorted(self._cases)]

    def _side(self, clocked: Clocked | None, histories: Histories, line: Line) -> Side:
        if clocked is None:
            return Side.nothing(histories.size)
        found = read_many(clocked.spec, clocked.limit, histories, line, micros(self.now))
        return Side(found.due, found.late, found.sure)

    def _one_by_one(self, part: Part, sides: list[tuple[Side, Side]], calendar: Calendar) -> None:
        unsure = ~np.stack([side.sure for both in sides for side in both]).all(axis=0)
        place = {int(part.rows[n, 0]): n for n in np.flatnonzero(unsure).tolist()}
        self.report.one_by_one += len(place)
        heard = {kind for pair in part.pairs for one in pair.clocks for kind in one.heard}
        for ids in some(place):
            histories = histories_of(ids, heard)
            for pk, given in Timeline.objects.filter(pk__in=ids).values_list("pk", "facts"):
                history, number = histories.get(pk, []), place[pk]
                after = {**given, **part.moved}
                for pair, (was, will) in zip(part.pairs, sides, strict=True):
                    self._read(pair.was, was, number, history, calendar, given)
                    self._read(pair.will, will, number, history, calendar, after)

    def _read(
        self,
        clocked: Clocked | None,
        side: Side,
        number: int,
        history: list[Event],
        calendar: Calendar,
        facts: Mapping[str, Any],
    ) -> None:
        if clocked is None or side.sure[number]:
            return
        heard = [event for event in history if event.kind in clocked.heard]
        due, late = read_due(clocked.spec, clocked.limit, heard, calendar, self.now, facts)
        side.due[number] = NOTHING if due is None else micros(due)
        side.late[number] = late

    def _add(self, part: Part, pair: Pair, was: Side, will: Side, own: Flags) -> Flags:
        """Counts a promise; gives the cases in which it differs."""
        differs = own & ((was.due != will.due) | (was.late != will.late))
        if pair.will is None:
            differs = own
        late, kept = differs & will.late & ~was.late, differs & was.late & ~will.late
        report, clause = self.report, pair.clause
        for flags, total, by_clause, by_department in (
            (late, "newly_late", report.late_by_clause, report.late_by_department),
            (kept, "newly_kept", report.kept_by_clause, report.kept_by_department),
        ):
            count = int(flags.sum())
            setattr(report, total, getattr(report, total) + count)
            by_clause.update({clause: count} if count else {})
            by_department.update(dict(self._by_department(part, flags)))
        misses = report.misses.setdefault(part.question, Counter())
        misses.subtract(self._by_month(part, differs & was.late, was.due))
        misses.update(self._by_month(part, differs & will.late, will.due))
        if count := int(differs.sum()):
            report.by_clause[clause] += count
        rest = NEW if pair.was is None else GONE if pair.will is None else MOVED
        for outcome, flags in ((LATE, late), (KEPT, kept), (rest, differs & ~late & ~kept)):
            self._keep(part, clause, outcome, flags, was, will)
        return differs

    def _keep(
        self, part: Part, clause: str, outcome: str, flags: Flags, was: Side, will: Side
    ) -> None:
        """Cases behind a number, up to the bound in each department."""
        for number in self._first(part, flags):
            pk, unit = part.rows[number].tolist()
            department = self._department(unit)
            if self._kept[clause, outcome, department] >= self.keep:
                continue
            self._kept[clause, outcome, department] += 1
            case = self._cases.setdefault(pk, {"department": department, "due": {}, "outcome": {}})
            if part.moved:
                case["facts"] = part.moved
            case["due"][clause] = [
                at.isoformat() if (at := instant(side.due[number])) else None
                for side in (was, will)
            ]
            case["outcome"][clause] = outcome

    def _first(self, part: Part, flags: Flags) -> list[int]:
        """The first cases of each unit."""
        places = np.flatnonzero(flags)
        units = part.rows[places, 1]
        firsts = [places[units == unit][: self.keep] for unit in np.unique(units)]
        return sorted(int(place) for first in firsts for place in first)

    def _by_department(self, part: Part, flags: Flags) -> Iterator[tuple[str, int]]:
        counted: Counter[str] = Counter()
        units, counts = np.unique(part.rows[flags, 1], return_counts=True)
        for unit, count in zip(units.tolist(), counts.tolist(), strict=True):
            counted[self._department(unit)] += count
        yield from counted.items()

    def _by_month(self, part: Part, flags: Flags, due: Ints) -> Counter[Broken]:
        """Broken promises by the month in which they were due; none for what failed without."""
        found: Counter[Broken] = Counter()
        units = part.rows[flags, 1]
        months = due[flags].view("datetime64[us]").astype("datetime64[M]")
        for unit in np.unique(units).tolist():
            each, counts = np.unique(months[units == unit], return_counts=True)
            for month, count in zip(each.tolist(), counts.tolist(), strict=True):
                found[self._department(unit), month] += count
        return found

    def _department(self, pk: int) -> str:
        if pk not in self._departments:
            unit = Unit.objects.select_related("parent").get(pk=pk)
            self._departments[pk] = str(department_of(unit))
        return self._departments[pk]
