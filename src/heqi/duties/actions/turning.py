"""What the calendar turns: planned is open, open is overdue, overdue is missed; who does it."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q

from heqi.duties.events import DutyMissed
from heqi.duties.models import Duty, Occurrence
from heqi.duties.posts import doer_of
from heqi.duties.states import FLOW, TO_DO, Status
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.models import Staff, Unit

DAY = timedelta(days=1)


def advance(duty: Duty, *, on: date, now: datetime) -> None:
    """Open what has begun, mark what is past due, give up what can no longer be made up.

    The first two follow from the calendar alone and are no decision of anybody: no audit entry.
    """
    rows = Occurrence.objects.filter(duty=duty, changes_on__lte=on)
    rows.filter(status=Status.PLANNED).update(status=Status.OPEN, changes_on=F("due_on") + DAY)
    rows.filter(status=Status.OPEN).update(status=Status.OVERDUE, changes_on=F("grace_until") + DAY)
    lost = rows.filter(status=Status.OVERDUE).exclude(Occurrence.excuse_open)
    for row in list(lost):
        move(row, FLOW, "miss", code="duties.miss", by=SYSTEM, now=now, changes_on=None)
        announce(
            DutyMissed(
                occurrence_id=row.pk,
                duty=row.code,
                clause=row.clause,
                subject_type=row.subject_type,
                subject_id=row.subject_id,
                staff_id=row.assignee_id,
                unit_id=row.unit_id,
                company_id=row.company_id,
            ),
            now=now,
        )


def refresh_doers(duty: Duty, *, on: date) -> None:
    """Whoever holds the post now does what is open, unless somebody was named by hand."""
    rows = Occurrence.objects.filter(duty=duty, status__in=[Status.PLANNED, *TO_DO], by_hand=False)
    rows = rows.exclude(subject_type=Staff._meta.label_lower)
    places = rows.order_by().values_list("post", "unit").distinct()
    for post, pk in list(places):
        unit = Unit.objects.select_related("parent", "company").get(pk=pk)
        doer = doer_of(post, unit, on=on)
        other = ~Q(assignee=doer.staff) if doer.staff else Q(assignee__isnull=False)
        if doer.staff and rows.filter(post=post, unit=unit, assignee__isnull=True).exists():
            other = other | Q(assignee__isnull=True)
        rows.filter(Q(post=post, unit=unit) & (other | _other_stand_in(doer.stand_in))).update(
            assignee=doer.staff, stand_in=doer.stand_in
        )


def _other_stand_in(staff: Staff | None) -> Q:
    if staff is None:
        return Q(stand_in__isnull=False)
    return Q(stand_in__isnull=True) | ~Q(stand_in=staff)
