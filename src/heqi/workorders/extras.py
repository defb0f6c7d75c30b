"""Steps that a higher app adds to orders: offered wherever the steps of an order are."""

from collections.abc import Callable
from dataclasses import dataclass

from heqi.ledger.actors import Actor
from heqi.workorders.models import WorkOrder

Possible = Callable[[Actor, WorkOrder], bool]
_possible: dict[str, Possible] = {}


def add_possible(name: str, possible: Possible) -> None:
    """Say when a step that a higher app brought may be made."""
    _possible[name] = possible


@dataclass(frozen=True, slots=True)
class Link:
    """A page of a higher app about an order."""

    href: str
    label: str
    icon: str


Links = Callable[[Actor, WorkOrder], "Link | None"]
_links: list[Links] = []


def add_link(link: Links) -> None:
    """Offer a page about certain orders beside the order's own."""
    if link not in _links:
        _links.append(link)


def links_of(actor: Actor, order: WorkOrder) -> list[Link]:
    """Pages of higher apps about an order."""
    found = (link(actor, order) for link in _links)
    return [one for one in found if one is not None]


def extra_moves(actor: Actor, order: WorkOrder) -> list[str]:
    """Names of added steps that the actor may make now."""
    return [name for name, possible in _possible.items() if possible(actor, order)]


def extra_names() -> list[str]:
    """Names of every added step."""
    return list(_possible)
