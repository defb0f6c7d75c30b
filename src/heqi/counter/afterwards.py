"""What higher apps make of a shift: links they put on its page."""

from collections.abc import Callable
from dataclasses import dataclass

from heqi.counter.models import Shift
from heqi.ledger.actors import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its state, for the page of a shift."""

    label: str
    href: str
    state: str = ""
    tone: str = ""


Find = Callable[[Shift, Actor], Link | None]
_finds: list[Find] = []


def register_link(find: Find) -> None:
    """Put a link on the page of every shift for which ``find`` gives one."""
    _finds.append(find)


def links_of(shift: Shift, actor: Actor) -> list[Link]:
    """The links of a shift for a reader."""
    return [link for find in _finds if (link := find(shift, actor)) is not None]
