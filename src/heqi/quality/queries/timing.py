"""Timeliness of entries in a month (data-entry/1.2.2, 6.1, 6.3, 6.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, F, Q, QuerySet

from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.measures import month_after
from heqi.quality.models import EntryTiming, TimedKind


@dataclass(frozen=True, slots=True)
class TimingLine:
    """A unit's entries of a kind: how many were in time, and the mean times."""

    unit: Unit
    kind: str
    entries: int
    entered_in_time: int
    passed_on: int
    passed_on_in_time: int
    to_enter: timedelta | None
    to_pass_on: timedelta | None


def timing_lines(actor: Actor, month: date) -> list[TimingLine]:
    """The month by unit."""
    rows = (
        _month(actor, month)
        .order_by()
        .values("unit", "kind")
        .annotate(
            n=Count("id"),
            entered_in_time=Count("id", filter=Q(entered_at__lte=F("enter_by"))),
            passed=Count("id", filter=Q(passed_on_at__isnull=False)),
            passed_in_time=Count("id", filter=Q(passed_on_at__lte=F("pass_on_by"))),
            to_enter=Avg(F("entered_at") - F("happened_at")),
            to_pass_on=Avg(F("passed_on_at") - F("entered_at")),
        )
    )
    units = Unit.objects.in_bulk(row["unit"] for row in rows)
    return [
        TimingLine(
            unit=units[row["unit"]],
            kind=str(TimedKind(row["kind"]).label),
            entries=row["n"],
            entered_in_time=row["entered_in_time"],
            passed_on=row["passed"],
            passed_on_in_time=row["passed_in_time"],
            to_enter=row["to_enter"],
            to_pass_on=row["to_pass_on"],
        )
        for row in sorted(rows, key=lambda row: (units[row["unit"]].path, row["kind"]))
    ]


def late_entries(actor: Actor, month: date, *, limit: int = 50) -> list[EntryTiming]:
    """Entries of the month that missed a limit, the last first."""
    late = Q(entered_at__gt=F("enter_by")) | Q(passed_on_at__gt=F("pass_on_by"))
    return list(_month(actor, month).filter(late).select_related("unit", "staff")[:limit])


def _month(actor: Actor, month: date) -> QuerySet[EntryTiming]:
    return EntryTiming.objects.visible_to(actor).filter(
        entered_at__gte=midnight(month), entered_at__lt=midnight(month_after(month))
    )
