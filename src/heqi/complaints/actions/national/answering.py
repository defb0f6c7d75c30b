"""What we tell the national centre: accepted, returned, progress, closed, appeal."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.complaints.access import NATIONAL
from heqi.complaints.actions.leaving import withdraw_complaint
from heqi.complaints.actions.national.receiving import CHANNEL, state_of
from heqi.complaints.actions.telling import acting, needed, refuse_concerned
from heqi.complaints.models import NationalCase, NationalMessage
from heqi.complaints.states import HAND_OVER_FLOW, HandOver
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require

Kind = NationalMessage.Kind


def post_message(
    case: NationalCase, kind: str, *, by: Actor, now: datetime, **body: Any
) -> NationalMessage:
    """Put a message into the queue to the national centre; the loop or a file carries it."""
    number = case.messages.filter(direction=NationalMessage.Direction.OUT).count() + 1
    row: NationalMessage = NationalMessage.objects.create(
        company=case.company,
        case=case,
        direction=NationalMessage.Direction.OUT,
        kind=kind,
        key=f"{case.complaint.number}-{number}",
        body={
            "kind": kind,
            "at": timezone.localtime(now).isoformat(timespec="seconds"),
            **state_of(case),
            **body,
        },
        state=NationalMessage.State.WAITING,
        next_at=now,
        at=now,
        by_name=by.name,
    )
    return row


def _require(case: NationalCase, by: Actor) -> None:
    require(by, NATIONAL, case)
    refuse_concerned(case.complaint, by)


def _stop(case: NationalCase, kind: str, *, by: Actor, now: datetime) -> None:
    timeline = timeline_of(case)
    if timeline is not None:
        record_moment(timeline, kind, by=by, now=now)


@transaction.atomic
def accept_case(case: NationalCase, *, by: Actor, now: datetime) -> None:
    """It is ours: both dates hold from now on."""
    _require(case, by)
    move(
        case,
        HAND_OVER_FLOW,
        "accept",
        code="complaints.national_accept",
        field="state",
        by=by,
        now=now,
        answered_at=now,
    )
    _stop(case, "accepted", by=by, now=now)
    post_message(case, Kind.ACCEPTED, by=by, now=now)


@transaction.atomic
def return_case(case: NationalCase, *, reason: str, by: Actor, now: datetime) -> None:
    """It is not ours: given back with the reason, inside the policy's two hours or late."""
    _require(case, by)
    reason = needed(reason=reason)["reason"]
    move(
        case,
        HAND_OVER_FLOW,
        "return",
        code="complaints.national_return",
        field="state",
        by=by,
        now=now,
        reason=reason,
        answered_at=now,
        return_reason=reason[:500],
    )
    _stop(case, "returned", by=by, now=now)
    # What the customer told ourselves, too, stays our case.
    own = case.complaint.channel == CHANNEL and case.complaint.is_open
    if own and not case.complaint.merged.exists():
        withdraw_complaint(case.complaint, reason=reason, by=acting(by), now=now)
    post_message(case, Kind.RETURNED, by=by, now=now, reason=reason)


@transaction.atomic
def report_progress(case: NationalCase, *, note: str, by: Actor, now: datetime) -> None:
    """How far we are."""
    _require(case, by)
    note = needed(note=note)["note"]
    if case.state != HandOver.ACCEPTED:
        raise IllegalMove(_("First accept the case."))
    post_message(case, Kind.PROGRESS, by=by, now=now, note=note)
    audit(case, "complaints.national_progress", by=by, now=now, reason=note)


@transaction.atomic
def appeal_to_centre(case: NationalCase, *, grounds: str, by: Actor, now: datetime) -> None:
    """We do not agree with the result or the score that they gave."""
    _require(case, by)
    grounds = needed(grounds=grounds)["grounds"]
    if not case.result and case.score is None:
        raise ValidationError(_("There is no result or score yet to appeal against."))
    post_message(case, Kind.APPEAL, by=by, now=now, grounds=grounds)
    audit(case, "complaints.national_appeal", by=by, now=now, reason=grounds)


@transaction.atomic
def tell_closed(case: NationalCase, *, by: Actor, now: datetime) -> None:
    """The complaint is closed: they are told with verdict and result."""
    if case.state == HandOver.HANDED:
        accept_case(case, by=acting(by), now=now)
    if case.state != HandOver.ACCEPTED:
        return
    move(
        case,
        HAND_OVER_FLOW,
        "close",
        code="complaints.national_close",
        field="state",
        by=by,
        now=now,
    )
    complaint = case.matter
    post_message(
        case,
        Kind.CLOSED,
        by=by,
        now=now,
        result=(complaint.result or complaint.close_reason)[:500],
        responsibility=complaint.responsibility,
        satisfaction=complaint.satisfaction,
    )


@transaction.atomic
def go_on(case: NationalCase, *, by: Actor, now: datetime) -> None:
    """A complaint reported closed was opened again: they are told."""
    if case.state != HandOver.CLOSED:
        return
    move(
        case,
        HAND_OVER_FLOW,
        "go_on",
        code="complaints.national_go_on",
        field="state",
        by=by,
        now=now,
    )
    post_message(case, Kind.PROGRESS, by=by, now=now, note="reopened")
