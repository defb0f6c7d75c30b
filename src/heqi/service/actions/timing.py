"""The clocks of a request: its moments, and the copy of the governing one for the lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from heqi.clocks.actions import copy_clock, place, record_moment, start_timeline
from heqi.clocks.models import Clock, Timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.deciding import NoSingleAnswer, ask
from heqi.policies.models import Decision
from heqi.service.facts import QUESTION
from heqi.service.models import ServiceRequest


def decide_commitments(
    facts: Mapping[str, Any], *, company_id: int | None, now: datetime
) -> Decision:
    """The kept decision; a fault of the policy is kept too and does not stop the request.

    A caller who smells gas must not wait for two rules to be reconciled: without a single answer
    the request has no clocks, its decision says why.
    """
    try:
        return ask(QUESTION, facts, on=timezone.localdate(now), company_id=company_id)
    except NoSingleAnswer as fault:
        return fault.decision


def start_clocks(
    request: ServiceRequest,
    *,
    facts: Mapping[str, Any],
    received_at: datetime,
    by: Actor,
    now: datetime,
) -> Timeline:
    """Begin the request's history; the promises run from ``received_at``."""
    decision = request.decision
    timeline = start_timeline(
        request,
        unit=request.unit,
        decision=decision if decision and decision.status == "answered" else None,
        facts=dict(facts),
        label=request.number,
        without=promises_elsewhere(request),
        by=by,
        now=now,
    )
    record_moment(timeline, "received", at=received_at, by=by, now=now)
    if request.conditions_met:
        record_moment(timeline, "conditions_met", at=received_at, by=by, now=now)
    if request.booked_for:
        timeline = record_booking(timeline, request.booked_for, by=by, now=now)
    copy_due(request, timeline)
    return timeline


def record_booking(
    timeline: Timeline, booked_for: datetime, *, by: Actor, now: datetime
) -> Timeline:
    """The customer's own time; whether it takes precedence is for the policy to say."""
    return record_moment(timeline, "booked", facts={"for": booked_for.isoformat()}, by=by, now=now)


@transaction.atomic
def record_step(
    request: ServiceRequest,
    kind: str,
    *,
    at: datetime | None = None,
    owner: Unit | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Something that stops or pauses a promise happened to a request (arrived, completed …).

    Called by the app in which it happened, which has checked the right to its own row.
    """
    timeline = timeline_of(request)
    if timeline is None:
        return
    record_moment(timeline, kind, at=at, owner=owner, reason=reason, facts=facts, by=by, now=now)
    if not promises_elsewhere(request):
        copy_due(request, timeline)


def promises_elsewhere(request: ServiceRequest) -> tuple[str, ...]:
    """The promises that a case of its own (a complaint) keeps instead of the request."""
    return request.kind_row.case if request.kind_row else ()


def show_due(request: ServiceRequest, clock: Clock | None) -> None:
    """Show a governing clock, also that of a request's own case, in the lists of requests."""
    timelines = [] if clock else [timeline_of(request)]
    copy_clock(request, clock, **place(clock, timelines, began=request.opened_at))


def copy_due(request: ServiceRequest, timeline: Timeline | None) -> None:
    """Show the request's own governing clock."""
    show_due(request, governing_clock(timeline) if timeline else None)
