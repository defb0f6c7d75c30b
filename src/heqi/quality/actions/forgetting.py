"""Times of entries are kept as long as the pack says, and no longer."""

from datetime import datetime, timedelta

from django.utils import timezone

from heqi.ledger.days import midnight
from heqi.people.queries import open_companies
from heqi.policies.packs import current_pack
from heqi.quality.models import EntryTiming

KEPT = "data/timing_kept"
PIECE = 20_000


def forget_timings(*, now: datetime) -> int:
    """Drop what is older than the value ``data/timing_kept``; called by the loop. Rows dropped.

    The figures of a reported month stay with its report.
    """
    today, dropped = timezone.localdate(now), 0
    for company in open_companies():
        days = int(current_pack(company.pk).value(KEPT, today).content["days"])
        old = EntryTiming.objects.filter(
            company=company, entered_at__lt=midnight(today - timedelta(days=days))
        )
        pks = list(old.order_by("entered_at").values_list("pk", flat=True)[:PIECE])
        dropped += EntryTiming.objects.filter(pk__in=pks).delete()[0]
    return dropped
