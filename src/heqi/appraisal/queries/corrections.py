"""What the records of closed months now say otherwise than their sheets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from heqi.appraisal.facts import grade_of
from heqi.appraisal.models import Line, Period, Sheet
from heqi.appraisal.reading import counting, facts_of, forcing
from heqi.appraisal.reading.facts import Fact
from heqi.appraisal.states import Status

# What grades a month C whatever its score.
FORCED = "conduct/3.2.4"
Key = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a closed month counted wrongly; ``fact`` carries the difference in points."""

    month: date
    fact: Fact


def corrections(period: Period, *, now: datetime) -> Iterator[Correction]:
    """What is to be put right in a month, from the closed months that the policy lets it reach."""
    for earlier in _within_reach(period):
        for fact in differences(earlier, now=now):
            yield Correction(earlier.month, fact)


def differences(closed: Period, *, now: datetime) -> Iterator[Fact]:
    """The facts of a closed month that its sheet and later corrections do not count as they are.

    What an appeal struck stays struck, what it took off a person stays off, and points that a
    person set stay set. A record that was another person's is taken off the one and given to the
    other, which leaves their department as it was.
    """
    counted = _counted(closed)
    present = {f.key: f for f in facts_of(closed.company, closed.month, now=now)}
    sheets = set(closed.sheets.values_list("unit", flat=True))
    for key in sorted({*present, *counted}):
        if key[0] in sheets:
            yield from _of_record(counted[key], present.get(key))


def _of_record(lines: list[Line], fact: Fact | None) -> Iterator[Fact]:
    """What is missing of one record, for each person whom it counts or counted for."""
    own = next((line for line in lines if line.corrects is None), None)
    if own is not None and own.struck_at:
        return
    if not all(one.for_unit for one in lines) or (fact and not fact.for_unit):
        yield from _apart(lines, own, fact)
        return
    personal = bool(fact and fact.for_staff) or any(line.for_staff for line in lines)
    missing: dict[int, Decimal] = defaultdict(Decimal)
    last: dict[int, Line] = {}
    for line in lines:
        who = (line.staff_id or 0) if personal else 0
        missing[who] -= line.points
        last[who] = line
    holder = (fact.staff_id or 0) if fact and personal else 0
    if fact is not None:
        missing[holder] += own.points if own is not None and own.set_at else fact.points
    for who, points in sorted(missing.items()):
        counts = last.get(who)
        # A correction that was struck was decided, and does not come again.
        if not points or (counts is not None and counts.struck_at):
            continue
        shape = fact if fact is not None and who == holder else _fact(last[who])
        of_person = shape.for_staff and (counts is None or counts.freed_at is None)
        yield replace(shape, points=points, least=None, most=None, for_staff=of_person)


def _apart(lines: list[Line], own: Line | None, fact: Fact | None) -> Iterator[Fact]:
    """What is missing of a record that counts or counted for the person only.

    The department and each person are accounts of their own here: a decision that came later, or
    was reversed, changes the department's alone.
    """
    wanted = Decimal(0)
    if fact is not None:
        wanted = own.points if own is not None and own.set_at else fact.points
    of_unit = [one for one in lines if one.for_unit]
    due = wanted if fact is not None and fact.for_unit else Decimal(0)
    points = due - sum((one.points for one in of_unit), Decimal(0))
    if points and not any(one.struck_at for one in of_unit):
        shape = fact or _fact(lines[0])
        yield replace(
            shape, points=points, least=None, most=None, staff_id=None, for_staff=False,
            for_unit=True,
        )  # fmt: skip
    people: dict[int, list[Line]] = defaultdict(list)
    for one in lines:
        if one.for_staff and one.staff_id is not None:
            people[one.staff_id].append(one)
    holder = fact.staff_id if fact is not None and fact.for_staff else None
    for who in sorted({*people, *({holder} if holder is not None else ())}):
        had = people.get(who, [])
        points = (wanted if who == holder else Decimal(0)) - sum(
            (one.points for one in had), Decimal(0)
        )
        # What was struck or taken off the person was decided, and does not come again.
        if points and not any(one.struck_at or one.freed_at for one in had):
            shape = fact if fact is not None and who == holder else _fact(had[-1])
            yield replace(
                shape, points=points, least=None, most=None, for_staff=True, for_unit=False
            )


def _counted(closed: Period) -> dict[Key, list[Line]]:
    """The lines of a month by key, after those that put it right in the closed months since."""
    found: dict[Key, list[Line]] = defaultdict(list)
    own = Line.objects.filter(sheet__period=closed, corrects__isnull=True)
    later = Line.objects.filter(
        sheet__period__company=closed.company,
        sheet__period__status=Status.CLOSED,
        corrects=closed.month,
    )
    for line in [*later.select_related("sheet__unit"), *own.select_related("sheet__unit")]:
        key = (line.sheet.unit_id, line.item, line.source_type, line.source_id)
        found[key].append(line)
    return found


def _fact(line: Line) -> Fact:
    """The shape of a line whose record counts no more."""
    return Fact(
        unit=line.sheet.unit, item=line.item, record=line.record, points=line.points,
        clause=line.clause, points_clause=line.points_clause, mark=line.mark, at=line.at,
        title=line.title, title_en=line.title_en, source_type=line.source_type,
        source_id=line.source_id,
        number=line.source_number, about_type=line.about_type, about_id=line.about_id,
        staff_id=line.staff_id, for_staff=line.for_staff,
        for_unit=line.for_unit,
    )  # fmt: skip


def _within_reach(period: Period) -> list[Period]:
    """The closed months before a month that the policy lets it put right."""
    months = int(str(counting(period.month, company_id=period.company_id)["corrections"]))
    back = period.month.year * 12 + period.month.month - 1 - months
    earliest = date(back // 12, back % 12 + 1, 1)
    closed = Period.objects.filter(
        company=period.company, status=Status.CLOSED, month__gte=earliest, month__lt=period.month
    )
    return list(closed.select_related("company").order_by("month"))


def regradings(period: Period) -> dict[int, list[dict[str, Any]]]:
    """By department, the closed months whose forced grade is another one now (conduct/3.2.4).

    A decision that grades the month C may come, or fall, after the month is closed.
    """
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for closed in _within_reach(period):
        forced = forcing(closed.company, closed.month)
        told = _told_since(closed)
        for sheet in closed.sheets.select_related("unit"):
            case = next((c for c in forced if sheet.covers(c.unit)), None)
            decision = grade_of(
                sheet.score, forced=case is not None, on=closed.month, company_id=closed.company_id
            )
            answer = decision.answer or {}
            before = told.get(sheet.unit_id) or (sheet.grade, str(sheet.factor))
            after = (str(answer["grade"]), f"{Decimal(str(answer['factor'])):.2f}")
            if before[0] == after[0]:
                continue
            found[sheet.unit_id].append(
                {
                    "month": f"{closed.month:%Y-%m}",
                    "sheet": sheet.pk,
                    "case": case.pk if case else sheet.forced_by_id,
                    "number": case.number if case else sheet.forced_by,
                    "grade": [before[0], after[0]],
                    "factor": [before[1], after[1]],
                    "clause": case.clause if case else FORCED,
                }
            )
    return found


def _told_since(closed: Period) -> dict[int, tuple[str, str]]:
    """Grade and factor that later closed months gave a closed month, by department."""
    later = Sheet.objects.filter(
        period__company=closed.company, period__status=Status.CLOSED,
        period__month__gt=closed.month,
    ).exclude(regraded=[])  # fmt: skip
    found: dict[int, tuple[str, str]] = {}
    for unit, entries in later.order_by("period__month").values_list("unit", "regraded"):
        for one in entries:
            if one["month"] == f"{closed.month:%Y-%m}":
                found[unit] = (one["grade"][1], one["factor"][1])
    return found
