"""What the reviewers said becomes the customer's mark; called for the events of the approval."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heqi.customers.actions import set_tier_mark
from heqi.customers.models import Party, Tier
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.models import Staff
from heqi.tiers.actions.gaps import check_contacts
from heqi.tiers.events import TierApproved, TierChanged, TierEnded
from heqi.tiers.models import Assessment
from heqi.tiers.states import FLOW, Status


@transaction.atomic
def approve_assessment(
    assessment: Assessment, *, reviewer: Staff | None, by: Actor, now: datetime
) -> None:
    """Put an assessment into force: the one before ends, the mark is set (tiering/7.2-60).

    ``by`` is the system under the reviewer's name. The mark's own compare-and-swap keeps two
    approvals for one customer apart.
    """
    today = timezone.localdate(now)
    party = Party.objects.get(pk=assessment.party_id)
    earlier = list(Assessment.objects.filter(party=party, status=Status.APPROVED).order_by("-id"))
    move(
        assessment, FLOW, "approve", code="tiers.approve", by=by, now=now,
        decision=assessment.decision_id, reviewed_by=reviewer, reviewer_name=by.name,
        reviewed_at=now, valid_from=today, replaces=earlier[0] if earlier else None,
        before=party.tier,
    )  # fmt: skip
    name = "end" if assessment.tier == Tier.STANDARD else "supersede"
    for row in earlier:
        move(
            row, FLOW, name, code=f"tiers.{name}", by=by, now=now, reason=assessment.reason,
            changes={"by": assessment.number}, closed_on=today,
        )  # fmt: skip
    old = (party.tier, party.tier_criterion)
    new = (assessment.tier, assessment.criterion)
    kept = party.tier_since if old == new and party.tier_since else today
    set_tier_mark(
        party,
        tier=assessment.tier,
        criterion=assessment.criterion,
        basis=assessment.basis,
        proof=f"{assessment.number} {assessment.proof}",
        since=kept,
        decision=assessment.decision_id,
        by=by,
        now=now,
    )
    _announce(assessment, party, old, now)
    check_contacts([party], now=now)


def return_assessment(
    assessment: Assessment, *, reason: str, reviewer: Staff | None, by: Actor, now: datetime
) -> None:
    """Back to the proposer with the reason."""
    _close(assessment, "return", "tiers.return", reason, reviewer, by, now)


def refuse_assessment(
    assessment: Assessment, *, reason: str, reviewer: Staff | None, by: Actor, now: datetime
) -> None:
    """The tier stays as it is."""
    _close(assessment, "refuse", "tiers.refuse", reason, reviewer, by, now)


def _close(
    row: Assessment,
    name: str,
    code: str,
    reason: str,
    reviewer: Staff | None,
    by: Actor,
    now: datetime,
) -> None:
    move(
        row, FLOW, name, code=code, by=by, now=now, reason=reason, reviewed_by=reviewer,
        reviewer_name=by.name, reviewed_at=now, opinion=reason[:500],
        closed_on=timezone.localdate(now) if name == "refuse" else None,
    )  # fmt: skip


def _announce(row: Assessment, party: Party, old: tuple[str, str], now: datetime) -> None:
    since = party.tier_since.isoformat() if party.tier_since else ""
    who = {"party_id": party.pk, "company_id": party.company_id}
    announce(
        TierApproved(
            assessment_id=row.pk,
            tier=row.tier,
            criterion=row.criterion,
            since=since,
            until=row.valid_until.isoformat() if row.valid_until else "",
            **who,
        ),
        now=now,
    )
    if old != (row.tier, row.criterion):
        announce(
            TierChanged(
                old=old[0],
                new=row.tier,
                old_criterion=old[1],
                new_criterion=row.criterion,
                since=since,
                **who,
            ),
            now=now,
        )
    if old[0] != Tier.STANDARD and row.tier == Tier.STANDARD:
        announce(
            TierEnded(
                assessment_id=row.pk,
                tier=old[0],
                occasion=row.occasion,
                on=timezone.localdate(now).isoformat(),
                **who,
            ),
            now=now,
        )
