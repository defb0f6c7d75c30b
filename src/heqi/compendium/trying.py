"""A draft tried on the past, whole: clocks, then decisions, then what both do to the appraisal.

Each company is tried under what it would decide by: the draft among the layers that it has.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from heqi.clocks.moved import moved_facts
from heqi.clocks.replay import replay
from heqi.clocks.replay.fetching import period
from heqi.compendium.appraising import appraised
from heqi.compendium.joining import joined
from heqi.compendium.replaying import Counted, decide_again
from heqi.people.models import Unit
from heqi.rulebook.pack import Pack

Told = Callable[[int, int], None]
# So many cases are named for each clause, outcome and department.
CASES = 50


def try_packs(
    packs: Mapping[Unit, Pack],
    *,
    day: date,
    since: date,
    until: date,
    now: datetime,
    told: Told | None = None,
) -> dict[str, Any]:
    """The door of the page and of the command line: what is to hold from ``day`` on is tried as if
    it had held in the whole period."""
    # Companies with the same layers share one.
    shifted = {pack.sha256: as_of_always(pack, day, since) for pack in packs.values()}
    drafts = {unit: shifted[pack.sha256] for unit, pack in packs.items()}
    return try_draft(drafts, since=since, until=until, now=now, keep=CASES, told=told)


def as_of_always(pack: Pack, day: date, since: date) -> Pack:
    """The pack as if what holds on the planned day had held in the whole period: a draft begins in
    the future, and is tried on the past."""
    if day <= since:
        return pack
    rules = {
        question: tuple(
            replace(rule, since=min(rule.since, since), until=None)
            for rule in found
            if rule.in_force(day)
        )
        for question, found in pack.rules.items()
    }
    values = {
        name: replace(
            value,
            entries=tuple(
                replace(entry, since=min(entry.since, since), until=None)
                for entry in value.entries
                if entry.in_force(day)
            ),
        )
        for name, value in pack.values.items()
    }
    return replace(pack, rules=rules, values=values, sha256=f"{pack.sha256}@{day}", memo={})


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
    counted = Counted(list(drafts), since, until)
    before = 0
    for company, draft in drafts.items():

        def tell(done: int, _total: int, before: int = before) -> None:
            if told:
                told(before + done, whole)

        found[company] = _tried(draft, company, counted, now=now, keep=keep, told=tell)
        before += found[company]["cases"]
    return joined({str(company): result for company, result in found.items()})


def _tried(
    draft: Pack,
    company: Unit,
    counted: Counted,
    *,
    now: datetime,
    keep: int,
    told: Told,
) -> dict[str, Any]:
    since, until = counted.since, counted.until
    moved = moved_facts(draft, since, until, company)
    report = replay(
        draft, since=since, until=until, now=now, keep=keep, company=company, moved=moved, told=told
    )
    decided = decide_again(
        draft, since=since, until=until, moved=moved, company=company, counted=counted
    )
    return (
        report.as_json() | {"decisions": decided} | appraised(draft, report, since, until, company)
    )
