"""Counting a company's month and storing the counts: the only writer of tallies."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from heqi.ledger.events import announce
from heqi.people.models import Unit, UnitKind
from heqi.policies.events import MonthMeasured
from heqi.policies.measures.figures import month_after, months_until
from heqi.policies.measures.sources import sources
from heqi.policies.models import MeasuredMonth, Tally
from heqi.policies.packs import current_pack

PACE = "policies/measuring"
HISTORY = 13


def take_measures(company: Unit, month: date, *, now: datetime) -> MeasuredMonth:
    """Count a month anew, unless it is closed; close it once its days of grace are over.

    What is recorded late (a phone without a net) still counts within those days. A closed month
    is announced, and never changes again.
    """
    first = month.replace(day=1)
    closes = month_after(first) + timedelta(days=int(_pace(now, company.pk)["closes_after_days"]))
    with transaction.atomic():
        measured, _made = MeasuredMonth.objects.get_or_create(
            company=company, month=first, defaults={"taken_at": now}
        )
        closed_at = now if timezone.localdate(now) >= closes else None
        # Whoever is faster counts; a closed month is nobody's any more.
        claimed = MeasuredMonth.objects.filter(
            pk=measured.pk, closed_at=None, taken_at=measured.taken_at
        ).update(taken_at=now, closed_at=closed_at)
        if not claimed:
            return measured
        measured.taken_at, measured.closed_at = now, closed_at
        Tally.objects.filter(measured=measured).delete()
        Tally.objects.bulk_create(_tallies(measured, now), batch_size=500)
        if closed_at is not None:
            announce(MonthMeasured(company_id=company.pk, month=f"{first:%Y-%m}"), now=now)
    return measured


def _tallies(measured: MeasuredMonth, now: datetime) -> Iterator[Tally]:
    for source in sources():
        for figure in source.count(measured.company, measured.month, now=now):
            yield Tally(
                measured=measured,
                company=measured.company,
                unit_id=figure.unit_id,
                month=measured.month,
                policy=figure.clause.partition("/")[0],
                clause=figure.clause,
                source=source.code,
                name=figure.name,
                title_zh=figure.title_zh,
                title_en=figure.title_en,
                mark=figure.mark,
                kept=figure.kept,
                missed=figure.missed,
                excepted=figure.excepted,
                open=figure.open,
            )


def keep_measured(*, now: datetime, batch: int = 20) -> int:
    """The loop's task: months not counted yet, the present one again and again, past ones until
    they close."""
    months = months_until(timezone.localdate(now), HISTORY)
    stale = now - timedelta(minutes=int(_pace(now, None)["every_minutes"]))
    known = {
        (row.company_id, row.month): row
        for row in MeasuredMonth.objects.filter(month__in=months, company__closed_on=None)
    }
    due: list[tuple[Unit, date]] = []
    for company in Unit.objects.filter(kind=UnitKind.COMPANY, closed_on=None):
        for month in months:
            row = known.get((company.pk, month))
            if row is None or (row.closed_at is None and row.taken_at <= stale):
                due.append((company, month))
    for company, month in due[:batch]:
        take_measures(company, month, now=now)
    return min(len(due), batch)


def _pace(now: datetime, company_id: int | None) -> dict[str, Any]:
    return dict(current_pack(company_id).value(PACE, timezone.localdate(now)).content)
