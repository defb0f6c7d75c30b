"""What the loop escalates: complaints whose extended date has passed too."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from heqi.complaints.actions.levels import raise_overdue
from heqi.complaints.models import Complaint
from heqi.ledger.actors import SYSTEM

BATCH = 50


def raise_after_extension(*, now: datetime) -> int:
    """The loop's task: the extended date has passed, the level goes up one step; once."""
    rows = Complaint.objects.filter(is_open=True, extended_until__lt=now, due_at__isnull=False)
    rows = rows.filter(due_at__lte=F("extended_until")).exclude(signs__contains="overdue")
    done = 0
    for complaint in rows.select_related("unit", "company", "request", "handler")[:BATCH]:
        if {"level_3_overdue", "vip_level_2_overdue"} & set(complaint.signs):
            continue
        with transaction.atomic():
            done += raise_overdue(complaint, reason="延期后仍未办结", by=SYSTEM, now=now)
    return done
