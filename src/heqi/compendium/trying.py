"""A draft tried on the past, whole: clocks, then decisions, then what both do to the appraisal."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from heqi.appraisal.reading.facts import POINTS
from heqi.appraisal.reading.promises import PROMISES
from heqi.clocks.models import Clock, ClockState, Timeline
from heqi.clocks.moved import moved_facts
from heqi.clocks.replay import Replay, replay
from heqi.compendium.replaying import decide_again, figure_of
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.packs import current_pack
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import FactError


def try_draft(
    draft: Pack,
    *,
    since: date,
    until: date,
    now: datetime,
    keep: int,
    company: Unit | None = None,
    told: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Everything that the draft would have changed in a period, as plain data."""
    report = replay(draft, since=since, until=until, now=now, keep=keep, company=company, told=told)
    moved = moved_facts(draft, since, until)
    return report.as_json() | {
        "decisions": decide_again(draft, since=since, until=until, moved=moved, company=company),
        "appraisal": _appraised(draft, report, since, until, company),
    }


def _appraised(
    draft: Pack, report: Replay, since: date, until: date, company: Unit | None
) -> list[dict[str, str]]:
    """What broken promises cost each department in the period, before and with the draft."""
    was, will = (_cost(pack, since) for pack in (current_pack(), draft))
    questions = set(
        Timeline.objects.filter(subject_type__in=PROMISES)
        .order_by()
        .values_list("decision__question", flat=True)
        .distinct()
    )
    more: Counter[str] = Counter()
    for question in questions & set(report.misses):
        more.update(report.misses[question])
    broken = _broken(since, until, company)
    names = sorted({*broken, *more})
    lines = [(n, broken[n] * was, max(broken[n] + more[n], 0) * will) for n in names]
    return [
        {"department": name, "was": str(-before), "will": str(-after)}
        for name, before, after in lines
        if before != after
    ]


def _broken(since: date, until: date, company: Unit | None) -> Counter[str]:
    """Promises broken in the period, as the monthly appraisal counts them."""
    rows = Clock.objects.filter(
        state=ClockState.MISSED,
        decided_at__gte=midnight(since),
        decided_at__lt=midnight(until),
        timeline__subject_type__in=PROMISES,
    ).order_by()
    if company is not None:
        rows = rows.filter(company=company)
    pks = Counter(list(rows.values_list("unit", flat=True)))
    units = Unit.objects.select_related("parent").in_bulk(pks)
    found: Counter[str] = Counter()
    for pk, number in pks.items():
        found[str(department_of(units[pk]))] += number
    return found


def _cost(pack: Pack, day: date) -> Decimal:
    try:
        ruling = decide(pack, POINTS, {"record": "broken_promise"}, day)
    except (FactError, LookupError):
        return Decimal(0)
    return figure_of((ruling.as_json()["answer"] or {}).get("points")) or Decimal(0)
