"""What the loop escalates: complaints whose extended date has passed too."""

from datetime import datetime

from django.db import transaction

from heqi.complaints.actions.levels import raise_overdue
from heqi.complaints.models import Complaint
from heqi.ledger.actors import SYSTEM

BATCH = 50
REASON = "延期后仍未办结"


def raise_after_extension(*, now: datetime) -> int:
    """The loop's task: the extended date has passed, the level goes up one step; once."""
    rows = Complaint.objects.filter(
        is_open=True, extended_until__lt=now, overdue_at__isnull=True
    ).select_related("unit", "company", "request", "handler")
    found = list(rows.order_by("extended_until", "id")[:BATCH])
    for complaint in found:
        with transaction.atomic():
            raise_overdue(complaint, reason=REASON, by=SYSTEM, now=now)
    return len(found)
