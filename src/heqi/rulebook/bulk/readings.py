"""Many clocks of one kind read at an instant, as ``read_clock`` reads each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from heqi.rulebook.bulk.dues import due_many
from heqi.rulebook.bulk.histories import NEVER, Histories
from heqi.rulebook.bulk.lines import NOTHING, Flags, Ints, Line
from heqi.rulebook.clock_kinds import ClockSpec, When
from heqi.rulebook.spans import AtEvent, Bands, ByFact, ByTime, From, Limit, Notice, Pick, Range


@dataclass(frozen=True, slots=True)
class Readings:
    """``due``: NOTHING where there is none. ``late``: missed or overdue. Only where ``sure``."""

    due: Ints
    late: Flags
    sure: Flags


def read_many(
    spec: ClockSpec, limit: Limit, histories: Histories, line: Line, now: int
) -> Readings:
    """Reads the clock of each case; what the arrays cannot tell is not ``sure``."""
    size = histories.size
    nothing = np.full(size, NOTHING)
    if not counted_in_bulk(spec):
        return Readings(nothing, np.zeros(size, np.bool_), np.zeros(size, np.bool_))
    before = np.full(size, -1)
    start = histories.first_after(_kinds(spec.start), before)
    stop = histories.first_after(_kinds(spec.stop), start)
    failed = histories.first_after(_kinds(spec.fail), start)
    cancel = histories.first_after(_kinds(spec.cancel), start)
    started = start != NEVER
    ended = np.minimum(stop, failed)
    cancelled = (cancel != NEVER) & (cancel <= ended)
    sure = ~started | _straight(spec, histories, start, ended, cancel, cancelled)

    due, certain = due_many(
        limit, histories.instants(start), line,
        {event: histories.named_instants(event) for event in events_of(limit)},
    )  # fmt: skip
    due = np.where(started, due, nothing)
    sure &= ~started | certain
    end = np.where(ended == NEVER, now, histories.instants(ended))
    late = (failed != NEVER) | ((due != NOTHING) & (end > due))
    return Readings(due, late & started & ~cancelled, sure)


def counted_in_bulk(spec: ClockSpec) -> bool:
    """Whether the events of a clock can be told by their kinds alone."""
    conditions = (*spec.start, *spec.stop, *spec.fail, *spec.cancel)
    return spec.pick is not Pick.LATER and not any(when.facts for when in conditions)


def _straight(
    spec: ClockSpec,
    histories: Histories,
    start: Ints,
    ended: Ints,
    cancel: Ints,
    cancelled: Flags,
) -> Flags:
    """Cases whose clock ran once and without a break."""
    end = np.where(cancelled, cancel, ended)
    anywhere = np.full(histories.size, -1)
    on_start = np.where(start == NEVER, NEVER, start - 1)
    broken = histories.first_after(_kinds(spec.pause), on_start) < end
    broken |= histories.first_after(_kinds(spec.override), anywhere) != NEVER
    broken |= histories.first_after(_kinds(spec.reset), start) != NEVER
    over = np.where(end == NEVER, NEVER, end - 1)
    broken |= histories.first_after(_kinds(spec.reopen), over) != NEVER
    broken |= cancelled & (
        histories.first_after(_kinds(spec.start), np.where(cancelled, cancel - 1, NEVER)) != NEVER
    )
    return ~broken


def _kinds(conditions: tuple[When, ...]) -> list[str]:
    return [when.kind for when in conditions]


def kinds_of(spec: ClockSpec) -> set[str]:
    """Every kind of event that a clock listens to."""
    conditions = (
        *spec.start, *spec.stop, *spec.fail, *spec.cancel, *spec.pause, *spec.resume, *spec.reset,
        *spec.reopen, *spec.override,
    )  # fmt: skip
    return {when.kind for when in conditions}


def events_of(limit: Limit) -> set[str]:
    """The events that a limit names."""
    own: Collection[str] = ()
    match limit:
        case From(events=events):
            own = events
        case AtEvent(event):
            own = (event,)
        case Notice(_, event) if event:
            own = (event,)
    return {*own, *(event for part in _parts(limit) for event in events_of(part))}


def facts_of(limit: Limit) -> set[str]:
    """The facts of a case that a limit varies by."""
    own = {limit.fact} if isinstance(limit, ByFact | Bands) else set()
    return own | {fact for part in _parts(limit) for fact in facts_of(part)}


def _parts(limit: Limit) -> list[Limit]:
    match limit:
        case From(inner):
            return [inner]
        case Range(lower, upper):
            return [lower, upper]
        case ByTime(rows, other):
            return [row.limit for row in rows] + ([other] if other else [])
        case ByFact(_, table, other):
            return [one for _key, one in table] + ([other] if other else [])
        case Bands(_, bands):
            return [band.limit for band in bands]
    return list(getattr(limit, "limits", ()))
