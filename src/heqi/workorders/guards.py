"""Who the policy wants at the door, and the stop before somebody else is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.people.access import Refused, may, require
from heqi.people.models import Post, Staff, StandIn
from heqi.policies.models import Decision
from heqi.policies.templatetags.policies import clause_label
from heqi.workorders.kinds import work
from heqi.workorders.models import WorkOrder


class NeedsReason(ValidationError):  # noqa: N818 - it reads as what the page asks for
    """The policy wants somebody else; goes on with a reason (422). Carries the clause."""

    def __init__(self, sentence: str, *, clause: str, posts: tuple[str, ...]) -> None:
        super().__init__({"override_reason": sentence})
        self.sentence = sentence
        self.clause = clause
        self.posts = posts


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post that the policy wants on the spot, and the clause that says so."""

    post: str
    clause: str


def wanted_posts(decision: Decision | None) -> list[Wanted]:
    """The posts that a decision on commitments wants on the spot, each with its clause."""
    if decision is None or decision.status != "answered":
        return []
    answer: Mapping[str, Any] = decision.answer or {}
    posts = answer.get("attend") or []
    grants = (decision.trace.get("sources") or {}).get("attend") or []
    return [
        Wanted(
            post,
            next((grant["clause"] for grant in grants if post in _listed(grant["value"])), ""),
        )
        for post in posts
    ]


def wants_card(decision: Decision | None) -> bool:
    """Whether the card formalities are to be seen to at the door (tiering/6.1(4))."""
    return bool(
        decision is not None
        and decision.status == "answered"
        and (decision.answer or {}).get("card_formalities")
    )


def _listed(value: Any) -> Iterable[str]:
    return value if isinstance(value, list | tuple) else [value]


def holds_post(staff: Staff, post: str, *, now: datetime) -> bool:
    """Whether somebody holds a post, or stands in today for somebody who does."""
    if staff.post_id == post:
        return True
    today = timezone.localdate(now)
    rows = StandIn.objects.current(today).filter(
        deputy=staff, absent__post_id=post, ended_at__isnull=True
    )
    return rows.exists()


def check_attendance(
    order: WorkOrder,
    assignee: Staff,
    *,
    attending: Iterable[Staff],
    override_reason: str,
    now: datetime,
) -> None:
    """:func:`check_choice` for an order that stands."""
    check_choice(
        wanted_posts(order.decision),
        assignee,
        attending=attending,
        override_reason=override_reason,
        kind=order.kind,
        now=now,
    )


def check_choice(
    wanted: Iterable[Wanted],
    assignee: Staff,
    *,
    attending: Iterable[Staff],
    override_reason: str,
    kind: str,
    now: datetime,
) -> None:
    """Stop with :class:`NeedsReason` where the policy wants a post that nobody sent holds.

    An emergency is never held up: there the posts are called in beside the crew.
    """
    if override_reason.strip() or kind in work()["attend_beside"]:
        return
    sent = [assignee, *attending]
    absent = [
        one for one in wanted if not any(holds_post(staff, one.post, now=now) for staff in sent)
    ]
    if not absent:
        return
    names = {post.pk: str(post) for post in Post.objects.filter(pk__in=[w.post for w in absent])}
    sentence = _(
        "{clause} wants the {post} at the door; {name} does not hold this post. "
        "Choose somebody else, or give the reason."
    ).format(
        clause=clause_label(absent[0].clause),
        post=_(", ").join(names.get(w.post, w.post) for w in absent),
        name=assignee.name,
    )
    raise NeedsReason(sentence, clause=absent[0].clause, posts=tuple(w.post for w in absent))


def require_crew(order: WorkOrder, by: Actor) -> None:
    """Field work is for the one it was dispatched to, or for who may dispatch it."""
    require(by, "workorders.work", order)
    if by.kind != "staff" or order.assignee_id == by.id or may(by, "workorders.dispatch", order):
        return
    name = order.assignee.name if order.assignee else _("nobody")
    raise Refused(_("This order was dispatched to {name}.").format(name=name), "workorders.work")
