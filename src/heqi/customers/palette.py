"""Groups of the global search besides customers, contributed by higher apps."""

from collections.abc import Callable, Sequence
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
