"""What of a month's records is on no sheet, and why."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from heqi.appraisal.reading.facts import Fact

# The month's page is no list of everything: the first are named, the others counted.
MOST_UNCOUNTED = 200
NO_SHEET, NO_POINTS, DECIDED = "no_sheet", "no_points", "decided"


def uncounted(
    facts: Iterable[Fact], covered: Iterable[tuple[Fact, str]], sheets: Collection[int]
) -> Iterator[dict[str, Any]]:
    """The records without a line: record, number, unit, reason, and the decision's number.

    ``no_sheet``: the unit has no sheet in this month; ``no_points``: the policy gives the kind of
    record no points; ``decided``: a decision takes the points already.
    """
    for fact in facts:
        if fact.unit.pk not in sheets:
            yield _said(fact, NO_SHEET)
        elif not fact.points:
            yield _said(fact, NO_POINTS)
    for fact, number in covered:
        yield _said(fact, DECIDED, number)


def _said(fact: Fact, why: str, decision: str = "") -> dict[str, Any]:
    return {
        "record": fact.record, "number": fact.number[:60], "title": fact.title[:200],
        "title_en": fact.title_en[:200], "unit": fact.unit.pk, "unit_name": fact.unit.name,
        "about_type": fact.about_type, "about_id": fact.about_id, "clause": fact.clause,
        "why": why, "decision": decision,
    }  # fmt: skip
