"""Moving a request on: booked, passed on, solved, closed, cancelled, reopened."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.clocks.actions import move_timeline
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import Refused, require
from heqi.people.models import Unit
from heqi.service.actions.timing import copy_due, record_booking, record_step
from heqi.service.events import (
    RequestBooked,
    RequestCancelled,
    RequestClosed,
    RequestPassedOn,
    RequestReopened,
    RequestSolved,
)
from heqi.service.models import ServiceRequest
from heqi.service.states import FLOW


def needs_reason(reason: str) -> str:
    """The reason without blanks, or a sentence for the field."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    return reason.strip()


def refuse_case(request: ServiceRequest, by: Actor) -> None:
    """A complaint is handled as a case of its own; its steps are taken there, never beside it."""
    kind = request.kind_row
    if kind is not None and kind.case and by.kind != "system":
        raise Refused(
            _("This is handled as a complaint. Open the complaint to take the next step."),
            "service.case",
        )


@transaction.atomic
def book_request(
    request: ServiceRequest, *, booked_for: datetime, by: Actor, now: datetime
) -> ServiceRequest:
    """Note the time that the customer asks for; the policy says whether it takes precedence."""
    require(by, "service.book", request)
    if not request.is_open:
        raise IllegalMove(_("This request is no longer open. Reload the page."))
    if booked_for < now:
        raise ValidationError({"booked_for": _("The booked time must lie in the future.")})

    before, request.booked_for = request.booked_for, booked_for
    ServiceRequest.objects.filter(pk=request.pk).update(booked_for=booked_for)
    timeline = timeline_of(request)
    if timeline is not None:
        record_booking(timeline, booked_for, by=by, now=now)
        copy_due(request, timeline)

    audit(request, "service.book", by=by, now=now, changes={"booked_for": [before, booked_for]})

    announce(RequestBooked(request_id=request.pk, booked_for=booked_for.isoformat()), now=now)
    return request


@transaction.atomic
def pass_on_request(
    request: ServiceRequest, *, unit: Unit, reason: str = "", by: Actor, now: datetime
) -> ServiceRequest:
    """Give a request to the unit that will do it (data-entry/6.1: at once)."""
    require(by, "service.pass_on", request)
    refuse_case(request, by)
    if unit.company_id != request.company_id:
        raise ValidationError({"unit": _("Choose a unit of the same company.")})

    before = request.unit_id
    move(
        request,
        FLOW,
        "pass_on",
        code="service.pass_on",
        by=by,
        now=now,
        changes={"unit": [before, unit.pk]},
        reason=reason,
        unit_id=unit.pk,
    )
    request.unit = unit
    timeline = timeline_of(request)
    if timeline is not None:
        if before != unit.pk:
            move_timeline(timeline, unit=unit)
        record_step(request, "passed_on", owner=unit, by=by, now=now)

    announce(
        RequestPassedOn(
            request_id=request.pk,
            number=request.number,
            kind=request.kind,
            unit_id=unit.pk,
            company_id=request.company_id,
        ),
        now=now,
    )
    return request


@transaction.atomic
def solve_request(
    request: ServiceRequest, *, answer: str = "", by: Actor, now: datetime
) -> ServiceRequest:
    """What was asked for is done or answered; the remaining promises stop here."""
    require(by, "service.solve", request)
    refuse_case(request, by)
    move(
        request,
        FLOW,
        "solve",
        code="service.solve",
        by=by,
        now=now,
        answer=answer or request.answer,
        solved_at=now,
        is_open=False,
    )
    for kind in ("passed_on", "responded", "solution_offered", "answered", "completed"):
        record_step(request, kind, by=by, now=now)
    # What is settled without a visit needs none any more: neither kept nor broken. A promise that
    # was broken by now stays broken (clocks.actions.rebuild).
    record_step(request, "withdrawn", reason="solved", by=by, now=now)

    announce(
        RequestSolved(
            request_id=request.pk,
            number=request.number,
            kind=request.kind,
            company_id=request.company_id,
        ),
        now=now,
    )
    return request


@transaction.atomic
def close_request(request: ServiceRequest, *, by: Actor, now: datetime) -> ServiceRequest:
    """Nothing is left to do."""
    require(by, "service.close", request)
    refuse_case(request, by)
    move(request, FLOW, "close", code="service.close", by=by, now=now, closed_at=now)
    announce(
        RequestClosed(
            request_id=request.pk,
            number=request.number,
            kind=request.kind,
            tier=request.tier,
            party_id=request.party_id,
            unit_id=request.unit_id,
            company_id=request.company_id,
        ),
        now=now,
    )
    return request


@transaction.atomic
def reopen_request(
    request: ServiceRequest, *, reason: str, by: Actor, now: datetime
) -> ServiceRequest:
    """It was not solved after all."""
    require(by, "service.reopen", request)
    refuse_case(request, by)
    reason = needs_reason(reason)
    move(
        request,
        FLOW,
        "reopen",
        code="service.reopen",
        by=by,
        now=now,
        reason=reason,
        is_open=True,
        solved_at=None,
        closed_at=None,
    )
    record_step(request, "reopened", reason=reason, by=by, now=now)
    announce(RequestReopened(request_id=request.pk, number=request.number), now=now)
    return request


@transaction.atomic
def cancel_request(
    request: ServiceRequest, *, reason: str, by: Actor, now: datetime
) -> ServiceRequest:
    """The request is given up, with the reason."""
    require(by, "service.cancel", request)
    refuse_case(request, by)
    reason = needs_reason(reason)
    move(
        request,
        FLOW,
        "cancel",
        code="service.cancel",
        by=by,
        now=now,
        reason=reason,
        is_open=False,
        closed_at=now,
    )
    record_step(request, "cancelled", reason=reason, by=by, now=now)
    announce(RequestCancelled(request_id=request.pk, number=request.number, reason=reason), now=now)
    return request
