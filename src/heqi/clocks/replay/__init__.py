"""A period under a draft: the engine itself decides and counts again; nothing is changed.

Decisions are shared by content, so that a year of requests has few of them: each is decided once
under the draft for each stretch of time, with the facts that would have been others. Only the
promises that differ are counted again, in bulk, and one by one where the bulk cannot tell.
"""

import time
from collections.abc import Callable
from datetime import date, datetime

from heqi.clocks.facts import calendar_for
from heqi.clocks.moved import Moved, moved_facts
from heqi.clocks.replay.comparing import Comparison
from heqi.clocks.replay.fetching import period
from heqi.clocks.replay.report import Replay
from heqi.clocks.replay.searching import Search
from heqi.clocks.replay.sharing import MANY, shared, workers
from heqi.people.models import Unit
from heqi.rulebook.bulk import Line
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.pack import Pack

__all__ = ["Replay", "moved_facts", "replay"]


def replay(
    draft: Pack,
    *,
    since: date,
    until: date,
    now: datetime,
    keep: int = 20,
    company: Unit | None = None,
    moved: Moved | None = None,
    told: Callable[[int, int], None] | None = None,
    hands: int | None = None,
) -> Replay:
    """Read every timeline started between ``since`` (included) and ``until`` (excluded) anew.

    A promise differs where its due instant or its outcome does; before and after are both read
    from the history as of ``now``. Where the draft promises as before, cases cannot differ and
    are only counted. ``moved`` are the facts that the draft makes others, where they are known
    already. Up to ``keep`` cases are named for each clause, outcome and department; ``told`` hears
    how many of how many are done. A long period is shared between ``hands`` processes, one for
    each core if it is not said how many.
    """
    begun = time.perf_counter()
    others = moved_facts(draft, since, until, company) if moved is None else moved

    def stretch(first: date, last: date) -> Replay:
        return _stretch(draft, others, first, last, now=now, keep=keep, company=company)

    total = period(since, until, company).count()
    hands = hands or (workers() if total > MANY else 1)
    report = Replay()
    found = shared(stretch, since, until, hands) if hands > 1 else iter([stretch(since, until)])
    for one in found:
        report.add(one, keep)
        if told:
            told(report.cases, total)
    report.elapsed_s = time.perf_counter() - begun
    return report


def _stretch(
    draft: Pack,
    moved: Moved,
    since: date,
    until: date,
    *,
    now: datetime,
    keep: int,
    company: Unit | None,
) -> Replay:
    report = Replay()
    search = Search(draft, since, until, company, report, moved)
    parts = search.parts()
    comparison = Comparison(report, now=now, keep=keep, lacking=search.lacking(parts))
    histories = search.histories(parts, now)
    lines: dict[int, tuple[Calendar, Line]] = {}
    first = 0
    for part in parts:
        if part.company not in lines:
            calendar = calendar_for(Unit.objects.get(pk=part.company))
            lines[part.company] = calendar, Line.of(calendar)
        last = first + len(part.rows)
        comparison.compare(part, histories.part(first, last), *lines[part.company])
        first = last
    comparison.close()
    return report
