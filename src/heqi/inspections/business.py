"""When inspections were announced: the review of late entries (rule F3, data-entry/9.3) asks."""

from collections.abc import Iterator
from datetime import UTC, datetime

from heqi.customers.business import register_announcements, seconds
from heqi.inspections.models import Inspection


def schemes_written(company_id: int, since: int, until: int) -> Iterator[int]:
    """When the scheme of an inspection was written: from then on it is known what is looked at."""
    rows = Inspection.objects.filter(
        company_id=company_id,
        scheme_at__gte=datetime.fromtimestamp(since, tz=UTC),
        scheme_at__lt=datetime.fromtimestamp(until, tz=UTC),
    )
    for at in rows.values_list("scheme_at", flat=True):
        yield seconds(at)


def register() -> None:
    """Make them known; called when the app is ready."""
    register_announcements("inspections", schemes_written)
