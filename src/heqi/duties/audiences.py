"""For whom a duty is done. Apps above register who belongs to an audience, and from when to when.

``register_audience("vip_person", members, link=…)``: ``members(company, on)`` gives everybody who
belongs on that day, and those who ceased to, with the day. The same people must be told with the
same days whenever it is asked. ``link(id)`` is the address of the subject's own page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from heqi.duties.engine import Member
from heqi.people.models import Unit, UnitKind

Resolver = Callable[[Unit, date], Iterable[Member]]
Link = Callable[[str], str]
COMPANY, DEPARTMENT = "company", "department"
UNIT = "people.unit"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who belongs, and where a subject has its page."""

    members: Resolver
    link: Link | None = None


_audiences: dict[str, Audience] = {}


def register_audience(code: str, members: Resolver, *, link: Link | None = None) -> None:
    """Let an app say who belongs to an audience; a later one takes the place of an earlier."""
    _audiences[code] = Audience(members, link)


def audience(code: str) -> Audience | None:
    """The audience of a code; None while no app knows it."""
    return _audiences.get(code)


def link_of(code: str, subject_id: str) -> str:
    """Where a subject has its page; empty where it has none."""
    found = _audiences.get(code)
    return found.link(subject_id) if found and found.link else ""


def register_own() -> None:
    """The audiences that the organisation itself gives."""
    register_audience(COMPANY, _company)
    register_audience(DEPARTMENT, _departments)


def _company(company: Unit, on: date) -> list[Member]:
    return [_member(company)]


def _departments(company: Unit, on: date) -> list[Member]:
    rows = Unit.objects.filter(company=company, kind=UnitKind.DEPARTMENT).order_by("path")
    return [_member(unit) for unit in rows]


def _member(unit: Unit) -> Member:
    return Member(UNIT, str(unit.pk), unit.name, unit.pk, until=unit.closed_on)
