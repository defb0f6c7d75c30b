"""Handing a proposal to its reviewers, taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.actions import submit, withdraw
from heqi.approvals.models import Approval
from heqi.approvals.plans import StepPlan
from heqi.approvals.states import Status as ApprovalStatus
from heqi.customers.models import Criterion, Tier
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import refuse
from heqi.tiers.access import PROPOSE, require_in
from heqi.tiers.events import TierProposed
from heqi.tiers.facts import decide_review
from heqi.tiers.models import Assessment
from heqi.tiers.states import FLOW, KIND


def send_to_review(assessment: Assessment, *, by: Actor, now: datetime) -> None:
    """Put a decided proposal before the posts that the policy names (7.2-30, 7.2-60)."""
    review = decide_review(
        assessment.occasion, on=timezone.localdate(now), company_id=assessment.company_id
    )
    move(
        assessment, FLOW, "submit", code="tiers.submit", by=by, now=now,
        decision=assessment.decision_id, review=review.decision, submitted_at=now, opinion="",
        reviewer_name="", reviewed_at=None,
    )  # fmt: skip
    approval = submit(
        assessment,
        kind=KIND,
        title=_("{name}: {before} → {tier}").format(
            name=assessment.party.name,
            before=assessment.get_before_display(),
            tier=assessment.get_tier_display(),
        ),
        number=assessment.number,
        unit=assessment.company,
        steps=[StepPlan(posts=review.posts)],
        summary=_summary(assessment),
        clauses=[*assessment.clauses, *review.decision.clauses],
        url=f"/customers/tiers/assessments/{assessment.pk}/",
        batch=True,
        bundle=f"tiers.batch:{assessment.batch_id}" if assessment.batch_id else "",
        decision=assessment.decision_id,
        by=by,
        now=now,
    )
    Assessment.objects.filter(pk=assessment.pk).update(approval_id=approval.pk)
    assessment.approval_id = approval.pk
    announce(
        TierProposed(
            assessment_id=assessment.pk,
            party_id=assessment.party_id,
            company_id=assessment.company_id,
            occasion=assessment.occasion,
            tier=assessment.tier,
        ),
        now=now,
    )


@transaction.atomic
def withdraw_proposal(assessment: Assessment, *, reason: str, by: Actor, now: datetime) -> None:
    """Take an open proposal back: the proposer, or whoever may propose where the system did."""
    require_in(by, PROPOSE, assessment)
    own = by.kind == "staff" and by.id == assessment.proposed_by_id
    if by.kind != "system" and assessment.proposed_by_id is not None and not own:
        raise refuse(_("Only the proposer can take this back."))
    close_proposal(assessment, reason=reason, by=by, now=now)


def close_proposal(assessment: Assessment, *, reason: str, by: Actor, now: datetime) -> None:
    """Close it as withdrawn, together with its request for signatures."""
    move(
        assessment, FLOW, "withdraw", code="tiers.withdraw", by=by, now=now, reason=reason,
        closed_on=timezone.localdate(now), opinion=reason[:500],
    )  # fmt: skip
    take_back(assessment, reason=reason, now=now)


def take_back(assessment: Assessment, *, reason: str, now: datetime) -> None:
    """End the request for signatures where one is open."""
    waiting = (ApprovalStatus.PENDING, ApprovalStatus.RETURNED)
    rows = Approval.objects.filter(pk=assessment.approval_id or 0, status__in=waiting)
    for approval in rows.select_related("current", "unit", "requested_by"):
        withdraw(approval, reason=reason, by=SYSTEM, now=now)
    Assessment.objects.filter(pk=assessment.pk).update(approval_id=None)
    assessment.approval_id = None


def _summary(row: Assessment) -> list[tuple[str, str]]:
    """What the reviewer reads: every fact with its day, and the proof."""
    lines = [
        (_("Customer"), f"{row.party.name} {row.party.number}"),
        (_("Occasion"), str(row.get_occasion_display())),
        (_("Present tier"), str(row.get_before_display())),
        (_("Tier by the policy"), str(Tier(row.tier).label)),
    ]
    if row.criterion != Criterion.NONE:
        lines.append((_("Criterion"), str(row.get_criterion_display())))
    for fact in row.facts.all():
        value = fact.text or f"{fact.m3} m³"
        more = "，".join(part for part in (f"{fact.on:%Y-%m-%d}", fact.source) if part)
        lines.append((str(fact.get_kind_display()), f"{value} ({more})"))
    lines += [(_("Proof seen"), row.proof or "—"), (_("Reason"), row.reason)]
    if row.valid_until:
        lines.append((_("Basis ends on"), row.valid_until.isoformat()))
    return lines
