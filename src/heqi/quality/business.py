"""Late entries and announced checks for the review of false entries (rule F3, data-entry/9.3)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from heqi.customers.business import (
    Entry,
    register_announcements,
    register_entries,
    seconds,
)
from heqi.quality.models import Check, CheckKind, EntryTiming, TimedKind


def checks_announced(company_id: int, since: int, until: int) -> Iterator[int]:
    """When the samples of the monthly check were drawn: from then on it is known what is looked
    at."""
    rows = Check.objects.filter(
        company_id=company_id,
        kind=CheckKind.SAMPLE,
        started_at__gte=_instant(since),
        started_at__lt=_instant(until),
    )
    for at in rows.values_list("started_at", flat=True):
        yield seconds(at)


def entries_timed(company_id: int, since: int, until: int) -> Iterator[Entry]:
    """What was entered with the time of its event."""
    rows = EntryTiming.objects.filter(
        company_id=company_id,
        entered_at__gte=_instant(since),
        entered_at__lt=_instant(until),
        staff__isnull=False,
    ).exclude(kind=TimedKind.READING)  # readings tell it themselves, with their customer
    for pk, at, staff, happened in rows.values_list("pk", "entered_at", "staff_id", "happened_at"):
        yield Entry(pk, seconds(at), staff, "request", 0, dated=seconds(happened))


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, tz=UTC)


def register() -> None:
    """Make them known; called when the app is ready."""
    register_announcements("quality", checks_announced)
    register_entries("quality", entries_timed)
