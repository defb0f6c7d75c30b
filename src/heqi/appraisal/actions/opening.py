"""Opening a month, and keeping the open ones added up."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from heqi.appraisal.access import REVIEW
from heqi.appraisal.actions.reckoning import reckon
from heqi.appraisal.actions.timing import start_clocks
from heqi.appraisal.models import Period
from heqi.appraisal.states import Status
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.people.models import Unit, UnitKind


@transaction.atomic
def open_month(company: Unit, month: date, *, by: Actor, now: datetime) -> Period:
    """The month of a company with a sheet for each department; the same one when it is there."""
    require(by, REVIEW, company)
    period, made = Period.objects.get_or_create(
        company=company, month=month.replace(day=1), defaults={"opened_at": now}
    )
    if made:
        audit(period, "appraisal.open", by=by, now=now, changes={"month": period.month})
        start_clocks(period, by=by, now=now)
    if period.status == Status.OPEN:
        reckon(period, now=now)
    return period


def keep_months(*, now: datetime) -> int:
    """Open the running month of every company, and add up what is open once a day."""
    today = timezone.localdate(now)
    done = 0
    departments = Unit.objects.filter(kind=UnitKind.DEPARTMENT, closed_on__isnull=True)
    begun = Period.objects.filter(month=today.replace(day=1)).order_by()
    companies = Unit.objects.filter(
        kind=UnitKind.COMPANY,
        closed_on__isnull=True,
        pk__in=departments.order_by().values("parent"),
    ).exclude(pk__in=begun.values("company"))
    for company in companies:
        open_month(company, today, by=SYSTEM, now=now)
        done += 1
    stale = Period.objects.filter(status=Status.OPEN, reckoned_at__lt=midnight(today))
    for period in stale.select_related("company"):
        try:
            reckon(period, now=now)
        except IllegalMove:  # reviewed since
            continue
        done += 1
    return done
