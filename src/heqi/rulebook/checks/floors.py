"""Commitments that fall below a legal floor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from heqi.rulebook import spans
from heqi.rulebook.checks.reporting import facts_words, problem, since_words
from heqi.rulebook.checks.space import Search, both, facts_needed, negated, stands
from heqi.rulebook.conditions import Facts, Truth, facts_of
from heqi.rulebook.pack import Floor, Pack, Problem
from heqi.rulebook.ruling import Plan
from heqi.rulebook.spans import Limit, Meaning, Unit

DAY = 86400
# Holidays that may fall into a count of working days (the longest run so far, with its weekend).
LONGEST_BREAK = 9
_WORKING_DAYS = {
    Meaning.WORKING_DAY_END,
    Meaning.WORKING_DAY_MIDNIGHT,
    Meaning.WORKING_DAY_SAME_TIME,
    Meaning.WORKING_DAY_SHARE,
}


def seconds(limit: Limit) -> tuple[Fraction, Fraction] | None:
    """The least and the most real time that a limit can take; None where it takes none.

    A limit that depends on facts or the time of day covers all of its cases.
    """
    if isinstance(limit, spans.Span):
        return _span(limit)
    if isinstance(limit, spans.Immediate):
        return Fraction(0), Fraction(0)
    if isinstance(limit, spans.Range):
        return seconds(limit.upper)
    if isinstance(limit, spans.Notice | spans.Every):
        return _span(limit.span)
    if isinstance(limit, spans.From):
        return seconds(limit.limit)
    if isinstance(limit, spans.ClockTime):
        days = limit.days + (limit.working_days or 0)
        most = days + (LONGEST_BREAK if limit.working_days else 0)
        return Fraction(max(days - 1, 0) * DAY), Fraction(most * DAY + limit.minutes * 60)
    parts = _parts(limit)
    found = [seconds(part) for part in parts]
    known = [part for part in found if part is not None]
    if not parts or len(known) != len(found):
        return None
    if isinstance(limit, spans.EarlierOf):
        return min(low for low, _ in known), min(high for _, high in known)
    if isinstance(limit, spans.LaterOf):
        return max(low for low, _ in known), max(high for _, high in known)
    return min(low for low, _ in known), max(high for _, high in known)


def _parts(limit: Limit) -> list[Limit]:
    if isinstance(limit, spans.EarlierOf | spans.LaterOf):
        return list(limit.limits)
    if isinstance(limit, spans.ByTime):
        rows = [row.limit for row in limit.rows]
        return rows if limit.other is None else [*rows, limit.other]
    if isinstance(limit, spans.ByFact):
        rows = [part for _, part in limit.table]
        return rows if limit.other is None else [*rows, limit.other]
    if isinstance(limit, spans.Bands):
        return [band.limit for band in limit.bands]
    return []


def _span(span: spans.Span) -> tuple[Fraction, Fraction] | None:
    amount = span.amount
    if span.meaning in _WORKING_DAYS or span.unit is Unit.WORKING_DAY:
        weekends = 2 * ((amount - 1) // 5) if amount > 1 else 0
        least = max(amount - 1, Fraction(0)) + weekends
        return least * DAY, (amount + weekends + 2 + LONGEST_BREAK) * DAY
    if span.unit in spans.kinds.WORKING_TIME_UNITS:
        work = amount * spans.kinds.SECONDS[span.unit]
        return work, work * 7 + LONGEST_BREAK * DAY
    if span.unit in spans.kinds.SECONDS:
        length = amount * spans.kinds.SECONDS[span.unit]
        if span.meaning is Meaning.DAY_END:
            return length, length + DAY
        return length, length
    if span.unit in spans.kinds.MONTHS:
        months = amount * spans.kinds.MONTHS[span.unit]
        return months * 28 * DAY, months * 31 * DAY
    return None


def falls_below(bound: str, value: Any, floor: Any) -> bool | None:
    """Whether a value falls below a floor: True surely, False never, None if it depends.

    Limits of one unit and meaning are compared by their amounts; others by the least and most
    real time that they can take.
    """
    if isinstance(value, Limit) and isinstance(floor, Limit):
        return _limit_below(bound, value, floor)
    if isinstance(value, Mapping):  # a range: its end that matters
        value = value.get("at_most" if bound == "at_most" else "at_least")
    if isinstance(value, int | Decimal) and isinstance(floor, int | Decimal):
        return value > floor if bound == "at_most" else value < floor
    return None


def _limit_below(bound: str, value: Limit, floor: Limit) -> bool | None:
    one, other = _plain_span(value), _plain_span(floor)
    if one and other and (one.unit, one.meaning) == (other.unit, other.meaning):
        return one.amount > other.amount if bound == "at_most" else one.amount < other.amount
    mine, theirs = seconds(value), seconds(floor)
    if mine is None or theirs is None:
        return None
    if bound == "at_least":
        mine, theirs = theirs, mine
    if mine[1] <= theirs[0]:
        return False
    return True if mine[0] > theirs[1] else None


def _plain_span(limit: Limit) -> spans.Span | None:
    if isinstance(limit, spans.Notice):
        return limit.span
    if isinstance(limit, spans.Range):
        return _plain_span(limit.upper)
    return limit if isinstance(limit, spans.Span) else None


def check_floors(pack: Pack, searches: dict[str, list[Search]]) -> Iterator[Problem]:
    """Rules whose commitment falls below a floor in force, with facts that show it.

    Where several clocks stand the strictest governs, so a clock below a floor is told only when
    no other standing clock keeps the floor.
    """
    for floor in pack.floors:
        told: set[int] = set()
        for search in searches.get(floor.question, ()):
            if not _in_force(floor, search.plan):
                continue
            for number, planned in enumerate(search.plan.rules):
                if id(planned.rule) not in told:
                    found = _breach(search, floor, number)
                    if found is not None:
                        told.add(id(planned.rule))
                        yield _tell(pack, search.plan, floor, number, *found)


def _in_force(floor: Floor, plan: Plan) -> bool:
    begins = plan.since or dt.date.min
    return (floor.until is None or begins < floor.until) and (
        plan.until is None or floor.since < plan.until
    )


def _verdicts(plan: Plan, floor: Floor, number: int, facts: Facts) -> list[bool | None]:
    return [
        falls_below(floor.bound, grant.value, floor.value)
        for grant in plan.rules[number].grants(facts)
        if grant.field == floor.field
    ]


def _gives(plan: Plan, number: int, field: str) -> bool:
    rows = plan.rules[number].rows.values()
    return any(grant.field == field for grants in rows for grant in grants)


def _breach(search: Search, floor: Floor, number: int) -> tuple[dict[str, Any], bool] | None:
    """Facts under which the rule falls below the floor, and whether it surely does."""
    plan = search.plan
    if not _gives(plan, number, floor.field):
        return None
    clocks = plan.question.answer[floor.field].combine == "clocks"
    others = [
        other
        for other in range(len(plan.rules))
        if clocks and other != number and _gives(plan, other, floor.field)
    ]
    names = [*sorted(facts_of(floor.when)), *facts_needed(plan, number, *others)]
    for sure in (True, None):

        def goal(facts: Facts, given: Collection[str], sure: bool | None = sure) -> Truth:
            truth = both(floor.when.holds(facts, given), stands(plan, number, facts, given))
            if truth is not True:
                return truth
            if sure not in _verdicts(plan, floor, number, facts):
                return False
            for other in others:
                kept = stands(plan, other, facts, given)
                if kept is True:
                    kept = False in _verdicts(plan, floor, other, facts)
                truth = both(truth, negated(kept))
            return truth

        found = search.find(names, goal)
        if found is not None:
            return found, sure is True
    return None


def _tell(
    pack: Pack, plan: Plan, floor: Floor, number: int, facts: dict[str, Any], surely: bool
) -> Problem:
    rule = plan.rules[number].rule
    spec = plan.question.answer[floor.field]
    grant = next(g for g in plan.rules[number].grants(facts) if g.field == floor.field)
    value, bound = spec.say(grant.value), spec.say(floor.value)
    said, since = facts_words(plan.question, facts), since_words(plan.since)
    zh_bound = "不超过" if floor.bound == "at_most" else "不少于"
    en_bound = "at most" if floor.bound == "at_most" else "at least"
    zh_may, en_may = ("低于", "falls") if surely else ("可能低于", "may fall")
    # What is to be mended is the figure, where the rule answers by a table.
    value_of = pack.values.get(grant.from_value or "")
    entry = value_of.entry(plan.since or floor.since) if value_of else None
    return problem(
        "floor",
        entry.place if entry else rule.place,
        f"{since.zh}，{said.zh}时，规则“{rule.id}”的{spec.title.zh}为“{value.zh}”，{zh_may}"
        f"{floor.clause} 的底线（{zh_bound}{bound.zh}）：{floor.text.zh}",
        f"The rule “{rule.id}” gives “{value.en}” for {spec.title.en} {since.en} when {said.en}: "
        f"it "
        f"{en_may} below the floor of {floor.clause} ({en_bound} {bound.en}). {floor.text.en}",
        floor.severity if surely else "warning",
    )
