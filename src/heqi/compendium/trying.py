"""A draft tried on the past, whole: clocks, then decisions, then what both do to the appraisal."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from heqi.clocks.moved import moved_facts
from heqi.clocks.replay import replay
from heqi.compendium.appraising import appraised
from heqi.compendium.replaying import decide_again
from heqi.people.models import Unit
from heqi.rulebook.pack import Pack


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
    moved = moved_facts(draft, since, until, company)
    decided = decide_again(draft, since=since, until=until, moved=moved, company=company)
    return (
        report.as_json() | {"decisions": decided} | appraised(draft, report, since, until, company)
    )
