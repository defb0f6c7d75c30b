"""Reactions to the limits of a month."""

from datetime import datetime

from django.utils import timezone

from heqi.appraisal.access import REVIEW
from heqi.appraisal.actions.reckoning import grade_anew
from heqi.appraisal.actions.timing import tell_department
from heqi.appraisal.models import Period
from heqi.appraisal.states import Status
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.conduct.events import CaseDecided, CaseReversed
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.actions import notify_holders
from heqi.people.models import Unit

SUBJECT = "appraisal.period"


@on(ClockNearing)
def warn_of_month(event: ClockNearing, *, now: datetime) -> None:
    """A day of the calendar draws near."""
    _tell(event, "appraisal.nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_late_month(event: ClockBreached, *, now: datetime) -> None:
    """A day of the calendar has passed."""
    _tell(event, "appraisal.late", "b", now=now)


@on(CaseDecided, CaseReversed)
def grade_after_decision(event: CaseDecided | CaseReversed, *, now: datetime) -> None:
    """A decision came or fell after the review of its month (conduct/3.2.4)."""
    if not event.month:
        return
    period = (
        Period.objects.select_related("company")
        .filter(company_id=event.company_id, month=f"{event.month}-01")
        .first()
    )
    if period is not None:
        unit = Unit.objects.get(pk=event.unit_id)
        grade_anew(period, unit, reason=event.number, now=now)


def _tell(event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime) -> None:
    if event.subject_type != SUBJECT:
        return
    period = Period.objects.select_related("company").get(pk=event.subject_id)
    key = f"clock:{event.clock_id}:{step}"
    said = {"what": event.title, "due": event.due and timezone.localtime(event.due)}
    if event.name == "self_score" and period.status == Status.OPEN:
        waiting = period.sheets.departments().filter(self_scored_at__isnull=True)
        for sheet in waiting.select_related("unit"):
            sheet.period = period
            tell_department(sheet, code, key=key, by=SYSTEM, now=now, **said)
    company: Unit = period.company
    notify_holders(
        REVIEW, company, code, context={"month": str(period), "unit": company.name, **said},
        about=period, url=period.get_absolute_url(), key=f"appraisal:{key}", by=SYSTEM, now=now,
    )  # fmt: skip
