"""A draft tried on the past, whole: clocks, then decisions, then what both do to the appraisal.

Each company is tried under what it would decide by: the draft among the layers that it has.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from heqi.clocks.moved import moved_facts
from heqi.clocks.replay import replay
from heqi.clocks.replay.fetching import period
from heqi.compendium.appraising import appraised
from heqi.compendium.joining import joined
from heqi.compendium.replaying import decide_again
from heqi.people.models import Unit
from heqi.rulebook.pack import Pack

Told = Callable[[int, int], None]


def try_draft(
    drafts: Mapping[Unit, Pack],
    *,
    since: date,
    until: date,
    now: datetime,
    keep: int,
    told: Told | None = None,
) -> dict[str, Any]:
    """Everything that the draft would have changed in a period, as plain data; ``drafts`` are what
    each company would have decided by."""
    whole = sum(period(since, until, company).count() for company in drafts)
    found: dict[Unit, dict[str, Any]] = {}
    before = 0
    for company, draft in drafts.items():

        def tell(done: int, _total: int, before: int = before) -> None:
            if told:
                told(before + done, whole)

        found[company] = _tried(draft, company, since, until, now=now, keep=keep, told=tell)
        before += found[company]["cases"]
    return joined({str(company): result for company, result in found.items()})


def _tried(
    draft: Pack,
    company: Unit,
    since: date,
    until: date,
    *,
    now: datetime,
    keep: int,
    told: Told,
) -> dict[str, Any]:
    moved = moved_facts(draft, since, until, company)
    report = replay(
        draft, since=since, until=until, now=now, keep=keep, company=company, moved=moved, told=told
    )
    decided = decide_again(draft, since=since, until=until, moved=moved, company=company)
    return (
        report.as_json() | {"decisions": decided} | appraised(draft, report, since, until, company)
    )
