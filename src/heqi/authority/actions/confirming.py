"""Confirmations: whoever holds the post that the policy names confirms a condition by signing."""

from collections.abc import Iterable
from datetime import datetime

from heqi.approvals.models import Approval, Vote
from heqi.approvals.states import Choice
from heqi.authority.checking import Found
from heqi.authority.models import Condition, Confirmation, Use
from heqi.authority.posts import Holder
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.people.models import Staff


def waits_for_confirmation(found: Iterable[Found]) -> bool:
    """Whether a use takes no effect before somebody else has confirmed a condition."""
    return any(one.awaits and one.wanted.waits for one in found)


def keep_confirmations(
    row: Use, found: Iterable[Found], *, maker: Staff, holder: Holder | None, now: datetime
) -> None:
    """Whoever uses the authority confirms for his own post; the others stay open."""
    kept = {one.code: one for one in row.conditions.all()}
    own = holder.staff if holder and holder.standing_in else None
    Confirmation.objects.bulk_create(
        Confirmation(
            condition=kept[one.wanted.code],
            post=post,
            staff=maker if post in one.confirmed else None,
            standing_in_for=own if own and post == own.post_id else None,
            holds=True if post in one.confirmed else None,
            at=now if post in one.confirmed else None,
        )
        for one in found
        for post in (*one.confirmed, *one.awaits)
    )


def note_confirmations(row: Use, *, now: datetime) -> None:
    """Keep with each condition who confirmed it and when, by the signatures given so far.

    Only the vote of somebody who was asked as that post counts, or of its holder who signs
    elsewhere in the form.
    """
    open_ = list(
        Confirmation.objects.filter(condition__use=row, at__isnull=True).select_related("condition")
    )
    approval = Approval.objects.filter(pk=row.approval_id or 0).first() if open_ else None
    if approval is None:
        return
    votes = list(
        Vote.objects.filter(step__approval=approval, step__round=approval.round)
        .exclude(choice=Choice.RETURN)
        .exclude(step__repeated=True)
        .select_related("seat__staff", "staff")
    )
    for one in open_:
        vote = next((vote for vote in votes if _speaks_for(vote, one.post)), None)
        if vote is None:
            continue
        holds = vote.choice == Choice.APPROVE
        won = Confirmation.objects.filter(pk=one.pk, at__isnull=True).update(
            staff=vote.staff, standing_in_for=vote.standing_in_for, holds=holds, at=vote.at
        )
        if won:
            audit(
                row, "authority.confirm", by=SYSTEM, now=now,
                changes={
                    "condition": one.condition.code, "post": one.post, "by": vote.staff.name,
                    "holds": holds,
                },
            )  # fmt: skip
    _settle(row, now=now)


def _speaks_for(vote: Vote, post: str) -> bool:
    return f"post:{post}" in vote.seat.parties or vote.seat.staff.post_id == post


def _settle(row: Use, *, now: datetime) -> None:
    """A condition holds once every post has confirmed it; one that did not makes it untrue."""
    for one in row.conditions.filter(holds__isnull=True).prefetch_related("confirmations"):
        said = [each.holds for each in one.confirmations.all()]
        if said and (False in said or None not in said):
            Condition.objects.filter(pk=one.pk).update(holds=False not in said, checked_at=now)
