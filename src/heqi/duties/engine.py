"""What is due, for whom, when: a function of the rules and of who belonged when. Pure.

Nothing here depends on when or how often it is asked. A duty has *versions*, each from a day on;
an audience has *members*, each from a day until a day. A period counts by the version in force on
its first day. A member takes part in a period if he joined in its first half at the latest and
still belonged on its first day; whose membership ends before the duty is due, and is not yet
done, is let off.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Protocol

from heqi.duties.periods import DAY, Span, number_of, spans


class Days(Protocol):
    """A table of festivals."""

    def on(self, code: str, year: int) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Spec:
    """A duty as the policies want it."""

    audience: str
    period: str
    count: int = 1
    occasions: tuple[str, ...] = ()
    opens: int = 0
    rotation: int = 1
    due_day: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """What holds from a day on; no spec: the duty does not exist then."""

    since: date
    spec: Spec | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody or something that a duty is owed to, from a day until a day (excluded).

    Without ``since`` only the end is known: nothing new is planned.
    """

    type: str
    id: str
    label: str
    unit_id: int | None = None
    since: date | None = date.min
    until: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What names the member."""
        return self.type, self.id


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be done. ``turn`` counts where a period asks for several."""

    member: Member
    span: Span
    turn: int
    due_on: date

    @property
    def key(self) -> tuple[str, str, date, str, int]:
        """What names it, however often it is planned."""
        return (*self.member.key, self.span.first, self.span.occasion, self.turn)

    @property
    def let_off(self) -> bool:
        """The member leaves before it is due."""
        return self.member.until is not None and self.member.until <= self.due_on


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due in a window, and for which years festivals are not known."""

    due: tuple[Due, ...]
    unknown: tuple[tuple[str, int], ...] = ()


def plan(
    versions: Sequence[Version],
    members: Iterable[Member],
    *,
    since: date,
    until: date,
    begun: date,
    days: Days,
) -> Plan:
    """Everything whose period begins from ``since`` to ``until``; ``begun``: the duty's start."""
    people = list(members)
    due: list[Due] = []
    unknown: list[tuple[str, int]] = []
    for spec, first, last in _stretches(versions, since, until):
        for span in _spans(spec, first, last, days, unknown):
            number = number_of(spec.period, span.first)
            for member in people:
                if takes_part(member, span, begun) and _turn_comes(member, spec, number):
                    due += (
                        Due(member, span, turn, _due_on(spec, span, turn))
                        for turn in range(1, _turns(spec) + 1)
                    )
    return Plan(tuple(due), tuple(dict.fromkeys(unknown)))


def takes_part(member: Member, span: Span, begun: date) -> bool:
    """Joined in the first half at the latest, and still there on the first day."""
    if member.since is None or max(member.since, begun) > span.half:
        return False
    return member.until is None or member.until > max(span.first, member.since)


def _stretches(
    versions: Sequence[Version], since: date, until: date
) -> Iterator[tuple[Spec, date, date]]:
    for place, version in enumerate(versions):
        last = versions[place + 1].since - DAY if place + 1 < len(versions) else until
        first, last = max(version.since, since), min(last, until)
        if version.spec is not None and first <= last:
            yield version.spec, first, last


def _spans(
    spec: Spec, first: date, last: date, days: Days, unknown: list[tuple[str, int]]
) -> Iterator[Span]:
    if not spec.occasions:
        yield from spans(spec.period, first, last)
        return
    ahead = timedelta(days=spec.opens)
    for year in range(first.year, (last + ahead).year + 1):
        for code in spec.occasions:
            day = days.on(code, year)
            if day is None:
                unknown.append((code, year))
            elif first <= day - ahead <= last:
                yield Span(day - ahead, day, code)


def _turns(spec: Spec) -> int:
    return 1 if spec.occasions else spec.count


def _turn_comes(member: Member, spec: Spec, number: int) -> bool:
    """In a rotation everybody's turn comes once in so many periods, always the same way."""
    if spec.rotation <= 1:
        return True
    place = int(sha256(":".join(member.key).encode()).hexdigest()[:8], 16)
    return (place + number) % spec.rotation == 0


def _due_on(spec: Spec, span: Span, turn: int) -> date:
    if spec.due_day and not spec.occasions:
        return min(span.first + timedelta(days=spec.due_day - 1), span.last)
    length = (span.last - span.first).days + 1
    return span.first + timedelta(days=length * turn // _turns(spec) - 1)
