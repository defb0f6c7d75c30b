"""What the loop does here."""

from datetime import datetime

from django.utils import timezone

from heqi.evidence.actions import clean_orphans
from heqi.ledger.loop import task

CLEANING_HOUR = 3
_cleaned_on: dict[str, object] = {}


@task("evidence.clean_orphans")
def clean(*, now: datetime) -> int:
    """Once a night, and once after a start in that hour: listing the store costs time."""
    local = timezone.localtime(now)
    if local.hour != CLEANING_HOUR or _cleaned_on.get("day") == local.date():
        return 0
    _cleaned_on["day"] = local.date()
    clean_orphans(now=now)
    return 0
