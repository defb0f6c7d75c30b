"""Reports that follow from what happened."""

from datetime import date, datetime

from heqi.ledger.events import on
from heqi.people.models import Unit
from heqi.policies.events import MonthMeasured
from heqi.reports.actions import prepare_tier_report


@on(MonthMeasured)
def report_month(event: MonthMeasured, *, now: datetime) -> None:
    """The month's figures are final: the leadership gets the tier report (tiering/3.2.3).

    Months long past, counted at the first start, are not reported.
    """
    month = date.fromisoformat(f"{event.month}-01")
    if (now.date() - month).days > 62:  # the month before last at most
        return
    prepare_tier_report(Unit.objects.get(pk=event.company_id), month, now=now)
