"""Posts that the policy wants: who holds them, and the stop before somebody else is sent."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.people.models import Post, Staff
from heqi.policies.templatetags.policies import clause_label
from heqi.workorders.guards import NeedsReason, Wanted, check_choice, holds_post

PLAIN = "inspector"


def check_inspector(
    inspectors: Iterable[str], clause: str, staff: Staff, *, override_reason: str, now: datetime
) -> None:
    """Stop with ``NeedsReason`` where the policy wants another post (tiering/6.1(6))."""
    wanted = [Wanted(post, clause) for post in inspectors if post != PLAIN]
    check_choice(
        wanted,
        staff,
        attending=(),
        override_reason=override_reason,
        kind="safety_check",
        now=now,
    )


def check_holder(
    posts: Iterable[str], clause: str, staff: Staff | None, *, reason: str, now: datetime
) -> None:
    """Stop with ``NeedsReason`` unless somebody holds one of the posts, or a reason is given."""
    wanted = list(posts)
    if reason.strip() or not wanted:
        return
    if staff is not None and any(holds_post(staff, post, now=now) for post in wanted):
        return
    names = {post.pk: str(post) for post in Post.objects.filter(pk__in=wanted)}
    sentence = _("{clause} wants the {post} here; {name} does not hold this post. Give the reason.")
    raise NeedsReason(
        sentence.format(
            clause=clause_label(clause),
            post=_(", ").join(names.get(post, post) for post in wanted),
            name=staff.name if staff else "—",
        ),
        clause=clause,
        posts=tuple(wanted),
    )


def staff_of(by: Actor) -> Staff | None:
    """The member of staff behind an actor; None for the system."""
    if by.kind != "staff" or by.id is None:
        return None
    return Staff.objects.select_related("unit", "post").filter(pk=by.id).first()
