"""The limits of a month, and telling people about it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from heqi.appraisal.access import SCORE
from heqi.appraisal.facts import calendar_of
from heqi.appraisal.models import Period, Sheet
from heqi.clocks.actions import record_and_copy, start_timeline
from heqi.ledger.actors import Actor
from heqi.notices.actions import notify
from heqi.people.queries import holders_of_right
from heqi.policies.measures import month_span

TOLD = 5


def start_clocks(period: Period, *, by: Actor, now: datetime) -> None:
    """The days of the calendar run from the month; the right to appeal is no promise."""
    start_timeline(
        period,
        unit=period.company,
        decision=calendar_of(period.month, company_id=period.company_id),
        facts={},
        label=str(period),
        without=["appeal"],
        by=by,
        now=now,
    )
    since, _until = month_span(period.month)
    record(period, "month_opened", at=since, by=by, now=now)


def record(
    period: Period, kind: str, *, at: datetime | None = None, by: Actor, now: datetime
) -> None:
    """Something happened that starts or stops a limit of the month."""
    record_and_copy(period, kind, began=period.opened_at, at=at, by=by, now=now)


def tell_department(
    sheet: Sheet, code: str, *, key: str, by: Actor, now: datetime, **more: Any
) -> None:
    """Write to who scores a department's month."""
    for staff in holders_of_right(SCORE, sheet.unit, on=timezone.localdate(now))[:TOLD]:
        notify(
            staff,
            code,
            context={"month": str(sheet.period), "unit": sheet.name, **more},
            about=sheet,
            unit=sheet.unit,
            url=sheet.get_absolute_url(),
            key=f"appraisal{sheet.pk}:{key}",
            by=by,
            now=now,
        )
