"""Reactions to notices of rectification: majors are counted against the award (8.1)."""

from datetime import datetime

from django.utils import timezone

from heqi.inspections.events import MajorNotice
from heqi.inspections.queries.award import award_bar
from heqi.ledger.events import announce, on
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.rectifications.events import RectificationIssued


@on(RectificationIssued)
def count_major_notice(event: RectificationIssued, *, now: datetime) -> None:
    """Tell how many a department has in the year, and whether that bars the award."""
    if event.severity != "major":
        return
    unit = department_of(Unit.objects.select_related("parent").get(pk=event.unit_id))
    bar = award_bar(unit, on=timezone.localdate(now))
    announce(
        MajorNotice(
            rectification_id=event.rectification_id,
            number=event.number,
            unit_id=unit.pk,
            company_id=event.company_id,
            count=bar.count,
            barred=bar.barred,
        ),
        now=now,
    )
