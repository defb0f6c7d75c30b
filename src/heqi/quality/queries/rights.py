"""For whom the policy sees a ground to propose a withdrawal."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.people.models import Staff
from heqi.policies.deciding import rule_on
from heqi.quality.models import EntryError
from heqi.quality.queries.results import Repeats, repeats_of
from heqi.quality.states import AGAINST_NOBODY

MOST = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with errors, the facts of the policy, and whether they are a ground."""

    staff: Staff
    repeats: Repeats
    ground: bool
    clause: str
    mark: str


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
