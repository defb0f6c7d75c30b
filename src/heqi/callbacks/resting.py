"""Which customers are not to be called again yet.

Nothing here writes. A customer who was put down for a callback rests for the policy's span; of his
work of one day one piece takes part in the draw.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from heqi.callbacks.facts import limit_on
from heqi.callbacks.models import CallbackTask, Draw, Reason
from heqi.callbacks.states import Status
from heqi.people.models import Unit
from heqi.rulebook import sampling
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.values import Words

_DAY = timedelta(days=1)


def at_rest(
    company: Unit,
    rows: Sequence[Draw],
    answer: Mapping[str, Any],
    calendar: Calendar,
    *,
    until: datetime | None = None,
    own: frozenset[str] = frozenset(),
) -> dict[str, Words]:
    """Why the customer of each piece of work rests, by the work's subject; the others are left out.

    ``own`` are the subjects of the draw at hand, whose callbacks count whenever they were planned;
    callbacks planned from ``until`` on do not count, nor do those that nobody made.
    """
    wanted = {row.party_id for row in rows if row.party_id}
    if not wanted:
        return {}
    first = min(row.finished_at for row in rows)
    tasks = CallbackTask.objects.filter(
        company=company, party__isnull=False, planned_at__gte=_earliest(answer, calendar, first)
    )
    # What was dropped or expired reached nobody, so nobody rests from it.
    void = Q(status__in=[Status.DROPPED, Status.EXPIRED])
    if until is not None:
        tasks = tasks.filter(planned_at__lt=until)
        void &= Q(done_at__lt=until)
    tasks = tasks.exclude(void)
    if len(wanted) == 1:
        tasks = tasks.filter(party__in=wanted)
    last: dict[int | None, tuple[datetime, str, str]] = {}
    for party, at, number, subject in tasks.order_by("planned_at", "pk").values_list(
        "party_id", "planned_at", "number", "subject"
    ):
        if party in wanted:
            last[party] = (at, number, subject)
    rest: dict[date, datetime] = {}
    found: dict[str, Words] = {}
    for row in rows:
        called = last.get(row.party_id)
        if called is None or called[2] == row.subject:
            continue
        at, number, subject = called
        planned = timezone.localdate(at)
        if planned not in rest:
            rest[planned] = limit_on(dict(answer), "rest", calendar, at)
        if rest[planned] >= row.finished_at or subject in own:
            found[row.subject] = Words(
                f"该客户 {planned:%Y-%m-%d} 已安排回访 {number}，间隔期内不再抽取",
                f"the customer was put down for {number} on {planned:%Y-%m-%d} and rests",
            )
    return found


def _earliest(answer: Mapping[str, Any], calendar: Calendar, until: datetime) -> datetime:
    """The earliest instant from which a rest may reach ``until``."""

    def end(start: datetime) -> datetime:
        return limit_on(dict(answer), "rest", calendar, start)

    step = max(end(until) - until, _DAY)
    start = until - step
    while end(start) >= until:
        start -= step
    return start


def resting(
    company: Unit,
    seed: str,
    until: datetime,
    rows: Sequence[Draw],
    answer: Mapping[str, Any],
    calendar: Calendar,
) -> dict[str, Words]:
    """Work whose customer was called lately, or takes part with another piece of work already."""
    waiting = [row for row in rows if row.reason != Reason.ALWAYS and row.party_id]
    found = at_rest(
        company,
        waiting,
        answer,
        calendar,
        until=limit_on(dict(answer), "late_work", calendar, until),
        own=frozenset(row.subject for row in rows),
    )
    groups: dict[int | None, list[Draw]] = defaultdict(list)
    for row in waiting:
        if row.subject not in found:
            groups[row.party_id].append(row)
    for group in groups.values():
        # What must be called goes before what may be.
        group.sort(key=lambda row: (row.ratio < 1, sampling.rank(seed, row.subject), row.subject))
        for row in group[1:]:
            found[row.subject] = Words(
                f"同一客户当日由 {group[0].label} 参加抽样",
                f"{group[0].label} of the same customer takes part",
            )
    return found
