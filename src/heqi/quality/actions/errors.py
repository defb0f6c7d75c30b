"""What is done about entry errors: returned, corrected, dismissed, the cause of a complaint."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.complaints.models import Complaint
from heqi.entry.findings import REFUSE, Finding
from heqi.entry.standards import standard
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import refuse, require
from heqi.quality.access import CHECK
from heqi.quality.actions.recording import STAFF, give_back
from heqi.quality.events import ErrorCorrected
from heqi.quality.models import EntryError
from heqi.quality.sources import BY_TYPE
from heqi.quality.states import ERROR_FLOW


@transaction.atomic
def return_error(error: EntryError, *, by: Actor, now: datetime) -> None:
    """Return an error found over the stock to whoever entered it, or to his unit."""
    require(by, CHECK, error)
    give_back(error, by=by, now=now)


@transaction.atomic
def correct_error(error: EntryError, *, outcome: str, by: Actor, now: datetime) -> None:
    """The entry is put right: by whoever made it, or by somebody who checks."""
    if not (by.kind == STAFF and by.id == error.staff_id):
        require(by, CHECK, error)
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say what was done.")})
    if (finding := _still_found(error, now=now)) is not None:
        raise ValidationError(
            _("The record has not been put right: {finding}").format(finding=finding.message)
        )
    move(
        error,
        ERROR_FLOW,
        "correct",
        code="quality.correct_error",
        by=by,
        now=now,
        reason=outcome.strip(),
        outcome=outcome.strip()[:300],
        is_open=False,
        corrected_at=now,
        corrected_by=by.name,
    )
    _stop(error, "corrected", by=by, now=now)
    announce(
        ErrorCorrected(
            error_id=error.pk,
            number=error.number,
            staff_id=error.staff_id,
            late=error.is_late(now),
            company_id=error.company_id,
        ),
        now=now,
    )


@transaction.atomic
def dismiss_error(error: EntryError, *, outcome: str, by: Actor, now: datetime) -> None:
    """It is no error after all; it does not count. Nobody dismisses his own."""
    require(by, CHECK, error)
    if by.kind == STAFF and by.id == error.staff_id:
        raise refuse(_("Nobody dismisses an error of his own entry. Ask your team leader."))
    if not outcome.strip():
        raise ValidationError({"outcome": _("Give the reason.")})
    move(
        error,
        ERROR_FLOW,
        "dismiss",
        code="quality.dismiss_error",
        by=by,
        now=now,
        reason=outcome.strip(),
        outcome=outcome.strip()[:300],
        is_open=False,
        corrected_at=now,
        corrected_by=by.name,
    )
    _stop(error, "corrected", by=by, now=now)


@transaction.atomic
def blame_complaint(error: EntryError, *, complaint: str, by: Actor, now: datetime) -> None:
    """Note that the error caused a complaint (data-entry/9.2); ``complaint`` is its number.

    ValidationError for a number that is no complaint of the company, or none that ``by`` may see.
    """
    require(by, CHECK, error)
    if not complaint.strip():
        raise ValidationError({"complaint": _("Give the number of the complaint.")})
    rows = Complaint.objects.visible_to(by).filter(company=error.company_id)
    case = rows.filter(number=complaint.strip().upper()[:40]).first()
    if case is None:
        raise ValidationError(
            {"complaint": _("There is no complaint of this number that you may see.")}
        )
    if error.entered_at is not None and case.request.opened_at < error.entered_at:
        raise ValidationError(
            {"complaint": _("This complaint came before the entry: it cannot be its cause.")}
        )
    EntryError.objects.filter(pk=error.pk).update(complaint=case.number)
    audit(
        error,
        "quality.blame_complaint",
        by=by,
        now=now,
        changes={"complaint": [error.complaint, case.number]},
    )
    error.complaint = case.number


def _still_found(error: EntryError, *, now: datetime) -> Finding | None:
    """What the standard of today still refuses in the field, as the record stands."""
    source = BY_TYPE.get(error.subject_type)
    row = source.row(error.subject_id) if source and error.field else None
    if source is None or row is None:
        return None
    on = timezone.localdate(now)
    fitting = standard(source.kind(row), on=on, company_id=error.company_id)
    return next(
        (
            one
            for one in fitting.check(source.values(row))
            if (one.field, one.error) == (error.field, error.error) and one.outcome == REFUSE
        ),
        None,
    )


def _stop(error: EntryError, moment: str, *, by: Actor, now: datetime) -> None:
    timeline = timeline_of(error)
    if timeline is not None:
        record_moment(timeline, moment, by=by, now=now)
