"""What inspections find of supervisors' opinions about a department's staff (inspection/3.4)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Q

from heqi.inspections.prefills import Prefill, prefilled_by
from heqi.people.models import Unit
from heqi.supervision.models import Opinion
from heqi.supervision.states import Verdict


def opinions(unit: Unit, since: date, until: date, now: datetime) -> Iterable[Prefill]:
    """Valid findings about somebody of the unit, and praise."""
    rows = Opinion.objects.filter(
        concerned__unit__path__startswith=unit.path,
        received_at__date__gte=since, received_at__date__lt=until,
    )  # fmt: skip
    found = rows.aggregate(
        bad=Count("pk", filter=Q(verdict=Verdict.VALID)),
        good=Count("pk", filter=Q(verdict=Verdict.PRAISE)),
    )
    for zh, en, count, good in (
        (
            "监督员意见属实（涉及员工）",
            "valid findings of supervisors about staff",
            found["bad"],
            False,
        ),
        ("监督员表扬（涉及员工）", "praise of staff by supervisors", found["good"], True),
    ):
        if count:
            yield Prefill(
                zh,
                en,
                text=str(count),
                href="/network/?tab=all",
                clause="inspection/3.4",
                good=good,
            )


def register() -> None:
    """Make them known; called when the app is ready."""
    prefilled_by("staff", opinions)
