"""Who decides an appeal: the policy's body, else the next of which somebody is free."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from heqi.complaints.models import Appeal, Complaint
from heqi.complaints.models.appeals import Appellant, Instance
from heqi.complaints.posts import OTHER_HEADS, is_among, people_in
from heqi.ledger.actors import Actor
from heqi.ledger.models import Entry
from heqi.people.withholding import kept_from_whom

DECIDED, SIGNED = "complaints.decide_appeal", ("complaints.judge", "complaints.reply")


def concerned(
    complaint: Complaint, appellant: str, filer: int | None, *, instance: str
) -> set[int | None]:
    """Who may not decide: whom it is about and who appealed; of a customer's appeal and in the
    last instance nobody either who handled, investigated, judged, replied or decided before."""
    found = {filer, *kept_from_whom(complaint)}
    if appellant == Appellant.CUSTOMER or instance == Instance.LAST:
        found |= {complaint.handler_id, *signers(complaint)}
        found |= set(complaint.investigations.values_list("investigator_id", flat=True))
    return found


def signers(complaint: Complaint) -> set[int | None]:
    """Who found, replied or decided an appeal in this case, in any round."""
    case, appeals = Complaint._meta.label_lower, Appeal._meta.label_lower
    decided = [str(pk) for pk in complaint.appeals.values_list("pk", flat=True)]
    signed = Q(subject_type=case, subject_id=str(complaint.pk), code__in=SIGNED)
    signed |= Q(subject_type=appeals, subject_id__in=decided, code=DECIDED)
    return set(Entry.objects.filter(signed, actor_kind="staff").values_list("actor_id", flat=True))


def deciding_posts(
    complaint: Complaint, answer: dict[str, Any], *, out: set[int | None], now: datetime
) -> list[str]:
    """The body that decides: the policy's, else the first above it of which somebody is free."""
    first = [str(post) for post in answer.get("decided_by") or ()]
    day = timezone.localdate(now)
    if any(one.pk not in out for one in people_in(first, complaint.unit, on=day)):
        return first
    free = [
        (str(post) != OTHER_HEADS, one.post.rank, str(post))
        for post in answer.get("above") or ()
        for one in people_in([str(post)], complaint.unit, on=day)
        if one.pk not in out
    ]
    # The higher a post, the smaller its rank: the next above is the greatest. Heads of other
    # departments stand beside, not above: they come last.
    return [max(free)[2]] if free else first


def is_stuck(appeal: Appeal, *, now: datetime) -> bool:
    """Whether nobody of all the bodies that may decide is free of the matter: then a stand-in for
    one of them is appointed."""
    out, posts = _body(appeal, now)
    people = people_in(posts, appeal.complaint.unit, on=timezone.localdate(now))
    return not any(one.pk not in out for one in people)


def may_decide(by: Actor, appeal: Appeal, *, now: datetime) -> bool:
    """Whether the actor is of the body that decides and not concerned himself."""
    out, posts = _body(appeal, now)
    if by.kind != "staff" or by.id in out:
        return False
    return is_among(by, posts, appeal.complaint.unit, on=timezone.localdate(now))


def _body(appeal: Appeal, now: datetime) -> tuple[set[int | None], list[str]]:
    """Who may not decide, and the posts that do. Asked anew each time: who decides may have come to
    be concerned since the appeal was filed, then it is the next above."""
    complaint = appeal.complaint
    out = concerned(complaint, appeal.appellant, appeal.staff_id, instance=appeal.instance)
    return out, deciding_posts(complaint, appeal.decision.answer or {}, out=out, now=now)
