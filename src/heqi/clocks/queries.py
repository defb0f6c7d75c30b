"""Reading clocks. The caller has checked that the subject may be read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for, event_words, promises_of
from heqi.clocks.models import Clock, ClockState, Timeline
from heqi.people.models import Unit
from heqi.policies.deciding import spoken_chinese
from heqi.rulebook.due import Due, due_at
from heqi.rulebook.ruling import Ruling
from heqi.rulebook.spans import parse_limit


def due_values(clock: Clock | None) -> dict[str, Any]:
    """What a row copies of its governing clock, so that lists sort and filter by an index."""
    return {
        "due_at": clock.due_at if clock else None,
        "due_title_zh": clock.title_zh if clock else "",
        "due_title_en": clock.title_en if clock else "",
        "due_clause": clock.clause if clock else "",
        "due_mark": clock.mark if clock else "",
    }


def timeline_of(subject: models.Model) -> Timeline | None:
    """The timeline of a row, if one was started."""
    return (
        Timeline.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .select_related("decision", "unit")
        .first()
    )


def clocks_of(subject: models.Model) -> list[Clock]:
    """Every clock of a row, the governing one first."""
    rows = Clock.objects.filter(
        timeline__subject_type=subject._meta.label_lower, timeline__subject_id=subject.pk
    )
    return sorted(
        rows,
        key=lambda c: (not c.is_open(), c.due_at is None, c.due_at.timestamp() if c.due_at else 0),
    )


def governing_clock(timeline: Timeline) -> Clock | None:
    """The open clock that is due first."""
    clocks = timeline.clocks.filter(due_at__isnull=False)
    return (
        clocks.filter(state__in=[ClockState.RUNNING, ClockState.OVERDUE, ClockState.PAUSED])
        .order_by("due_at", "id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """A clock as it would start: label, limit in words, due instant, where it comes from, why."""

    name: str
    label: str
    words: str
    due_at: datetime | None
    clause: str
    mark: str
    note: str
    state: str = ClockState.RUNNING
    started_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def clauses(self) -> list[str]:
        """For the chip."""
        return [self.clause]


def _note(due: Due, language: str) -> str:
    """How the date was counted; only what it waits for where it cannot be counted yet."""
    if due.at is not None or not due.missing:
        return due.explain.zh if language == "zh" else due.explain.en
    words = event_words()
    waits = [getattr(words[name], language) if name in words else name for name in due.missing]
    return _("starts with: {events}").format(events=" / ".join(waits))


def preview(
    ruling: Ruling, *, start: datetime, unit: Unit, facts: dict[str, Any] | None = None
) -> list[Preview]:
    """The clocks that a ruling would start at ``start``, before anything is saved."""
    calendar = calendar_for(unit)
    language = "zh" if spoken_chinese() else "en"
    shown: list[Preview] = []
    for promise in promises_of(ruling.question, ruling.as_json()["answer"] or {}):
        limit = parse_limit(promise.limit)
        due = due_at(limit, start, calendar, facts=facts or {}, labels=event_words())
        shown.append(
            Preview(
                name=promise.name,
                label=promise.title_zh if language == "zh" else promise.title_en,
                words=limit.words(language),
                due_at=due.at,
                clause=promise.clause,
                mark=promise.mark,
                note=_note(due, language),
                started_at=start,
            )
        )
    return shown
