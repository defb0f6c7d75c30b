"""How far a month has come."""

from datetime import datetime

from heqi.appraisal.models import Period
from heqi.clocks.models import Clock
from heqi.clocks.queries import clocks_of


def unscored(period: Period) -> list[str]:
    """The departments that have not scored themselves."""
    rows = period.sheets.departments().filter(self_scored_at__isnull=True).order_by("unit__path")
    return list(rows.values_list("unit__name", flat=True))


def self_score_until(period: Period) -> datetime | None:
    """Until when departments score themselves."""
    return next((clock.due_at for clock in clocks_of(period) if clock.name == "self_score"), None)


def course_clocks(period: Period) -> list[Clock]:
    """The limits of the month in their order."""
    order = ("self_score", "review", "publish", "final")
    clocks = {clock.name: clock for clock in clocks_of(period) if clock.started_at}
    return [clocks[name] for name in order if name in clocks]


def undecided(period: Period) -> bool:
    """Whether an appeal of a department or of a person waits for its decision."""
    waiting = {"appealed_at__isnull": False, "answered_at__isnull": True}
    return (
        period.sheets.filter(**waiting).exists() or period.staff_sheets.filter(**waiting).exists()
    )
