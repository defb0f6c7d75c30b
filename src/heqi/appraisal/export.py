"""Months, sheets, people and years as Excel files."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.appraisal.facts import item_words, items, record_words
from heqi.appraisal.models import Line, Period, Sheet, StaffSheet
from heqi.appraisal.queries.months import Totals
from heqi.appraisal.queries.years import YearLine
from heqi.ledger.actors import Actor
from heqi.people.workbooks import Cell, workbook

MOST = 5_000
GRADES = ("A", "B", "C")


def periods_book(
    rows: Iterable[Period], summed: dict[int, Totals], *, by: Actor, now: datetime
) -> bytes:
    """The list of months."""
    heads = [
        _("Month"), _("Company"), _("State"), pgettext("appraisal", "Departments"),
        pgettext("appraisal", "Mean score"), *GRADES,
        pgettext("appraisal", "Open appeals"),
    ]  # fmt: skip
    lines: list[list[Cell]] = []
    for row in rows:
        one = summed[row.pk]
        lines.append(
            [
                f"{row.month:%Y-%m}", row.company.name, str(row.get_status_display()),
                one.departments, float(one.average or 0),
                *(one.grades.get(grade, 0) for grade in GRADES), one.appeals,
            ]
        )  # fmt: skip
    return workbook(pgettext("a sheet", "Monthly appraisal"), heads, lines, by=by, now=now)


def grid_book(period: Period, sheets: Iterable[Sheet], *, by: Actor, now: datetime) -> bytes:
    """Departments by items."""
    known = items(period.month, company_id=period.company_id)
    heads = [
        _("Month"), _("Department"), *(item_words(item.code) for item in known),
        pgettext("appraisal", "Score"), _("Grade"), pgettext("appraisal", "Factor"),
        pgettext("appraisal", "Self-score"), pgettext("appraisal", "C by decision"),
        pgettext("appraisal", "Grades put right"),
    ]  # fmt: skip
    lines: list[list[Cell]] = []
    for sheet in sheets:
        by_item = {one["item"]: one for one in sheet.items}
        values = [by_item.get(item.code, {}) for item in known]
        lines.append(
            [
                f"{period.month:%Y-%m}", sheet.name,
                *(float(v.get("score") or v.get("points") or 0) for v in values),
                float(sheet.score), sheet.grade, float(sheet.factor or 0),
                None if sheet.self_score is None else float(sheet.self_score), sheet.forced_by,
                "；".join(
                    f"{one['month']} {one['grade'][0]}→{one['grade'][1]} ({one['number']})"
                    for one in sheet.regraded
                ),
            ]
        )  # fmt: skip
    return workbook(pgettext("a sheet", "Monthly appraisal"), heads, lines, by=by, now=now)


def lines_book(rows: Iterable[Line], *, by: Actor, now: datetime) -> bytes:
    """Every record of a sheet."""
    heads = [
        _("Time"), pgettext("appraisal", "Item"), pgettext("appraisal", "Record"), _("Number"),
        pgettext("appraisal", "What it is about"), _("Person concerned"), _("Clause"),
        pgettext("appraisal", "Points by"), pgettext("appraisal", "Points"),
        pgettext("appraisal", "Counts for"), pgettext("appraisal", "Puts right"),
        pgettext("appraisal", "Struck because"), pgettext("appraisal", "Department only because"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            row.at, item_words(row.item), record_words(row.record), row.source_number, row.words,
            row.staff.name if row.staff else "", row.clause, row.points_clause, float(row.points),
            _counts_for(row), f"{row.corrects:%Y-%m}" if row.corrects else "", row.struck_reason,
            row.freed_reason,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook(pgettext("a sheet", "Appraisal records"), heads, lines, by=by, now=now)


def _counts_for(row: Line) -> str:
    if row.struck_at:
        return pgettext("appraisal", "struck")
    of_person = row.for_staff and row.freed_at is None
    if row.for_unit and of_person:
        return pgettext("appraisal", "department and person")
    if row.for_unit:
        return pgettext("appraisal", "department only")
    return pgettext("appraisal", "person only") if of_person else ""


def people_book(rows: Iterable[StaffSheet], *, by: Actor, now: datetime) -> bytes:
    """The sheets of people."""
    heads = [
        _("Month"), _("Staff number"), _("Name"), _("Unit"), _("Post"),
        pgettext("appraisal", "Records"), pgettext("appraisal", "Points"),
        pgettext("appraisal", "Score"), _("Grade"), pgettext("appraisal", "Factor"), _("State"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            f"{row.period.month:%Y-%m}", row.staff.number, row.staff.name, str(row.unit),
            str(row.staff.post), row.lines, float(row.points), float(row.score), row.grade,
            float(row.factor or 0), str(row.period.get_status_display()),
        ]
        for row in rows
    ]  # fmt: skip
    return workbook(pgettext("a sheet", "Appraisal of people"), heads, lines, by=by, now=now)


def year_book(rows: Iterable[YearLine], *, by: Actor, now: datetime) -> bytes:
    """A year of departments."""
    heads = [
        _("Department"), *(str(number) for number in range(1, 13)),
        pgettext("appraisal", "Mean score"), pgettext("appraisal", "Points off the year"),
        pgettext("appraisal", "Score of the year"), _("Grade"), pgettext("appraisal", "Award"),
        _("Reason"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            row.unit.name, *(float(s.score) if s else None for s in row.row),
            None if row.average is None else float(row.average), float(row.points_off),
            None if row.score is None else float(row.score), row.grade,
            pgettext("award", "eligible") if row.eligible else pgettext("award", "not eligible"),
            "；".join(f"{one.number} {one.title}" for one in row.reasons),
        ]
        for row in rows
    ]  # fmt: skip
    return workbook(pgettext("a sheet", "Appraisal of the year"), heads, lines, by=by, now=now)
