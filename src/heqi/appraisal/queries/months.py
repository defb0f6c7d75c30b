"""Months and sheets for the pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils.translation import pgettext_lazy

from heqi.appraisal.access import JUDGE, VIEW
from heqi.appraisal.facts import record_words
from heqi.appraisal.models import Line, Period, Sheet, StaffSheet
from heqi.appraisal.reading.uncounted import DECIDED, NO_POINTS, NO_SHEET
from heqi.conduct.sources import addresses_of
from heqi.ledger.actors import Actor
from heqi.people.access import may, within
from heqi.policies.deciding import spoken_chinese


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of months is asked for."""

    company: int | None = None
    year: int | None = None
    state: str = ""
    sort: str = ""


@dataclass(slots=True)
class Totals:
    """What a month comes to, of the sheets that the reader may see."""

    departments: int = 0
    average: Decimal | None = None
    grades: dict[str, int] = field(default_factory=dict)
    scored: int = 0
    appeals: int = 0


UNCOUNTED = {
    NO_SHEET: pgettext_lazy("appraisal", "Its unit has no sheet in this month."),
    NO_POINTS: pgettext_lazy("appraisal", "The policy gives this kind of record no points."),
    DECIDED: pgettext_lazy("appraisal", "Decision {number} takes the points already."),
}
UNDECIDED = Q(appealed_at__isnull=False, answered_at__isnull=True)
SORTS = {"month": ("month", "company"), "company": ("company__path", "month")}


def periods(actor: Actor, filters: Filters) -> QuerySet[Period]:
    """The months that the actor oversees, the latest first."""
    rows = Period.objects.visible_to(actor).select_related("company")
    if filters.company:
        rows = rows.filter(company_id=filters.company)
    if filters.year:
        rows = rows.filter(month__year=filters.year)
    if filters.state:
        rows = rows.filter(status=filters.state)
    key = filters.sort.removeprefix("-")
    if key in SORTS:
        sign = "-" if filters.sort.startswith("-") else ""
        return rows.order_by(*(sign + name for name in SORTS[key]))
    return rows.order_by("-month", "company__path")


def totals(actor: Actor, rows: list[Period]) -> dict[int, Totals]:
    """The totals of some months; three queries."""
    sheets = Sheet.objects.visible_to(actor).filter(period__in=rows).order_by()
    found = {row.pk: Totals() for row in rows}
    sheets = sheets.exclude(unit=F("company"))
    counted = sheets.values("period").annotate(
        n=Count("pk"),
        average=Avg("score"),
        scored=Count("pk", filter=Q(self_scored_at__isnull=False)),
        appeals=Count("pk", filter=UNDECIDED),
    )
    for row in counted:
        one = found[row["period"]]
        one.departments, one.scored, one.appeals = row["n"], row["scored"], row["appeals"]
        one.average = Decimal(str(row["average"])).quantize(Decimal("0.01"))
    people = StaffSheet.objects.visible_to(actor).filter(UNDECIDED, period__in=rows).order_by()
    for asked in people.values("period").annotate(n=Count("pk")):
        found[asked["period"]].appeals += asked["n"]
    for graded in sheets.values("period", "grade").annotate(n=Count("pk")):
        found[graded["period"]].grades[graded["grade"]] = graded["n"]
    return found


def grid(actor: Actor, period: Period) -> list[Sheet]:
    """The sheets of a month that the actor oversees."""
    rows = Sheet.objects.visible_to(actor).filter(period=period).select_related("unit")
    return list(rows.order_by("unit__path"))


def uncounted_of(actor: Actor, period: Period, sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    """What of a month is on no sheet, of the units whose ``sheets`` the actor oversees.

    Whoever oversees the company sees all of it; ``href`` is empty where the record is kept from
    the actor.
    """
    own = {sheet.unit_id for sheet in sheets}
    whole = may(actor, VIEW, period)
    rows = [one for one in period.uncounted if whole or one["unit"] in own]
    found = addresses_of([(o["about_type"], o["about_id"], o["number"]) for o in rows], actor)
    chinese = spoken_chinese()
    return [
        {
            "record": record_words(one["record"]),
            "number": one["number"],
            "title": one["title"] if chinese or not one["title_en"] else one["title_en"],
            "unit": one["unit_name"],
            "clause": one["clause"],
            "why": UNCOUNTED[one["why"]].format(number=one["decision"]),
            "href": found.get((one["about_type"], one["about_id"]), ""),
        }
        for one in rows
    ]


def appeals_of(actor: Actor, period: Period) -> list[Sheet | StaffSheet]:
    """The appeals of a month that are not decided, of departments and of people."""
    sheets = Sheet.objects.visible_to(actor).filter(UNDECIDED, period=period)
    people = StaffSheet.objects.visible_to(actor).filter(UNDECIDED, period=period)
    return [
        *sheets.select_related("unit").order_by("unit__path"),
        *people.select_related("staff").order_by("staff__number")[:100],
    ]


def lines_of(sheet: Sheet, item: str = "") -> QuerySet[Line]:
    """The lines of a sheet, of one item or of all."""
    rows = sheet.lines.select_related("staff")
    return rows.filter(item=item) if item else rows


def links_of(lines: list[Line], actor: Actor) -> dict[int, str]:
    """Where the numbers of lines lead: to the record, or to what of it counts here."""
    seen = records_of(lines, actor)
    return {line.pk: seen[line.pk] or line.get_absolute_url() for line in lines}


def records_of(lines: list[Line], actor: Actor) -> dict[int, str]:
    """The pages of the records behind lines, empty where the actor may not see the record.

    A query for each kind of record.
    """
    wanted = [(line.about_type, line.about_id, line.source_number) for line in lines]
    found = addresses_of(wanted, actor)
    return {line.pk: found.get((line.about_type, line.about_id), "") for line in lines}


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the list of people's sheets is asked for."""

    month: date | None = None
    unit: int | None = None
    text: str = ""
    grade: str = ""
    sort: str = ""


PEOPLE_SORTS = {
    "number": ("staff__number",),
    "unit": ("unit__path", "staff__number"),
    "score": ("score", "staff__number"),
}


def people(actor: Actor, filters: PeopleFilters) -> QuerySet[StaffSheet]:
    """The sheets of people whom the actor oversees and his own; lowest scores first."""
    rows = StaffSheet.objects.visible_to(actor)
    if filters.month:
        rows = rows.filter(period__month=filters.month)
    if filters.unit:
        rows = rows.filter(Q(unit_id=filters.unit) | Q(unit__parent_id=filters.unit))
    if filters.grade:
        rows = rows.filter(grade=filters.grade)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(Q(staff__name__contains=text) | Q(staff__number__startswith=text))
    rows = rows.select_related("period", "staff__post", "unit")
    key = filters.sort.removeprefix("-")
    if key in PEOPLE_SORTS:
        sign = "-" if filters.sort.startswith("-") else ""
        return rows.order_by(*(sign + name for name in PEOPLE_SORTS[key]), "id")
    return rows.order_by("-period__month", "score", "staff__number")


def lines_of_person(row: StaffSheet) -> QuerySet[Line]:
    """The records that count for a person."""
    rows = Line.objects.filter(sheet__period_id=row.period_id, staff_id=row.staff_id)
    return rows.filter(for_staff=True).select_related("sheet__unit").order_by("at", "id")


def waiting_for(actor: Actor) -> int:
    """Appeals to decide; bounded."""
    if not actor.holds(JUDGE):
        return 0
    models: tuple[type[Sheet] | type[StaffSheet], ...] = (Sheet, StaffSheet)
    return sum(
        within(one._default_manager.filter(UNDECIDED), actor, JUDGE)[:100].count() for one in models
    )
