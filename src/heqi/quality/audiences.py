"""Whoever entered something on a day, as an audience of duties (data-entry/7.2)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone

from heqi.duties.audiences import register_audience
from heqi.duties.engine import Member
from heqi.ledger.days import midnight
from heqi.ledger.models import Entry
from heqi.people.models import Staff, Unit
from heqi.quality.sources import BY_CODE

ENTRY_STAFF = "entry_staff"
STAFF = Staff._meta.label_lower
# How far a run that comes late looks back; the days before it were planned in their time.
LOOK_BACK = timedelta(days=7)
DAY = timedelta(days=1)


def register() -> None:
    """Make the audience known; called when the app is ready."""
    register_audience(ENTRY_STAFF, _members, link=lambda _id: reverse("quality:mine"))


def entered_since(since: date) -> models.QuerySet[Entry]:
    """What members of staff entered from a day on, oldest first."""
    start = midnight(since)
    # Entries come in the order of time: from the newest back, not through the whole ledger.
    before = Entry.objects.filter(at__lt=start).order_by("-id").values_list("id", flat=True)[:1]
    return Entry.objects.filter(
        id__gt=next(iter(before), 0), actor_kind="staff", code__in=BY_CODE.keys()
    ).order_by("id")


def _members(company: Unit, on: date) -> Iterator[Member]:
    """Each member of staff for each day on which he entered something, that day alone."""
    rows = entered_since(on - LOOK_BACK).filter(at__lt=midnight(on + DAY), company_id=company.pk)
    days: dict[int, set[date]] = {}
    for pk, at in rows.values_list("actor_id", "at"):
        days.setdefault(pk or 0, set()).add(timezone.localdate(at))
    for staff in Staff.objects.filter(pk__in=days).order_by("pk"):
        for day in sorted(days[staff.pk]):
            yield Member(STAFF, str(staff.pk), staff.name, staff.unit_id, day, day + DAY)
