"""What the check of tiering gives the month's appraisal."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F

from heqi.appraisal.reading.facts import Fact, Month
from heqi.reports.models import ProposedPoints


def tier_checks(month: Month) -> Iterable[Fact]:
    """Points that the service office proposed after the check of the month (tiering/8)."""
    rows = ProposedPoints.objects.filter(
        check_of__company=month.company, check_of__month=month.first,
        check_of__closed_at__isnull=False,
    ).exclude(points=0)  # fmt: skip
    rows = rows.annotate(closed=F("check_of__closed_at")).select_related("department__parent")
    for row in rows.order_by("id"):
        # The check is closed after its month: it counts in the month that it checks.
        yield month.fact(
            "tier_check", row.department, row=("reports.proposedpoints", row.pk),
            about=("reports.tiercheck", row.check_of_id), points=row.points,
            at=min(row.closed, month.until - timedelta(seconds=1)), number=f"{month.first:%Y-%m}",
            title=row.reason,
        )  # fmt: skip
