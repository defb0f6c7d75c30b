"""Audiences whose members a test writes down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from heqi.duties import audiences
from heqi.duties.actions import run
from heqi.duties.engine import Member
from heqi.duties.models import Duty, Occurrence
from heqi.people.models import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")


@contextmanager
def audience_of(code: str, members: list[Member]) -> Iterator[None]:
    """The audience has these members; who joins or leaves is known from that day on only."""

    def known(company: Unit, on: date) -> list[Member]:
        return [
            Member(m.type, m.id, m.label, m.unit_id, m.since, m.until if told(m, on) else None)
            for m in members
            if m.since is None or m.since <= on
        ]

    def told(member: Member, on: date) -> bool:
        return member.until is not None and member.until <= on

    before = audiences._audiences.get(code)
    audiences.register_audience(code, known)
    try:
        yield
    finally:
        if before is None:
            audiences._audiences.pop(code)
        else:
            audiences._audiences[code] = before


def duty(company: Unit, code: str, since: date) -> Duty:
    """A duty that a company keeps from a day on."""
    return Duty.objects.create(company=company, code=code, since=since)


def at(day: date, hour: int = 3) -> datetime:
    """An instant of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def run_on(row: Duty, *days: date) -> None:
    """The loop's run of these days, in this order."""
    for day in days:
        run(Duty.objects.select_related("company").get(pk=row.pk), now=at(day))


def shape(row: Duty) -> set[tuple]:
    """What there is of a duty, without the ids."""
    rows = Occurrence.objects.filter(duty=row)
    return set(
        rows.values_list("subject_id", "first_on", "last_on", "occasion", "due_on", "status")
    )
