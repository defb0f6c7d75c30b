"""From the desk to the seal: departments' opinions, approval inside, region, filing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.approvals.actions import submit
from heqi.approvals.plans import StepPlan
from heqi.compendium.access import DRAFT, ISSUE, LEAD, REVIEW
from heqi.compendium.actions.drafting import require_drafting
from heqi.compendium.content import check_draft
from heqi.compendium.models import Draft, Review
from heqi.compendium.states import DRAFT_FLOW, DraftStatus, Opinion
from heqi.compendium.terms import life, point_words, points_of, signers, step_words, steps_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify, notify_post
from heqi.people.access import may, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_nearby
from heqi.policies.deciding import ask
from heqi.policies.speaking import spoken

APPROVAL = "compendium.approval"
SHOWN = 6


def require_complete(draft: Draft, now: datetime) -> None:
    """Every content point of the framework is covered by a clause (framework/5.3)."""
    if draft.kind == "repeal":
        return
    if not draft.clauses.exists():
        raise ValidationError(_("The draft has no clauses yet."))
    covered = set(draft.coverings.values_list("point", flat=True))
    points = points_of(draft.sort, timezone.localdate(now), draft.unit)
    open_points = [p for p in points if p not in covered]
    if open_points:
        raise ValidationError(
            _("The framework requires content that no clause covers yet: {points}.").format(
                points="、".join(point_words(p) for p in open_points)
            )
        )


def require_sound(draft: Draft, now: datetime) -> int | None:
    """Nothing that the checks find refuses it; the decision that it may be published
    (framework/5.1.2)."""
    checked = check_draft(draft)
    decision = ask(
        "policies.publish",
        {"conflicts": checked.conflicts},
        on=timezone.localdate(now),
        company_id=draft.unit.company_id,
    )
    if checked.errors or not (decision.answer or {}).get("may_publish"):
        told = [
            f"{finding.problem.file}:{finding.problem.line} {spoken(finding.problem.message)}"
            for finding in checked.errors[:SHOWN]
        ]
        raise ValidationError([_("The checks refuse this draft:"), *told])
    return decision.pk


@transaction.atomic
def ask_review(draft: Draft, *, units: Sequence[Unit], by: Actor, now: datetime) -> None:
    """Ask departments for their opinion; content must be complete and sound
    (framework/5.2.1.2)."""
    require_drafting(draft, by)
    require_complete(draft, now)
    require_sound(draft, now)
    if not units:
        raise ValidationError({"units": _("Choose at least one department.")})
    today = timezone.localdate(now)
    due = today + timedelta(days=int(life(today, draft.unit)["review_days"]))
    last = draft.reviews.aggregate(last=Max("round"))["last"] or 0
    move(draft, DRAFT_FLOW, "review", code="compendium.ask_review", by=by, now=now,
         changes={"departments": [unit.name for unit in units]}, changed_at=now,
         returned="")  # fmt: skip
    for unit in units:
        row = Review.objects.create(
            draft=draft, unit=unit, round=last + 1, asked_at=now, due_on=due
        )
        for head in _heads(unit):
            notify(
                head,
                "compendium.review",
                context={"title": draft.title, "due": f"{due:%Y-%m-%d}"},
                about=draft,
                url=draft.get_absolute_url(),
                key=f"review:{row.pk}",
                by=by,
                now=now,
            )


def _heads(unit: Unit) -> list[Staff]:
    return list(
        Staff.objects.filter(unit=unit, post__code__startswith="head_", left_on__isnull=True)[:5]
    )


@transaction.atomic
def give_opinion(review: Review, *, opinion: str, text: str, by: Actor, now: datetime) -> None:
    """A department agrees, or says what should change."""
    require(by, REVIEW, review.unit)
    if review.draft.status != DraftStatus.REVIEW:
        raise IllegalMove(_("The draft is not under review."))
    if opinion not in (Opinion.AGREES, Opinion.CHANGES):
        raise ValidationError({"opinion": _("Say whether the department agrees.")})
    if opinion == Opinion.CHANGES and not text.strip():
        raise ValidationError({"text": _("Say what should change.")})
    Review.objects.filter(pk=review.pk).update(
        opinion=opinion, text=text.strip()[:1000], given_at=now, given_by=by.name, reply=""
    )
    review.refresh_from_db()
    audit(
        review.draft,
        "compendium.give_opinion",
        by=by,
        now=now,
        changes={"department": review.unit.name, "opinion": opinion},
        reason=text.strip()[:500],
    )


@transaction.atomic
def reply_opinion(review: Review, *, reply: str, by: Actor, now: datetime) -> None:
    """The author says what was made of a wish."""
    draft = review.draft
    if not may(by, LEAD, draft.unit):
        require(by, DRAFT, draft.department)
    if not reply.strip():
        raise ValidationError({"reply": _("Say what was made of the opinion.")})
    Review.objects.filter(pk=review.pk).update(reply=reply.strip()[:1000])
    audit(draft, "compendium.reply_opinion", by=by, now=now,
          changes={"department": review.unit.name}, reason=reply.strip()[:500])  # fmt: skip


@transaction.atomic
def return_draft(draft: Draft, *, reason: str, by: Actor, now: datetime) -> None:
    """Back to the author, with the reason; an approved draft also by the general office, which
    is to issue it (framework/5.2.2.1)."""
    issues = draft.status == DraftStatus.APPROVED and may(by, ISSUE, draft.unit)
    if not issues and not may(by, LEAD, draft.unit):
        require(by, DRAFT, draft.department)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the draft goes back.")})
    move(draft, DRAFT_FLOW, "return", code="compendium.return_draft", by=by, now=now,
         reason=reason.strip()[:500], returned=reason.strip()[:500], changed_at=now)  # fmt: skip
    _tell_author(draft, "compendium.returned", by=by, now=now)


@transaction.atomic
def submit_draft(draft: Draft, *, by: Actor, now: datetime) -> None:
    """Put the draft before those who approve and file it, in the order of framework/5.3."""
    require(by, LEAD, draft.unit)
    today = timezone.localdate(now)
    last = draft.reviews.aggregate(last=Max("round"))["last"]
    rows = list(draft.reviews.filter(round=last or 0).select_related("unit"))
    waiting = [str(row.unit) for row in rows if row.opinion == Opinion.ASKED]
    if waiting:
        raise ValidationError(
            _("These departments have not given their opinion yet: {units}.").format(
                units="、".join(waiting)
            )
        )
    if any(row.opinion == Opinion.CHANGES and not row.reply for row in rows):
        raise ValidationError(_("Answer every wish of a department first."))
    require_complete(draft, now)
    decision = require_sound(draft, now)
    move(draft, DRAFT_FLOW, "submit", code="compendium.submit_draft", by=by, now=now,
         decision=decision, reviewed_at=now, changed_at=now)  # fmt: skip
    with override("zh-hans"):  # what is kept is read by everybody
        summary = [
            (_("Kind"), str(draft.get_kind_display())),
            (_("Holds for"), draft.unit.name),
            (_("Responsible department"), draft.department.name),
            (_("Serves"), str(draft.get_serves_display())),
            (_("Reason"), draft.reason),
        ]
    submit(
        draft,
        kind=APPROVAL,
        number=draft.number,
        title=f"《{draft.title}》",
        unit=draft.unit,
        steps=[_step(code, draft, today) for code in steps_of(draft, today)],
        summary=summary,
        clauses=["framework/5.3-approval"],
        url=draft.get_absolute_url(),
        decision=decision,
        by=by,
        now=now,
    )


def _step(code: str, draft: Draft, today: date) -> StepPlan:
    posts, above = signers(code, draft.unit, today)
    words = step_words(code)
    inside = [post for post in posts if holders_nearby(post, draft.unit, on=today)]
    if inside:
        return StepPlan(posts=posts, unit=draft.unit, counter_sign=len(posts) > 1, label=words)
    return StepPlan(posts=[] if above else posts, staff=above, unit=draft.unit, label=words)


@transaction.atomic
def mark_approved(draft: Draft, *, now: datetime) -> None:
    """The last signature of the filing is there: the general office may issue it."""
    move(draft, DRAFT_FLOW, "approve", code="compendium.mark_approved", by=SYSTEM, now=now,
         approved_at=now, changed_at=now)  # fmt: skip
    notify_post(
        "head_office",
        draft.unit,
        "compendium.issue",
        context={"title": draft.title},
        about=draft,
        url=draft.get_absolute_url(),
        key=f"issue:{draft.pk}:{draft.changed_at:%Y%m%d%H%M}",
        by=SYSTEM,
        now=now,
    )


@transaction.atomic
def mark_returned(draft: Draft, *, reason: str, now: datetime) -> None:
    """Somebody who approves or files sent it back."""
    move(draft, DRAFT_FLOW, "send_back", code="compendium.mark_returned", by=SYSTEM, now=now,
         reason=reason, returned=reason[:500], changed_at=now)  # fmt: skip
    _tell_author(draft, "compendium.returned", by=SYSTEM, now=now)


def _tell_author(draft: Draft, code: str, *, by: Actor, now: datetime) -> None:
    author = Staff.objects.filter(pk=draft.author_id or 0).first()
    if author is not None:
        notify(
            author,
            code,
            context={"title": draft.title, "reason": draft.returned},
            about=draft,
            url=draft.get_absolute_url(),
            key=f"{code}:{draft.pk}:{now:%Y%m%d%H%M%S}",
            by=by,
            now=now,
        )
