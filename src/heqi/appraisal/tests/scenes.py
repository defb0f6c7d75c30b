"""Scenes of the appraisal: a month opened, carried through, its sheets."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from heqi.appraisal import actions
from heqi.appraisal.facts import items
from heqi.appraisal.models import Line, Period, Sheet
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import taken
from tests.cast import NOW, SHANGHAI, Cast

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
# After the month, in the days of the calendar: self-score by the 6th, review by the 8th.
SCORED = datetime(2026, 12, 4, 10, 0, tzinfo=SHANGHAI)
REVIEWED = datetime(2026, 12, 8, 10, 0, tzinfo=SHANGHAI)
PUBLISHED = datetime(2026, 12, 10, 10, 0, tzinfo=SHANGHAI)
CLOSED = datetime(2026, 12, 16, 10, 0, tzinfo=SHANGHAI)


def opened(cast: Cast, month: date = NOVEMBER, at: datetime | None = None) -> Period:
    """The month of the gas company."""
    return actions.open_month(cast.units["gas"], month, by=cast.he, now=at or cast.now)


def sheet_of(cast: Cast, period: Period, unit: str = "service") -> Sheet:
    """A department's sheet as it is stored."""
    rows = Sheet.objects.select_related("period__company", "unit")
    return rows.get(period=period, unit=cast.units[unit])


def published(cast: Cast, period: Period | None = None) -> Period:
    """Reviewed once the time of the self-score is over, and published."""
    period = period or opened(cast)
    actions.review_month(period, by=cast.he, now=REVIEWED)
    actions.publish_month(period, by=cast.he, now=PUBLISHED)
    return period


def closed(cast: Cast) -> Period:
    """Carried through to the end."""
    period = published(cast)
    actions.close_month(period, by=cast.he, now=CLOSED)
    return period


def content(period: Period) -> list[object]:
    """Everything of a month that must not change, to the cent."""
    sheets = Sheet.objects.filter(period=period).order_by("unit")
    lines = Line.objects.filter(sheet__period=period).order_by("source_type", "source_id")
    people = period.staff_sheets.order_by("staff")
    return [
        list(sheets.values_list("unit", "items", "beside", "score", "grade", "factor")),
        list(lines.values_list("sheet__unit", "item", "points", "clause", "source_number", "at")),
        list(people.values_list("staff", "points", "score", "grade")),
    ]


def self_scores(period: Period, **lower: str) -> dict[str, Decimal]:
    """Full marks for each item with a weight, but for those that are given."""
    full = {
        item.code: item.weight
        for item in items(period.month, company_id=period.company_id)
        if item.weight is not None
    }
    return {**full, **{code: Decimal(score) for code, score in lower.items()}}


def scored(cast: Cast, period: Period, **lower: str) -> None:
    """The customer service department scores itself."""
    sheet = sheet_of(cast, period)
    scores = self_scores(period, **lower)
    actions.score_self(sheet, scores=scores, by=cast.han, now=SCORED)


def upheld(cast: Cast) -> Complaint:
    """A valid complaint of November against the repairer Ma."""
    complaint = taken(cast)
    Complaint.objects.filter(pk=complaint.pk).update(
        verdict="upheld", responsibility="employee", judged_at=NOW,
        responsible_unit=cast.units["repair1"], responsible=cast.staff["ma"],
    )  # fmt: skip
    return complaint


def days(number: int) -> timedelta:
    """A span of days."""
    return timedelta(days=number)
