"""Adding a month up from the records: the same records give the same sheets to the cent."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heqi.appraisal.actions.timing import tell_department
from heqi.appraisal.facts import CENT, FULL, grade_of, item_score, items, month_score
from heqi.appraisal.models import Line, Period, Sheet, StaffSheet
from heqi.appraisal.queries.corrections import corrections, regradings
from heqi.appraisal.reading import forcing, read_month
from heqi.appraisal.reading.facts import Fact
from heqi.appraisal.reading.uncounted import MOST_UNCOUNTED, uncounted
from heqi.appraisal.states import Status
from heqi.conduct.models import Case
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.people.models import Staff, Unit, UnitKind
from heqi.policies.models import Decision

# What a person decided about a line stays when the month is added up again.
DECIDED = ("set_at", "set_reason", "set_by", "struck_at", "struck_reason", "struck_by")


@transaction.atomic
def reckon(period: Period, *, now: datetime) -> None:
    """Add the month up anew from the records, while it is open.

    What comes to light about a closed month goes into this one, with the month it puts right.
    Lines that somebody struck stay struck, points set within a range stay set.
    """
    # Locked and read again: whoever reviews the month meanwhile is not overrun.
    if Period.objects.select_for_update().filter(pk=period.pk, status=Status.OPEN).first() is None:
        raise IllegalMove(_("This month is reviewed: it is no longer added up."))
    sheets = _sheets(period)
    kept = {
        (line.sheet_id, *line.key): line
        for line in Line.objects.filter(sheet__in=sheets.values())
        if line.struck_at or line.set_at
    }
    Line.objects.filter(sheet__in=sheets.values()).delete()
    facts, covered = read_month(period.company, period.month, now=now)
    rows = [line_of(sheets[f.unit.pk], f) for f in facts if f.unit.pk in sheets and f.points]
    rows += [
        line_of(sheets[one.fact.unit.pk], one.fact, corrects=one.month)
        for one in corrections(period, now=now)
        if one.fact.unit.pk in sheets
    ]
    for row in rows:
        earlier = kept.get((row.sheet_id, *row.key))
        if earlier is not None:
            _keep(row, earlier)
    Line.objects.bulk_create(rows, batch_size=500)
    add_up(period, sheets.values())
    regraded = regradings(period)
    for sheet in sheets.values():
        sheet.regraded = regraded.get(sheet.unit_id, [])
    Sheet.objects.bulk_update(sheets.values(), ["regraded"], batch_size=200)
    add_up_people(period)
    left_out = list(uncounted(facts, covered, set(sheets)))
    values = {
        "reckoned_at": now, "uncounted": left_out[:MOST_UNCOUNTED], "left_out": len(left_out),
    }  # fmt: skip
    Period.objects.filter(pk=period.pk).update(**values)
    for name, value in values.items():
        setattr(period, name, value)


def _sheets(period: Period) -> dict[int, Sheet]:
    """A sheet for the company's leaders and one for each department.

    Also for a department that was founded meanwhile, or closed within the month.
    """
    had = {sheet.unit_id: sheet for sheet in period.sheets.select_related("unit")}
    there = Q(closed_on__isnull=True) | Q(closed_on__gt=period.month)
    departments = Unit.objects.filter(there, parent=period.company, kind=UnitKind.DEPARTMENT)
    wanted = [period.company, *departments.order_by("path")]
    made = Sheet.objects.bulk_create(
        Sheet(period=period, company=period.company, unit=unit)
        for unit in wanted
        if unit.pk not in had
    )
    return {**had, **{sheet.unit_id: sheet for sheet in made}}


def _keep(row: Line, earlier: Line) -> None:
    for name in DECIDED:
        setattr(row, name, getattr(earlier, name))
    if earlier.set_at and row.least is not None and row.most is not None:
        row.points = min(max(earlier.points, row.least), row.most)


def line_of(sheet: Sheet, fact: Fact, corrects: date | None = None) -> Line:
    """A fact as a line of a sheet."""
    return Line(
        sheet=sheet,
        item=fact.item,
        record=fact.record,
        points=fact.points,
        least=fact.least,
        most=fact.most,
        title=fact.title[:200],
        title_en=fact.title_en[:200],
        clause=fact.clause,
        points_clause=fact.points_clause,
        mark=fact.mark,
        source_type=fact.source_type,
        source_id=fact.source_id,
        source_number=fact.number[:60],
        about_type=fact.about_type,
        about_id=fact.about_id,
        staff_id=fact.staff_id,
        for_staff=fact.for_staff,
        for_unit=fact.for_unit,
        at=fact.at,
        corrects=corrects,
    )


def add_up(period: Period, sheets: Iterable[Sheet]) -> None:
    """Items cannot fall below zero nor rise above their weight; the rest stands beside them."""
    chosen = list(sheets)
    off: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    count: Counter[tuple[int, str]] = Counter()
    counting = Line.objects.filter(sheet__in=chosen, struck_at__isnull=True, for_unit=True)
    for line in counting:
        off[line.sheet_id, line.item] += line.points
        count[line.sheet_id, line.item] += 1
    forced = forcing(period.company, period.month)
    known = items(period.month, company_id=period.company_id)
    for sheet in chosen:
        rows: list[dict[str, Any]] = []
        total = beside = Decimal(0)
        for item in known:
            points, score = off[sheet.pk, item.code], None
            if item.weight is None:
                beside += points
            else:
                score = item_score(item.weight, points)
                total += score
            rows.append(
                {
                    "item": item.code,
                    "weight": _text(item.weight),
                    "points": _text(points),
                    "score": _text(score),
                    "lines": count[sheet.pk, item.code],
                    "clause": item.clause,
                    "mark": item.mark,
                }
            )
        _grade(sheet, period, rows, total, beside, forced)


def _grade(
    sheet: Sheet,
    period: Period,
    rows: list[dict[str, Any]],
    total: Decimal,
    beside: Decimal,
    forced: list[Case],
) -> None:
    case = next((c for c in forced if sheet.covers(c.unit)), None)
    score = month_score(total, beside)
    decision = grade_of(
        score, forced=case is not None, on=period.month, company_id=period.company_id
    )
    values: dict[str, Any] = {
        "items": rows,
        "beside": beside,
        "score": score,
        "forced": case is not None,
        "forced_by_id": case.pk if case else None,
        "forced_by": case.number if case else "",
        "decision": decision,
        **_graded(decision),
    }
    Sheet.objects.filter(pk=sheet.pk).update(**values)
    for name, value in values.items():
        setattr(sheet, name, value)


def _graded(decision: Decision) -> dict[str, Any]:
    answer = decision.answer or {}
    return {"grade": str(answer["grade"]), "factor": Decimal(str(answer["factor"]))}


def add_up_people(period: Period, only: Collection[int] | None = None) -> None:
    """A sheet for everybody of the departments: a hundred and what counts for the person.

    ``only`` these people, once the sheets of the month stand.
    """
    off: dict[int, Decimal] = defaultdict(Decimal)
    count: Counter[int] = Counter()
    lines = Line.objects.filter(
        sheet__period=period, for_staff=True, staff__isnull=False, struck_at__isnull=True,
        freed_at__isnull=True,
    )  # fmt: skip
    for staff_id, points in lines.order_by().values_list("staff", "points"):
        off[staff_id] += points
        count[staff_id] += 1
    had = {row.staff_id: row for row in period.staff_sheets.all()}
    # Whoever left within the month has worked in it.
    there = Q(left_on__isnull=True) | Q(left_on__gt=period.month)
    people = Staff.objects.filter(there, unit__company=period.company)
    if only is not None:
        people = Staff.objects.filter(pk__in=[pk for pk in only if pk in had])
    rows, graded = [], {}
    for staff in people.select_related("unit"):
        points = off[staff.pk]
        score = item_score(FULL, points).quantize(CENT)
        if score not in graded:
            graded[score] = grade_of(
                score, forced=False, on=period.month, company_id=period.company_id
            )
        row = had.get(staff.pk) or StaffSheet(period=period, company=period.company, staff=staff)
        if only is None:
            row.unit = staff.unit
        row.points, row.lines, row.score = points, count[staff.pk], score
        row.decision = graded[score]
        for name, value in _graded(graded[score]).items():
            setattr(row, name, value)
        rows.append(row)
    fields = ["unit", "points", "lines", "score", "decision", "grade", "factor"]
    StaffSheet.objects.bulk_create([r for r in rows if r.pk is None], batch_size=500)
    StaffSheet.objects.bulk_update([r for r in rows if r.pk is not None], fields, batch_size=200)


@transaction.atomic
def grade_anew(period: Period, unit: Unit, *, reason: str, now: datetime) -> None:
    """A decision that grades a month came or fell after its review, before it is final.

    The lines stand; the grade of the department concerned is asked again and told.
    """
    rows = Period.objects.select_for_update().filter(pk=period.pk)
    if not rows.filter(status__in=[Status.REVIEWED, Status.PUBLISHED]).exists():
        return
    for sheet in period.sheets.select_related("unit"):
        if not sheet.covers(unit):
            continue
        before = sheet.grade
        add_up(period, [sheet])
        if sheet.grade == before:
            continue
        sheet.period = period
        changes = {"grade": [before, sheet.grade]}
        audit(sheet, "appraisal.grade_anew", by=SYSTEM, now=now, changes=changes, reason=reason)
        if period.status == Status.PUBLISHED:
            tell_department(
                sheet, "appraisal.regraded", key=f"regraded:{reason}:{sheet.grade}", by=SYSTEM,
                now=now, reason=reason, before=before, grade=sheet.grade,
            )  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.quantize(CENT).normalize():f}"
