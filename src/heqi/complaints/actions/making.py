"""Making the case of a request, with its level and its promises."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from heqi.complaints.actions.levels import note_first_level
from heqi.complaints.actions.timing import start_clocks
from heqi.complaints.catalogue import channel_of
from heqi.complaints.events import ComplaintReceived
from heqi.complaints.facts import all_signs, decide_commitments, decide_level
from heqi.complaints.models import Complaint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.service.models import ServiceRequest


def make_case(
    request: ServiceRequest,
    *,
    subject: str,
    channel: str = "",
    category: str = "",
    platform_due_at: datetime | None = None,
    signs: Collection[str] = (),
    households: int = 1,
    claim_yuan: Decimal = Decimal(0),
    anonymous: bool = False,
    confidential: bool = False,
    is_group: bool = False,
    by: Actor,
    now: datetime,
) -> Complaint:
    """The case with its computed level; its clocks run from the receipt of the request."""
    channel = channel or channel_of(request.source)
    found = all_signs(
        channel=channel, category=category, vulnerable=request.vulnerable, given=signs
    )
    level, level_decision = decide_level(
        found,
        households=households,
        claim_yuan=claim_yuan,
        tier=request.tier,
        now=now,
        company_id=request.company_id,
    )
    point = request.service_point
    complaint = Complaint(
        number=request.number,
        company=request.company,
        unit=request.unit,
        request=request,
        party=request.party,
        compound_id=point.premises.compound_id if point else None,
        channel=channel,
        platform_number=request.platform_number,
        platform_due_at=platform_due_at,
        category=category,
        subject=" ".join(subject.split())[:120],
        anonymous=anonymous,
        confidential=confidential,
        is_group=is_group,
        tier=request.tier,
        criterion=request.criterion,
        signs=found,
        households=households,
        claim_yuan=claim_yuan,
        level=level,
        computed_level=level,
        level_decision=level_decision,
        received_at=request.opened_at,
        queue_at=request.opened_at,
    )
    complaint.decision = decide_commitments(complaint, now=now)
    try:
        with transaction.atomic():
            complaint.save(force_insert=True)
    except IntegrityError:  # the same request was adopted at the same instant
        return Complaint.objects.get(request=request)
    start_clocks(complaint, by=by, now=now)
    audit(
        complaint,
        "complaints.take",
        by=by,
        now=now,
        changes={"channel": channel, "level": level, "signs": found, "tier": complaint.tier},
        decision=level_decision.pk,
    )
    note_first_level(complaint, by=by, now=now)
    announce(
        ComplaintReceived(
            complaint_id=complaint.pk,
            number=complaint.number,
            level=level,
            channel=channel,
            tier=complaint.tier,
            unit_id=complaint.unit_id,
            company_id=complaint.company_id,
        ),
        now=now,
    )
    return complaint
