"""What higher apps add to the global search: groups besides customers, marks on customers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from heqi.ledger.actors import Actor


@dataclass(frozen=True, slots=True)
class Option:
    """A line of the palette; nothing masked may be whole in it."""

    title: str
    href: str
    sub: str = ""
    end: str = ""
    tag: str = ""
    tone: str = ""


Find = Callable[[Actor, str, datetime], Sequence[Option]]


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one kind, at most eight."""

    key: str
    label: str | Promise
    icon: str
    find: Find


_groups: dict[str, Group] = {}


def register_group(key: str, *, label: str | Promise, icon: str, find: Find) -> None:
    """Add a group; ``find(actor, text, now)`` answers from the actor's scope, in 20 ms or less."""
    _groups[key] = Group(key, label, icon, find)


def groups() -> list[Group]:
    """The registered groups in the order of their apps."""
    return list(_groups.values())


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside a customer that was found, as that his gas is off."""

    word: str
    tone: str


Marking = Callable[[Sequence[int]], Mapping[int, Mark]]
_marks: list[Marking] = []


def register_mark(marks: Marking) -> None:
    """Let an app mark customers; ``marks(service points)`` asks once for all that were found."""
    if marks not in _marks:
        _marks.append(marks)


def marks_of(points: Sequence[int]) -> dict[int, list[Mark]]:
    """The marks of these service points."""
    found: dict[int, list[Mark]] = {}
    for marks in _marks if points else ():
        for pk, mark in marks(points).items():
            found.setdefault(pk, []).append(mark)
    return found
