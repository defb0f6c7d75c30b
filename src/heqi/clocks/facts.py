"""Rows as the rule engine wants them, and back: the only bridge to the rulebook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from heqi.clocks.models import Clock, Moment, WorkCalendar
from heqi.people.models import Unit
from heqi.people.queries import company_of
from heqi.policies.packs import common_pack
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.clock import ClockReading, Event, read_clock
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.hours import parse_hours
from heqi.rulebook.pack import Pack
from heqi.rulebook.spans import Words, parse_limit
from heqi.rulebook.values import plain

STATUTORY = "cn"


def statutory_calendar() -> Calendar:
    """The calendar of the law pack."""
    found = common_pack().calendars[STATUTORY]
    return found if isinstance(found, Calendar) else Calendar.from_mapping(found)


def calendar_for(unit: Unit) -> Calendar:
    """The statutory calendar with the company's own changes."""
    row = WorkCalendar.objects.filter(Q(is_default=True), company=company_of(unit)).first()
    base = statutory_calendar()
    return changed_calendar(base, row.changes) if row else base


def changed_calendar(base: Calendar, changes: Mapping[str, Any]) -> Calendar:
    """A calendar with a company's changes: ``{off: {day: name}, work: {…}, plain: [day], years: [],
    hours: […]}``; ``CalendarError`` or ``ValueError`` says in words what is wrong."""
    return base.with_changes(
        name=changes.get("name"),
        off={date.fromisoformat(day): name for day, name in changes.get("off", {}).items()},
        work={date.fromisoformat(day): name for day, name in changes.get("work", {}).items()},
        plain=[date.fromisoformat(day) for day in changes.get("plain", [])],
        years=changes.get("years", []),
        hours=parse_hours(changes["hours"]) if changes.get("hours") else None,
    )


def event_words() -> dict[str, Words]:
    """What the pack calls each event, for explanations."""
    return {name: Words(said.zh, said.en) for name, said in common_pack().events.items()}


def history_of(moments: Iterable[Moment]) -> list[Event]:
    """Recorded moments as the engine's events, in the order of happening."""
    return [
        Event(
            kind=moment.kind,
            at=timezone.localtime(moment.at),
            owner=str(moment.owner_id) if moment.owner_id else None,
            reason=moment.reason or None,
            facts=moment.facts,
            order=moment.pk,
        )
        for moment in moments
    ]


def read(
    clock: Clock, history: list[Event], calendar: Calendar, facts: Mapping[str, Any], now: datetime
) -> ClockReading:
    """What the history makes of a clock as of ``now``."""
    return read_clock(
        parse_clock({"clock": clock.name, **clock.spec}),
        parse_limit(clock.limit),
        history,
        calendar,
        now=timezone.localtime(now),
        facts=facts,
        labels=event_words(),
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """A clock that a ruling would start: what the screen shows before anything is saved."""

    name: str
    title_zh: str
    title_en: str
    limit: Any
    clause: str
    mark: str
    rule: str
    spec: Mapping[str, Any]


def promises_of(
    question: str, answer: Mapping[str, Any], *, pack: Pack | None = None
) -> list[Promise]:
    """The clocks in an answer (as plain data), in the order in which the question names them."""
    fields = (pack or common_pack()).question(question).answer
    promises: list[Promise] = []
    for name, field in fields.items():
        if field.kind != "limit" or name not in answer or "start" not in field.clock:
            continue
        spec = dict(field.clock)
        if not answer.get("booking_overrides"):
            spec.pop("override", None)
        given = answer[name]
        rows = given if isinstance(given, list | tuple) else [given]
        promises.extend(
            Promise(
                name=name,
                title_zh=field.title.zh,
                title_en=field.title.en,
                limit=row["limit"],
                clause=row["clause"],
                mark=row["mark"],
                rule=row["rule"],
                spec=plain(spec),
            )
            for row in rows
        )
    return promises
