"""A self-check that was closed counts for the duty of its day (data-entry/7.2)."""

from datetime import datetime, timedelta

from django.utils import timezone

from heqi.duties.actions import Proof, fulfil
from heqi.duties.models import Occurrence
from heqi.duties.states import UNDONE
from heqi.people.queries import actor_of
from heqi.quality.audiences import STAFF
from heqi.quality.models import SelfCheck

DUTY, EVIDENCE = "entry_self_check", "check_record"
# What is older can no longer be made up.
RECENT = timedelta(days=3)


def count_self_checks(*, now: datetime) -> int:
    """Tell the duties of the last days which self-checks are there; called by the loop."""
    since = timezone.localdate(now) - RECENT
    owed = set(
        Occurrence.objects.filter(
            code=DUTY, subject_type=STAFF, first_on__gte=since, status__in=UNDONE
        ).values_list("subject_id", "first_on")
    )
    if not owed:
        return 0
    rows = SelfCheck.objects.filter(on__gte=since).select_related("staff")
    found = [row for row in rows if (str(row.staff_id), row.on) in owed]
    for row in found:
        # Closed the next morning it counts for its own day, and late.
        proof = Proof(
            EVIDENCE,
            at=row.done_at,
            key=f"self-check:{row.pk}",
            text=row.note,
            reference=f"{row.on:%Y-%m-%d}",
        )
        by = actor_of(row.staff, now=now)
        fulfil(DUTY, STAFF, str(row.staff_id), proof, by=by, now=now)
    return len(found)
