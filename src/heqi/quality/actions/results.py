"""Reporting the month to the leader of those checked, and holding trainings."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, department_of
from heqi.policies.measures import month_after
from heqi.quality.access import LEAD
from heqi.quality.actions.duty import reported
from heqi.quality.events import MonthReported
from heqi.quality.models import MonthReport, Training
from heqi.quality.periods import month_of
from heqi.quality.posts import head_of
from heqi.quality.queries.results import month_results


@transaction.atomic
def report_month(unit: Unit, *, month: date, by: Actor, now: datetime) -> MonthReport:
    """Report a department's month to its head; the figures are kept as they are now (9.1).

    ValidationError before the month has ended, and where nobody is there to be reported to. Once
    every department that entered something is reported, the duty of the month is done.
    """
    require(by, LEAD, unit)
    month = month_of(month)
    if month > timezone.localdate(now):
        raise ValidationError({"month": _("This month has not begun yet.")})
    if month_after(month) > timezone.localdate(now):
        said = _("This month has not ended yet: its figures are final from {day:%Y-%m-%d} on.")
        raise ValidationError({"month": said.format(day=month_after(month))})
    results = month_results(company_of(unit), month, only=unit)
    leader = head_of(unit)
    if leader is None:
        raise ValidationError(_("This department has no head. Name one or a stand-in first."))
    figures = {
        **results.company.as_json(),
        "people": [
            {"staff": line.staff.pk, "name": line.staff.name, **line.figures.as_json()}
            for department in results.departments
            for line in department.people
        ],
    }
    try:
        with transaction.atomic():
            report: MonthReport = MonthReport.objects.create(
                company=company_of(unit),
                unit=department_of(unit),
                month=month,
                figures=figures,
                reported_at=now,
                reported_by=by.name,
                leader=leader,
            )
    except IntegrityError:
        raise ValidationError(_("This month was reported already.")) from None
    audit(
        report,
        "quality.report_month",
        by=by,
        now=now,
        changes={"month": month, "errors": results.company.total},
    )
    notify(
        leader,
        "quality.reported",
        context={
            "month": f"{month:%Y-%m}",
            "unit": unit.name,
            "errors": results.company.total,
            "late": results.company.late,
        },
        about=report,
        url=f"/quality/reports/{report.pk}/",
        key=f"reported:{report.pk}",
        by=by,
        now=now,
    )
    announce(
        MonthReported(
            report_id=report.pk,
            unit_id=report.unit_id,
            company_id=report.company_id,
            month=f"{month:%Y-%m}",
        ),
        now=now,
    )
    reported(report, by=by, now=now)
    return report


@transaction.atomic
def read_report(report: MonthReport, *, by: Actor, now: datetime) -> None:
    """The leader of those checked has read the report."""
    if by.kind != "staff" or by.id != report.leader_id:
        raise refuse(_("Only the leader to whom it was reported confirms reading it."))
    if report.read_at is not None:
        return
    MonthReport.objects.filter(pk=report.pk, read_at__isnull=True).update(read_at=now)
    report.read_at = now
    audit(report, "quality.read_report", by=by, now=now)


@transaction.atomic
def record_training(
    *,
    unit: Unit,
    subject: str,
    held_on: date,
    trainer: str,
    staff: Sequence[Staff],
    by: Actor,
    now: datetime,
) -> Training:
    """Write down a training that was held; what its people repeat from then on counts (9.2)."""
    require(by, LEAD, unit)
    if held_on > timezone.localdate(now):
        raise ValidationError({"held_on": _("A training is recorded once it was held.")})
    if not staff:
        raise ValidationError({"staff": _("Name who took part.")})
    outside = [person for person in staff if not unit.covers(person.unit)]
    if outside:
        raise ValidationError(
            {"staff": _("{name} does not belong to this unit.").format(name=outside[0].name)}
        )
    training = Training(
        company=company_of(unit),
        unit=unit,
        subject=subject.strip(),
        held_on=held_on,
        trainer=trainer.strip(),
        recorded_at=now,
        recorded_by=by.name,
    )
    training.full_clean(exclude=["company", "unit"])
    training.save(force_insert=True)
    training.staff.set(staff)
    audit(
        training,
        "quality.record_training",
        by=by,
        now=now,
        changes={"held_on": held_on, "staff": [person.pk for person in staff]},
    )
    return training
