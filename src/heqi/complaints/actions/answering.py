"""Towards the customer: response, solutions, the reply."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.complaints.access import HANDLE, REPLY
from heqi.complaints.actions.assigning import family
from heqi.complaints.actions.reporting import CENTRE, has_line, send_report
from heqi.complaints.actions.telling import needed, refuse_concerned, tell_posts
from heqi.complaints.actions.timing import record, timelines_of
from heqi.complaints.events import ComplaintReplied
from heqi.complaints.facts import clause_of
from heqi.complaints.models import Complaint, Reply, Solution
from heqi.complaints.posts import is_among, names_of
from heqi.complaints.states import FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import may, require
from heqi.policies.deciding import ask


def require_handler(complaint: Complaint, by: Actor, code: str = HANDLE) -> None:
    """Whoever handles it may act; so may who holds the right over the unit. Never the accused."""
    refuse_concerned(complaint, by)
    if by.kind == "staff" and by.id == complaint.handler_id:
        return
    require(by, code, complaint)


def _open(complaint: Complaint) -> None:
    if not complaint.is_open:
        raise IllegalMove(_("This complaint is no longer open. Reload the page."))


@transaction.atomic
def respond(complaint: Complaint, *, note: str, by: Actor, now: datetime) -> None:
    """The customer was contacted: it is received and looked into."""
    require_handler(complaint, by)
    _open(complaint)
    note = needed(note=note)["note"]
    if complaint.responded_at is None:
        complaint.responded_at = now
        Complaint.objects.filter(pk=complaint.pk).update(responded_at=now)
    record(complaint, "responded", by=by, now=now)
    audit(complaint, "complaints.respond", by=by, now=now, reason=note)


@transaction.atomic
def report_inside(complaint: Complaint, *, note: str, by: Actor, now: datetime) -> None:
    """Report to those whom the policy names at this level; the clock of the report stops."""
    require_handler(complaint, by)
    _open(complaint)
    note = needed(note=note)["note"]
    posts = report_posts(complaint)
    if not posts:
        raise ValidationError(_("At this level nothing is reported inside."))
    tell_posts(
        complaint,
        posts,
        "complaints.reported",
        key=f"reported:{now:%Y%m%d%H%M}",
        now=now,
        note=note[:200],
    )
    complaint.reported_at = complaint.reported_at or now
    Complaint.objects.filter(pk=complaint.pk).update(reported_at=complaint.reported_at)
    if CENTRE in posts and has_line(complaint):
        send_report(complaint, note=note, by=by, now=now)  # the sending stops the clock
    else:
        record(complaint, "reported", by=by, now=now)
    audit(complaint, "complaints.report", by=by, now=now, changes={"to": posts}, reason=note)


def report_posts(complaint: Complaint) -> list[str]:
    """To whom a complaint is reported, by every decision that governs it."""
    return _united(complaint, "report_to")


def reply_posts(complaint: Complaint) -> tuple[list[str], str]:
    """Who must reply, and by which clause; nobody in particular for an ordinary customer."""
    posts = _united(complaint, "reply_by")
    clause = ""
    for timeline in timelines_of(complaint):
        if posts and timeline.decision is not None:
            clause = clause or clause_of(timeline.decision, "reply_by")
    return posts, clause


def _united(complaint: Complaint, field: str) -> list[str]:
    found: dict[str, None] = {}
    for timeline in timelines_of(complaint):
        answer = (timeline.decision.answer if timeline.decision else None) or {}
        found |= dict.fromkeys(str(post) for post in answer.get(field) or ())
    return list(found)


@transaction.atomic
def offer_solution(complaint: Complaint, *, text: str, by: Actor, now: datetime) -> Solution:
    """A solution is put to the customer in words; of a group to every household."""
    require_handler(complaint, by)
    text = needed(text=text)["text"]
    made: Solution | None = None
    for one in family(complaint, "offer"):
        move(one, FLOW, "offer", code="complaints.offer", by=by, now=now)
        row = Solution.objects.create(complaint=one, text=text, offered_at=now, by_name=by.name)
        made = made or row
        record(one, "solution_offered", by=by, now=now)
    assert made is not None
    return made


@transaction.atomic
def answer_solution(
    complaint: Complaint, *, accepted: bool, answer: str, by: Actor, now: datetime
) -> None:
    """What the customer said to the solution; declined, it is revised."""
    require_handler(complaint, by)
    answer = needed(answer=answer)["answer"]
    move(
        complaint,
        FLOW,
        "accept" if accepted else "decline",
        code="complaints.accept" if accepted else "complaints.decline",
        by=by,
        now=now,
        reason=answer,
    )
    row = complaint.solutions.filter(accepted__isnull=True).order_by("-id").first()
    if row is not None:
        Solution.objects.filter(pk=row.pk).update(
            accepted=accepted, answer=answer[:500], answered_at=now
        )


@transaction.atomic
def reply(
    complaint: Complaint, *, text: str, override_reason: str = "", by: Actor, now: datetime
) -> Reply:
    """The explicit reply; to a VIP by the post that the policy names (6.1(7), 6.2(6)).

    Somebody else may reply with a written reason only, and it counts as not kept.
    """
    refuse_concerned(complaint, by)
    posts, clause = reply_posts(complaint)
    right = not posts or is_among(by, posts, complaint.unit, on=timezone.localdate(now))
    if not (right and posts):
        require_handler(complaint, by, REPLY)
    text = needed(text=text)["text"]
    if not right and not override_reason.strip():
        raise ValidationError(
            {
                "override_reason": _(
                    "The policy wants the reply from: {posts}. Say why somebody else replies."
                ).format(posts=names_of(posts))
            }
        )
    made: Reply | None = None
    for one in family(complaint, "reply"):
        move(one, FLOW, "reply", code="complaints.reply", by=by, now=now, finished_at=now)
        row: Reply = Reply.objects.create(
            complaint=one,
            text=text,
            staff_id=by.id if by.kind == "staff" else None,
            by_name=by.name,
            post_name=by.post_name,
            required=posts,
            clause=clause,
            right=right,
            override_reason="" if right else override_reason.strip()[:300],
            at=now,
        )
        made = made or row
        record(one, "answered", by=by, now=now)
        announce(
            ComplaintReplied(
                complaint_id=one.pk,
                number=one.number,
                right=right,
                clause=clause,
                company_id=one.company_id,
            ),
            now=now,
        )
    assert made is not None
    return made


def climb(complaint: Complaint, *, now: datetime, beyond: bool = False) -> list[str]:
    """The ladder of escalation: tell those whom reminders and disputes reach by the policy."""
    clock = complaint.due_at
    times = list(complaint.request.reminders.values_list("at", flat=True))
    after = sum(1 for at in times if clock and at > clock)
    answer = (
        ask(
            "complaints.reminders",
            {
                "inside": len(times) - after,
                "after": after,
                "disputed": complaint.disputed or complaint.escalated_at is not None,
                "beyond_department": beyond,
            },
            on=timezone.localdate(now),
            company_id=complaint.company_id,
        ).answer
        or {}
    )
    told = [str(post) for post in answer.get("told") or ()]
    tell_posts(
        complaint,
        told,
        "complaints.reminded",
        key=f"ladder:{len(times)}:{complaint.disputed}:{bool(complaint.escalated_at)}:{beyond}",
        now=now,
        count=len(times),
    )
    return told


def may_reply(by: Actor, complaint: Complaint, *, now: datetime) -> bool:
    """Whether the page offers the reply: to the post that must, and to who may in its stead."""
    posts, _clause = reply_posts(complaint)
    among = bool(posts) and is_among(by, posts, complaint.unit, on=timezone.localdate(now))
    return among or by.id == complaint.handler_id or may(by, REPLY, complaint)
