"""Correcting what a request is: its kind, its facts, its double."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.clocks.actions import redecide
from heqi.clocks.queries import timeline_of
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState, move
from heqi.people.access import require
from heqi.service.actions.progress import needs_reason, refuse_case
from heqi.service.actions.timing import (
    copy_due,
    decide_commitments,
    promises_elsewhere,
    record_step,
)
from heqi.service.events import RequestKindChanged, RequestMerged
from heqi.service.facts import area_of, criterion_of, request_facts, tier_of
from heqi.service.kinds import kinds
from heqi.service.models import ServiceRequest
from heqi.service.states import FLOW, OPEN_STATES


@transaction.atomic
def change_kind(
    request: ServiceRequest, *, kind: str, reason: str, by: Actor, now: datetime
) -> ServiceRequest:
    """It is something else: the promises are decided anew from the same history. Audited.

    The number stays, because the customer was told it.
    """
    require(by, "service.change_kind", request)
    refuse_case(request, by)
    reason = needs_reason(reason)
    if kind not in kinds():
        raise ValidationError({"kind": _("Choose what the customer asks for.")})
    if kind == request.kind:
        raise ValidationError({"kind": _("The request is of this kind already.")})
    if request.status not in OPEN_STATES:
        raise IllegalMove(_("This request is no longer open. Reload the page."))

    before = request.kind
    won = ServiceRequest.objects.filter(pk=request.pk, kind=before, status=request.status)
    if not won.update(kind=kind):
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    request.kind = kind
    _decide_anew(request, by=by, now=now)

    audit(
        request,
        "service.change_kind",
        by=by,
        now=now,
        changes={"kind": [before, kind]},
        reason=reason,
        decision=request.decision_id,
    )

    announce(RequestKindChanged(request_id=request.pk, before=before, after=kind), now=now)
    return request


CORRECTABLE = (
    "address",
    "contact_name",
    "contact_phone",
    "description",
    "device",
    "symptom",
    "place",
    "area",
    "conditions_met",
    "vulnerable",
)
PERSONAL = ("address", "contact_name", "contact_phone", "description")


@transaction.atomic
def correct_request(
    request: ServiceRequest,
    *,
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    by: Actor,
    now: datetime,
    **values: Any,
) -> ServiceRequest:
    """Fill in or correct what is known (customer, address, area, conditions met …).

    Where a fact of the promises changes, they are decided anew; what was assumed gives way.
    """
    require(by, "service.open", request)
    if request.status not in OPEN_STATES:
        raise IllegalMove(_("This request is no longer open. Reload the page."))
    unknown = set(values) - set(CORRECTABLE)
    if unknown:
        raise TypeError(f"not correctable: {', '.join(sorted(unknown))}")
    if any(
        row is not None and row.company_id != request.company_id for row in (party, service_point)
    ):
        raise ValidationError({"party": _("This customer belongs to another company.")})

    new = dict(values)
    if party is not None:
        new |= {"party": party, "tier": tier_of(party), "criterion": criterion_of(party)}
    if service_point is not None:
        new |= {"service_point": service_point, "area": area_of(service_point)}
        new.setdefault("address", request.address or service_point.premises.text)
    before = {name: getattr(request, name) for name in new}
    changed = {name: value for name, value in new.items() if before[name] != value}
    if not changed:
        return request
    ServiceRequest.objects.filter(pk=request.pk).update(**changed)
    for name, value in changed.items():
        setattr(request, name, value)
    if changed.get("conditions_met"):
        record_step(request, "conditions_met", by=by, now=now)
    _decide_anew(request, by=by, now=now)

    audit(
        request,
        "service.correct",
        by=by,
        now=now,
        changes={
            n: [_plain(before[n]), _plain(v)] for n, v in changed.items() if n not in PERSONAL
        },
        personal={n: [before[n], v] for n, v in changed.items() if n in PERSONAL},
        decision=request.decision_id,
    )
    return request


@transaction.atomic
def merge_request(
    request: ServiceRequest, *, into: ServiceRequest, reason: str, by: Actor, now: datetime
) -> ServiceRequest:
    """The same matter was taken up already: it goes on there."""
    require(by, "service.merge", request)
    refuse_case(request, by)
    require(by, "service.merge", into)
    reason = needs_reason(reason)
    if into.pk == request.pk or into.company_id != request.company_id:
        raise ValidationError({"into": _("Choose another request of the same company.")})
    if into.status not in OPEN_STATES:
        raise ValidationError({"into": _("The other request is no longer open.")})

    move(
        request,
        FLOW,
        "merge",
        code="service.merge",
        by=by,
        now=now,
        changes={"into": into.number},
        reason=reason,
        is_open=False,
        merged_into_id=into.pk,
        closed_at=now,
    )
    record_step(request, "merged", reason=reason, by=by, now=now)
    audit(into, "service.absorb", by=by, now=now, changes={"request": request.number})

    announce(RequestMerged(request_id=request.pk, into_id=into.pk), now=now)
    return request


@transaction.atomic
def relate_requests(
    request: ServiceRequest, *, other: ServiceRequest, by: Actor, now: datetime
) -> None:
    """Note that two requests belong together without making them one."""
    require(by, "service.open", request)
    if other.pk == request.pk or other.company_id != request.company_id:
        raise ValidationError({"other": _("Choose another request of the same company.")})
    request.related.add(other)
    audit(request, "service.relate", by=by, now=now, changes={"other": other.number})


def _decide_anew(request: ServiceRequest, *, by: Actor, now: datetime) -> None:
    facts, assumed = request_facts(request)
    decision = decide_commitments(facts, now=now, company_id=request.company_id)
    ServiceRequest.objects.filter(pk=request.pk).update(decision=decision, assumed=assumed)
    request.decision, request.assumed = decision, assumed
    timeline = timeline_of(request)
    if timeline is not None and decision.status == "answered":
        without = promises_elsewhere(request)
        redecide(timeline, decision, facts=facts, without=without, by=by, now=now)
        if not without:
            copy_due(request, timeline)


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)
