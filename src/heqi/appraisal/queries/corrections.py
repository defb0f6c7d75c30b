"""What the records of closed months now say otherwise than their sheets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from heqi.appraisal.models import Line, Period
from heqi.appraisal.reading import counting, facts_of
from heqi.appraisal.reading.facts import Fact
from heqi.appraisal.states import Status

Key = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a closed month counted wrongly; ``fact`` carries the difference in points."""

    month: date
    fact: Fact


def corrections(period: Period, *, now: datetime) -> Iterator[Correction]:
    """What is to be put right in a month, from the closed months that the policy lets it reach."""
    months = int(str(counting(period.month, company_id=period.company_id)["corrections"]))
    back = period.month.year * 12 + period.month.month - 1 - months
    earliest = date(back // 12, back % 12 + 1, 1)
    closed = Period.objects.filter(
        company=period.company, status=Status.CLOSED, month__gte=earliest, month__lt=period.month
    )
    for earlier in closed.select_related("company").order_by("month"):
        for fact in differences(earlier, now=now):
            yield Correction(earlier.month, fact)


def differences(closed: Period, *, now: datetime) -> Iterator[Fact]:
    """The facts of a closed month that its sheet and later corrections do not count as they are.

    What an appeal struck stays struck, what it took off a person stays off, and points that a
    person set stay set.
    """
    counted, stored = _counted(closed)
    present = {f.key: f for f in facts_of(closed.company, closed.month, now=now)}
    sheets = set(closed.sheets.values_list("unit", flat=True))
    for key in sorted({*present, *stored}):
        if key[0] not in sheets:
            continue
        line, fact = stored.get(key), present.get(key)
        if line is not None and line.struck_at:
            continue
        should = fact.points if fact else Decimal(0)
        if line is not None and fact is not None and line.set_at:
            should = line.points
        missing = should - counted[key]
        if missing:
            shape = fact or _fact(stored[key])
            of_person = shape.for_staff and (line is None or line.freed_at is None)
            yield replace(shape, points=missing, least=None, most=None, for_staff=of_person)


def _counted(closed: Period) -> tuple[dict[Key, Decimal], dict[Key, Line]]:
    """What was counted by key, in the month and in the closed months after it; and the lines.

    A correction that was struck was decided, and does not come again.
    """
    counted: dict[Key, Decimal] = defaultdict(Decimal)
    stored: dict[Key, Line] = {}
    own = Line.objects.filter(sheet__period=closed, corrects__isnull=True)
    later = Line.objects.filter(
        sheet__period__company=closed.company,
        sheet__period__status=Status.CLOSED,
        corrects=closed.month,
    )
    for line in [*later.select_related("sheet__unit"), *own.select_related("sheet__unit")]:
        key = (line.sheet.unit_id, line.item, line.source_type, line.source_id)
        counted[key] += line.points
        stored[key] = line
    return counted, stored


def _fact(line: Line) -> Fact:
    """The shape of a line whose record counts no more."""
    return Fact(
        unit=line.sheet.unit, item=line.item, record=line.record, points=line.points,
        clause=line.clause, points_clause=line.points_clause, mark=line.mark, at=line.at,
        title=line.title, title_en=line.title_en, source_type=line.source_type,
        source_id=line.source_id,
        number=line.source_number, about_type=line.about_type, about_id=line.about_id,
        staff_id=line.staff_id, for_staff=line.for_staff,
    )  # fmt: skip
