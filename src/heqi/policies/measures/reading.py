"""What the pages read: stored counts, added up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Sum
from django.urls import reverse

from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.measures.figures import Measure, month_before, month_span, months_until, percent
from heqi.policies.measures.sources import Source
from heqi.policies.models import MeasuredMonth, Tally

MONTHS = 12
KEY = ("clause", "source", "name", "title_zh", "title_en", "mark")
SUMS = {name: Sum(name) for name in ("kept", "missed", "excepted", "open")}


def measures(company: Unit, month: date, by: Actor) -> dict[str, list[Measure]]:
    """Every measure of a company's month by clause id, beside the month before; one query."""
    first, before = month.replace(day=1), month_before(month)
    lines = read_lines(company, [before, first])
    found: dict[str, list[Measure]] = defaultdict(list)
    for line in lines:
        now, then = line.at(first), line.at(before)
        if now.decided or now.open or now.excepted:
            found[line.clause].append(
                Measure(
                    title=line.title,
                    kept=now.kept,
                    decided=now.decided,
                    open=now.open,
                    before_kept=then.kept,
                    before_decided=then.decided,
                    missed=line.href(first) if now.missed else "",
                    mark=line.mark,
                    excepted=now.excepted,
                )
            )
    return dict(found)


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of a promise, or of several together."""

    kept: int = 0
    missed: int = 0
    excepted: int = 0
    open: int = 0

    @property
    def decided(self) -> int:
        """Kept or missed."""
        return self.kept + self.missed

    @property
    def rate(self) -> str:
        """Per cent, cut after one decimal."""
        return percent(self.kept, self.decided)

    @property
    def fraction(self) -> str:
        """Kept of decided."""
        return f"{self.kept} / {self.decided}"

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.kept + other.kept,
            self.missed + other.missed,
            self.excepted + other.excepted,
            self.open + other.open,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A promise of a clause over the months."""

    clause: str
    source: str
    name: str
    title_zh: str
    title_en: str
    mark: str
    months: dict[date, Count] = field(default_factory=dict)
    unit: int | None = field(default=None, kw_only=True)

    @property
    def title(self) -> str:
        """What is promised, in the user's language."""
        return self.title_zh if spoken_chinese() else self.title_en

    def at(self, month: date) -> Count:
        """The counts of a month."""
        return self.months.get(month, Count())

    def href(self, month: date) -> str:
        """Where the misses of a month are listed."""
        query: dict[str, Any] = {
            "clause": self.clause,
            "source": self.source,
            "name": self.name,
            "month": f"{month:%Y-%m}",
        }
        if self.unit:
            query["unit"] = self.unit
        return f"{reverse('policies:misses')}?{urlencode(query)}"

    @property
    def trend(self) -> list[float]:
        """Shares of the months in which something was decided, for the spark."""
        rows = [self.months[month] for month in sorted(self.months)]
        return [row.kept / row.decided for row in rows if row.decided]


def read_lines(
    company: Unit,
    months: Iterable[date],
    *,
    unit: Unit | None = None,
    policy: str = "",
    clause: str = "",
) -> list[Line]:
    """Promises with their counts over months, of a company or of a unit and below; one query."""
    rows = Tally.objects.filter(company=company, month__in=list(months))
    if unit is not None and unit.pk != company.pk:
        rows = rows.filter(unit__path__startswith=unit.path)
    if policy:
        rows = rows.filter(policy=policy)
    if clause:
        rows = rows.filter(clause=clause)
    found: dict[tuple[str, ...], Line] = {}
    counted = rows.order_by(*KEY, "month").values_list(*KEY, "month").annotate(**SUMS)
    for *key, month, kept, missed, excepted, still_open in counted:
        line = found.get(tuple(key))
        if line is None:
            line = found[tuple(key)] = Line(*key, unit=unit.pk if unit else None)
        line.months[month] = Count(kept, missed, excepted, still_open)
    return list(found.values())


def year_until(month: date) -> list[date]:
    """The months of a trend that ends with this one."""
    return months_until(month, MONTHS)


@dataclass(frozen=True, slots=True)
class Department:
    """A department's promises of a month beside the month before, with its year."""

    unit: Unit
    now: Count
    before: Count
    trend: list[float]


def by_department(company: Unit, month: date, *, clause: str = "") -> list[Department]:
    """Counts by department; what a team did counts for its department. Two queries."""
    months = year_until(month)
    rows = Tally.objects.filter(company=company, month__in=months)
    if clause:
        rows = rows.filter(clause=clause)
    counted = rows.order_by().values_list("unit_id", "month").annotate(**SUMS)
    sums: dict[int, dict[date, Count]] = defaultdict(dict)
    loose = list(counted)
    units = {
        unit.pk: unit
        for unit in Unit.objects.filter(pk__in={row[0] for row in loose}).select_related("parent")
    }
    shown: dict[int, Unit] = {}
    for pk, at, *numbers in loose:
        unit = units[pk]
        over = unit.parent if unit.kind == "team" and unit.parent else unit
        shown[over.pk] = over
        sums[over.pk][at] = sums[over.pk].get(at, Count()) + Count(*numbers)
    found = [
        Department(
            unit=shown[pk],
            now=months_of.get(months[-1], Count()),
            before=months_of.get(months[-2], Count()),
            trend=[
                months_of[m].kept / months_of[m].decided
                for m in months
                if m in months_of and months_of[m].decided
            ],
        )
        for pk, months_of in sums.items()
    ]
    return sorted(found, key=lambda row: row.unit.path)


def measured_at(company: Unit, month: date) -> datetime:
    """When a month was counted, so that its pages tell what was counted; else when it is over."""
    rows = MeasuredMonth.objects.filter(company=company, month=month.replace(day=1))
    taken: datetime | None = rows.values_list("taken_at", flat=True).first()
    return taken or month_span(month)[1]


def visible_misses(
    source: Source, company: Unit, month: date, clause: str, name: str, *, by: Actor
) -> models.QuerySet[Any]:
    """The records behind a figure that the reader's rights cover."""
    rows = source.missed(company, month, clause, name)
    return within(rows, by, source.right, unit=source.unit, company=source.company)
