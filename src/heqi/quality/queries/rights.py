"""For whom the policy sees a ground to propose a withdrawal."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import rule_on
from heqi.quality.models import EntryError, RightsReview
from heqi.quality.periods import quarter_after, quarter_of
from heqi.quality.posts import staffed
from heqi.quality.queries.results import Repeats, repeats_of
from heqi.quality.states import AGAINST_NOBODY
from heqi.rulebook.due import due_at

MOST = 40
REVIEW = "data.rights_review"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with errors, the facts of the policy, and whether they are a ground."""

    staff: Staff
    repeats: Repeats
    ground: bool
    clause: str
    mark: str


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The next review of a company's rights: by when, by which posts, by which clause."""

    quarter: date
    due: datetime
    posts: tuple[str, ...]
    clause: str
    mark: str
    opened: RightsReview | None

    def is_late(self, now: datetime) -> bool:
        """Whether its time is over."""
        return now > self.due


def review_due(company: Unit, *, now: datetime) -> ReviewDue:
    """The review that comes after the last one that was finished (data-entry/8.3)."""
    today = timezone.localdate(now)
    ruling = rule_on(REVIEW, {}, on=today, company_id=company.pk)
    answer, grant = ruling.answer or {}, ruling.sources["every"][0]
    reviews = RightsReview.objects.filter(company=company)
    last = reviews.filter(closed_at__isnull=False).order_by("-quarter").first()
    first = reviews.order_by("quarter").first()
    begun = first.quarter if first else quarter_of(today)
    quarter = quarter_after(last.quarter) if last else begun
    due = due_at(answer["every"], midnight(quarter), calendar_for(company))
    return ReviewDue(
        quarter=quarter,
        due=due.at or due.provisional_at or now,
        posts=tuple(staffed(answer.get("review_by") or (), company)),
        clause=grant.clause,
        mark=grant.mark,
        opened=reviews.filter(closed_at__isnull=True, quarter__gte=quarter).first(),
    )


def candidates(actor: Actor, *, now: datetime) -> list[Candidate]:
    """People with errors that count, those with a ground first."""
    counted = (
        EntryError.objects.visible_to(actor)
        .filter(staff__isnull=False)
        .exclude(status__in=AGAINST_NOBODY)
        .order_by()
        .values("staff")
        .annotate(n=Count("id"), complaints=Count("id", filter=~Q(complaint="")))
        .order_by("-complaints", "-n")[:MOST]
    )
    people = Staff.objects.select_related("unit").in_bulk(row["staff"] for row in counted)
    found = [_candidate(people[row["staff"]], now) for row in counted]
    return sorted(
        (row for row in found if row.repeats.after or row.repeats.complaints),
        key=lambda row: (not row.ground, -len(row.repeats.after)),
    )


def _candidate(staff: Staff, now: datetime) -> Candidate:
    repeats = repeats_of(staff)
    ruling = rule_on(
        "data.rights", repeats.facts(), on=timezone.localdate(now), company_id=staff.unit.company_id
    )
    grant = ruling.sources["propose_withdrawal"][0]
    return Candidate(staff, repeats, bool(grant.value), grant.clause, grant.mark)
