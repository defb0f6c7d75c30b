"""The quarterly review of operating rights (data-entry/8.3)."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.notices.actions import notify_post
from heqi.notices.models import Notice
from heqi.people.access import refuse, require
from heqi.people.actions import end_role
from heqi.people.models import Holding, Unit
from heqi.people.queries import open_companies
from heqi.policies.deciding import ask
from heqi.quality.access import LEAD
from heqi.quality.models import EntryError, ReviewItem, RightsReview
from heqi.quality.periods import quarter_of
from heqi.quality.queries.rights import review_due
from heqi.rulebook.due import due_at

REVIEW = "data.rights_review"


@transaction.atomic
def open_review(company: Unit, *, by: Actor, now: datetime) -> RightsReview:
    """List every role held in a company, each with the errors of its holder in the last quarter."""
    require(by, LEAD, company)
    today = timezone.localdate(now)
    decision = ask(REVIEW, {}, on=today, company_id=company.pk)
    try:
        with transaction.atomic():
            review: RightsReview = RightsReview.objects.create(
                company=company,
                unit=company,
                quarter=quarter_of(today),
                decision=decision,
                opened_at=now,
                opened_by=by.name,
            )
    except IntegrityError:
        raise ValidationError(_("The review of this quarter is open already.")) from None
    since = _period(str((decision.answer or {})["every"]), company, now)
    errors = _errors_by_person(company, since)
    held = Holding.objects.current(today).filter(
        unit__path__startswith=company.path, staff__left_on__isnull=True
    )
    ReviewItem.objects.bulk_create(
        ReviewItem(
            review=review,
            holding=row,
            staff=row.staff,
            unit=row.staff.unit,
            errors=errors.get(row.staff_id, 0),
        )
        for row in held.select_related("staff__unit")
        if isinstance(row, Holding)
    )
    audit(
        review,
        "quality.open_review",
        by=by,
        now=now,
        changes={"quarter": review.quarter, "rights": review.items.count()},
        decision=decision.pk,
    )
    return review


def _period(every: str, company: Unit, now: datetime) -> datetime:
    """The first day from which the interval of the reviews reaches to now."""
    calendar, day = calendar_for(company), timezone.localdate(now)
    while True:
        due = due_at(every, midnight(day), calendar)
        if (due.at or due.provisional_at or now) <= now:
            return midnight(day)
        day -= timedelta(days=1)


def remind_reviews(*, now: datetime) -> int:
    """Tell the posts that the policy names of a review that is due, and again once it is late.

    Called by the loop; each is told once. Returns how many were told.
    """
    told = 0
    companies = open_companies()
    for company in companies:
        due = review_due(company, now=now)
        code = "quality.review_late" if due.is_late(now) else "quality.review_due"
        begun = midnight(due.quarter)
        sent = Notice.objects.filter(template=code, company=company, created_at__gte=begun)
        if now < begun or (due.opened and not due.is_late(now)) or sent.exists():
            continue
        for post in due.posts:
            told += len(
                notify_post(
                    post,
                    company,
                    code,
                    context={"due": due.due, "clause": due.clause},
                    url="/quality/rights/",
                    key=f"{code}:{company.pk}:{due.quarter}",
                    by=SYSTEM,
                    now=now,
                )
            )
    return told


def _errors_by_person(company: Unit, since: datetime) -> dict[int, int]:
    rows = (
        EntryError.objects.counting()
        .filter(company=company, staff__isnull=False, found_at__gte=since)
        .order_by()
        .values_list("staff_id")
        .annotate(n=Count("id"))
    )
    return {pk: n for pk, n in rows if pk is not None}


@transaction.atomic
def decide_right(item: ReviewItem, *, keep: bool, by: Actor, now: datetime) -> None:
    """Confirm one right, or end it today. Nobody decides about his own."""
    require(by, LEAD, item.review)
    if by.kind == "staff" and by.id == item.staff_id:
        raise refuse(_("Nobody decides about his own rights."))
    verdict = ReviewItem.Verdict.KEPT if keep else ReviewItem.Verdict.WITHDRAWN
    won = ReviewItem.objects.filter(pk=item.pk, verdict=ReviewItem.Verdict.PENDING).update(
        verdict=verdict, decided_at=now, decided_by=by.name
    )
    if not won:
        raise ValidationError(_("This right was decided already."))
    item.verdict = verdict
    holding = item.holding
    if not keep:
        until = max(timezone.localdate(now), holding.since + timedelta(days=1))
        if holding.until is None or holding.until > until:
            end_role(holding, until=until, by=SYSTEM, now=now)
    review = item.review
    audit(
        review,
        "quality.decide_right",
        by=by,
        now=now,
        changes={"staff": item.staff_id, "role": holding.role_id, "verdict": verdict},
    )
    if not review.items.filter(verdict=ReviewItem.Verdict.PENDING).exists():
        RightsReview.objects.filter(pk=review.pk, closed_at__isnull=True).update(closed_at=now)
        review.closed_at = now
