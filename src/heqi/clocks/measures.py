"""How well the promises of each clause were kept in a month."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from heqi.clocks.models import Clock, ClockState
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.measures import Measure, measured_by

# A promise that was broken before its case was given up stays broken.
DECIDED = Q(state__in=[ClockState.MET, ClockState.MISSED, ClockState.OVERDUE]) | Q(
    state=ClockState.CANCELLED, breached_at__isnull=False
)
OPEN = Q(state__in=[ClockState.RUNNING, ClockState.PAUSED])


def month_span(month: date) -> tuple[datetime, datetime]:
    """The first instant of a month and of the next one."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (
        timezone.make_aware(datetime.combine(month.replace(day=1), time())),
        timezone.make_aware(datetime.combine(following, time())),
    )


def counts(company: Unit, month: date) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """Kept, decided and open clocks that started in a month, by clause, promise and mark."""
    since, until = month_span(month)
    rows = (
        Clock.objects.filter(company=company, started_at__gte=since, started_at__lt=until)
        .values_list("clause", "name", "title_zh", "title_en", "mark")
        .annotate(
            kept=Count("id", filter=Q(state=ClockState.MET)),
            decided=Count("id", filter=DECIDED),
            open=Count("id", filter=OPEN),
        )
        .order_by("clause", "name", "mark")
    )
    return {row[:5]: row[5:] for row in rows}


@measured_by
def clock_measures(company: Unit, month: date, by: Actor) -> dict[str, list[Measure]]:
    """Every promise with a clock, beside the same promise of the month before."""
    now = counts(company, month)
    before = counts(company, (month.replace(day=1) - timedelta(days=1)).replace(day=1))
    found: dict[str, list[Measure]] = defaultdict(list)
    for key, (kept, decided, still_open) in now.items():
        clause, _name, zh, en, mark = key
        kept_before, decided_before, _open = before.get(key, (0, 0, 0))
        found[clause].append(
            Measure(
                title=zh if spoken_chinese() else en,
                kept=kept,
                decided=decided,
                open=still_open,
                before_kept=kept_before,
                before_decided=decided_before,
                mark=mark,
            )
        )
    return dict(found)
